// Who share an email address, a phone number or a reference id, by one walk
// over the indexes, where they are neighbours.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_SHARING_WALK_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_SHARING_WALK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/duplicates/rules/profile_facts.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Profiles that share one thing are counted to here: beyond it the walk goes on
// at the next one.
inline constexpr int kSharingCountedMax = 1000;

// At least two profiles with one thing in common.
struct Sharing {
  // Of kIdentifiers.
  size_t identifier = 0;
  // Of the index rows, without the customer.
  std::string key;
  // How many, up to kSharingCountedMax.
  int count = 0;
  // The oldest first. Of more than kSharingMax of them the first three.
  std::vector<std::string> customer_ids;

  // They are not compared.
  bool is_of_too_many() const;
};

// The profiles under one key of an index; of any number, also none. They are
// counted up to `counted_max`.
absl::StatusOr<Sharing> SharingOf(const kv::View& view, size_t identifier,
                                  std::string_view key,
                                  int counted_max = kSharingCountedMax);

// Not thread-safe. `view` must outlive it.
class SharingWalk {
 public:
  // From `place` on, which place() gave; from the beginning when it is empty.
  SharingWalk(const kv::View& view, std::string_view merchant_id,
              std::string_view place);

  // The next ones. nullopt at the end, and as soon as `rows_max` rows of
  // indexes were looked at since the walk was made: then place() is not empty.
  absl::StatusOr<std::optional<Sharing>> Next(int64_t rows_max);

  // Where it goes on: the key of what was not looked at yet; empty at the end.
  std::string place() const;

 private:
  void Open(std::string_view from);
  // Those of the row it stands on, and past them.
  Sharing Take();

  const kv::View& view_;
  const std::string merchant_id_;
  size_t identifier_ = 0;
  std::unique_ptr<kv::Iterator> rows_;
  int64_t seen_ = 0;
  // Of the row that Take() began with. Here, since nearly every row is alone
  // with its key, and needs no memory of its own so.
  std::string key_;
  std::string ids_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_SHARING_WALK_H_
