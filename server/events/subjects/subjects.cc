#include "server/events/subjects/subjects.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::events {
namespace {

using store::Key;
using store::Space;

// Of payments and of tasks: events may name them without a record of theirs.
constexpr std::array<std::string_view, 3> kWithoutRecord = {"pay", "job",
                                                            "eff"};

// Whether something happened to it: the feed knows what was removed as well.
absl::StatusOr<bool> HasFeed(const kv::View& view, std::string_view merchant_id,
                             const std::string& id) {
  const auto rows = view.Scan(Key(Space::kFeed, merchant_id).Id(id).Prefix());
  const bool has_row = rows->Valid();
  RETURN_IF_ERROR(rows->status());
  return has_row;
}

}  // namespace

void Subjects::Add(const store::TableBase& table) {
  tables_[table.declaration().id_prefix].push_back(&table);
}

absl::Status Subjects::Require(const kv::View& view,
                               std::string_view merchant_id,
                               const std::string& id) const {
  const std::string_view prefix = PrefixOf(id);
  if (std::find(kWithoutRecord.begin(), kWithoutRecord.end(), prefix) !=
      kWithoutRecord.end()) {
    return absl::OkStatus();
  }
  const auto tables = tables_.find(prefix);
  if (tables == tables_.end()) return NotFound("subject", id);
  for (const store::TableBase* table : tables->second) {
    const Key key = Key(table->declaration().space, merchant_id).Id(id);
    ASSIGN_OR_RETURN(const std::optional<std::string> row, view.Get(key.str()));
    if (row) return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool has_feed, HasFeed(view, merchant_id, id));
  if (has_feed) return absl::OkStatus();
  return tables->second.front()->NotFoundError(id);
}

void Subjects::HideBy(std::string prefix, IsHidden is_hidden) {
  hidden_[std::move(prefix)] = std::move(is_hidden);
}

absl::Status Subjects::RequireSeen(const Call& call, const kv::View& view,
                                   const std::string& id) const {
  RETURN_IF_ERROR(Require(view, call.merchant_id(), id));
  const auto hidden = hidden_.find(PrefixOf(id));
  if (hidden == hidden_.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool is_hidden, hidden->second(call, view, id));
  if (!is_hidden) return absl::OkStatus();
  return tables_.find(PrefixOf(id))->second.front()->NotFoundError(id);
}

absl::Status Subjects::RequireAllSeen(
    const Call& call, const kv::View& view,
    const google::protobuf::RepeatedPtrField<std::string>& ids) const {
  for (const std::string& id : ids) {
    RETURN_IF_ERROR(RequireSeen(call, view, id));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::events
