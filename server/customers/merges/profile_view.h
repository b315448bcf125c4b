// Rows of all identities of a profile, walked as those of one.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_PROFILE_VIEW_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_PROFILE_VIEW_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/ids.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// A view in which whatever stands under one identity stands under all of them.
//
// It is for key spaces whose rows begin with a customer's id: a Scan() of the
// rows of one identity gives those of every one, in the order of what follows
// the id, with the id in their keys that was asked for; of rows that are the
// same but for the id the first one. So lists, their pages and their tokens
// need not know that there are several. Get() and MultiGet() are those of the
// view.
class ProfileView final : public kv::View {
 public:
  // `view` must outlive it. `identities` are those of
  // CustomerDirectory::CustomerIdentities().
  ProfileView(const kv::View& view, const std::vector<std::string>& identities);

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    return view_.Get(key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override {
    return view_.MultiGet(keys);
  }
  // `range` must lie within the rows of one identity.
  std::unique_ptr<kv::Iterator> Scan(
      const kv::Range& range,
      kv::Direction direction = kv::Direction::kForward) const override;

 private:
  const kv::View& view_;
  std::vector<IdBytes> identities_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_PROFILE_VIEW_H_
