#include "server/customers/groups/group_tables.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "server/base/status.h"
#include "server/customers/rules/customer_names.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredGroup;
using store::Key;
using store::Space;

constexpr size_t kNameKeyBytesMax = 400;

std::vector<std::string> NameRows(const StoredGroup& stored) {
  // The name of a deleted group is free.
  if (stored.is_deleted()) return {};
  Key key(Space::kGroupsByName, "");
  return {std::string(
      key.Text(GroupNameKey(stored.group().display_name())).tail())};
}

}  // namespace

GroupTables::GroupTables()
    : groups({.space = Space::kGroups,
              .noun = "group",
              .id_prefix = "grp",
              .id = [](const StoredGroup& r) { return r.group().id(); },
              .indexes = {{.space = Space::kGroupsByName, .rows = NameRows}}}) {
}

absl::StatusOr<StoredGroup> GroupTables::Get(const kv::View& view,
                                             std::string_view merchant_id,
                                             std::string_view group_id) const {
  ASSIGN_OR_RETURN(StoredGroup stored, groups.Get(view, merchant_id, group_id));
  if (stored.is_deleted()) return groups.NotFoundError(group_id);
  return stored;
}

std::string GroupNameKey(std::string_view display_name) {
  std::string key = Fold(display_name);
  if (key.empty()) key = ToPlainForm(display_name);
  if (key.empty()) key = display_name;
  key.resize(std::min(key.size(), kNameKeyBytesMax));
  return key;
}

std::string MembershipKey(std::string_view merchant_id,
                          std::string_view customer_id,
                          std::string_view group_id) {
  return Key(Space::kGroupMemberships, merchant_id)
      .Id(customer_id)
      .Id(group_id)
      .Take();
}

std::string MemberNameKey(std::string_view merchant_id,
                          std::string_view group_id,
                          const v1::Customer& survivor) {
  return Key(Space::kGroupMembersByName, merchant_id)
      .Id(group_id)
      .Text(SortName(survivor))
      .Id(survivor.id())
      .Take();
}

kv::Range MembersByName(std::string_view merchant_id,
                        std::string_view group_id) {
  return Key(Space::kGroupMembersByName, merchant_id).Id(group_id).Prefix();
}

absl::StatusOr<MembershipsByGroup> MembershipsOf(
    const kv::View& view, std::string_view merchant_id,
    const std::vector<std::string>& customer_ids) {
  MembershipsByGroup groups;
  for (const std::string& customer_id : customer_ids) {
    const auto rows = view.Scan(
        Key(Space::kGroupMemberships, merchant_id).Id(customer_id).Prefix());
    for (; rows->Valid(); rows->Next()) {
      store::KeyReader key(rows->key());
      std::string identity;
      std::string group_id;
      MembershipRow row{.customer_id = customer_id};
      if (!key.Id("cus", &identity) || !key.Id("grp", &group_id) ||
          !row.membership.ParseFromArray(
              rows->value().data(), static_cast<int>(rows->value().size()))) {
        return Corrupt("a membership of a group");
      }
      groups[group_id].push_back(std::move(row));
    }
    RETURN_IF_ERROR(rows->status());
  }
  return groups;
}

}  // namespace comptoir::customers
