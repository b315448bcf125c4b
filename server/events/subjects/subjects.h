// What events can be about.
#ifndef COMPTOIR_SERVER_EVENTS_SUBJECTS_SUBJECTS_H_
#define COMPTOIR_SERVER_EVENTS_SUBJECTS_SUBJECTS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "server/kv/kv.h"
#include "server/rpc/call.h"
#include "server/store/table_base.h"

namespace comptoir::events {

// Tells ids of which something is known from those that name nothing: a
// question about the latter is refused, as lists refuse them, where silence
// would look like an answer. Thread-safe once filled.
class Subjects {
 public:
  // The records of `table`, which must outlive this, are subjects.
  void Add(const store::TableBase& table);

  // To a caller for whom `is_hidden` says so, a record that is there is as
  // unknown as one that is not. Of the table with ids of this prefix.
  using IsHidden = std::function<absl::StatusOr<bool>(
      const Call& call, const kv::View& view, const std::string& id)>;
  void HideBy(std::string prefix, IsHidden is_hidden);

  // OK for the id of a record that is there, or was there: what has been
  // removed has a history. OK for all payments and tasks, too: the id of a
  // payment is known before it is charged, and a task that has ended leaves
  // nothing behind. NOT_FOUND for every other id.
  absl::Status Require(const kv::View& view, std::string_view merchant_id,
                       const std::string& id) const;
  // And that it is not hidden from the caller.
  absl::Status RequireSeen(const Call& call, const kv::View& view,
                           const std::string& id) const;
  absl::Status RequireAllSeen(
      const Call& call, const kv::View& view,
      const google::protobuf::RepeatedPtrField<std::string>& ids) const;

 private:
  // By the prefix of their ids.
  std::map<std::string, std::vector<const store::TableBase*>, std::less<>>
      tables_;
  std::map<std::string, IsHidden, std::less<>> hidden_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_SUBJECTS_SUBJECTS_H_
