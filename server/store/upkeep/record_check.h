// Looks at single rows of a table and its indexes: what every way of verifying
// shares.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_RECORD_CHECK_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_RECORD_CHECK_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/kv/kv.h"
#include "server/store/table_base.h"

namespace comptoir::store {

// Not thread-safe. Both arguments must outlive it.
class RecordCheck {
 public:
  RecordCheck(const kv::View& snapshot, const TableBase& table);

  // Loads the record of this row; what is wrong with it, empty when nothing is.
  std::string Load(std::string_view key, std::string_view value);

  // Calls `see` with the key of each row that the loaded record has in `index`.
  void ForEachIndexRow(const IndexDeclaration& index,
                       std::string_view record_key,
                       absl::FunctionRef<void(std::string_view key)> see) const;

  // What is wrong with a row of `index`; empty when it follows from its record.
  // Loads that record.
  absl::StatusOr<std::string> ProblemOfIndexRow(const IndexDeclaration& index,
                                                std::string_view key);

  // The text for an index row that a record lacks.
  std::string MissingRowOf(std::string_view record_key) const;

 private:
  bool Parse(std::string_view key, std::string_view value);
  std::string IdOf(std::string_view key) const;

  const kv::View& snapshot_;
  const TableBase::Declaration& declaration_;
  const std::unique_ptr<google::protobuf::Message> record_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_RECORD_CHECK_H_
