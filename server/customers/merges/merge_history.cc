#include "server/customers/merges/merge_history.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/base/status.h"
#include "server/customers/merges/profile_view.h"
#include "server/records/page.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::customers {
namespace {

using storage::v1::LogEntry;
using storage::v1::LoggedEvent;
using store::Key;
using store::KeyReader;
using store::Space;
using v1::Merge;

// nullopt for another kind of event.
std::optional<Merge> MergeOf(const LoggedEvent& event) {
  Merge merge;
  if (v1::CustomerMerged merged; event.data().UnpackTo(&merged)) {
    merge.set_kind(v1::MERGE_KIND_MERGED);
    merge.set_survivor_customer_id(merged.customer_id());
    *merge.mutable_merged_customer_ids() = merged.merged_customer_ids();
    *merge.mutable_changed_fields() = merged.changed_fields();
    *merge.mutable_changed_attribute_definition_ids() =
        merged.changed_attribute_definition_ids();
    merge.set_operation_id(merged.operation_id());
    return merge;
  }
  if (v1::CustomerUnmerged unmerged; event.data().UnpackTo(&unmerged)) {
    merge.set_kind(v1::MERGE_KIND_UNMERGED);
    merge.set_survivor_customer_id(unmerged.survivor_customer_id());
    merge.add_merged_customer_ids(unmerged.customer_id());
    *merge.mutable_changed_fields() = unmerged.changed_fields();
    *merge.mutable_changed_attribute_definition_ids() =
        unmerged.changed_attribute_definition_ids();
    merge.set_operation_id(unmerged.operation_id());
    return merge;
  }
  return std::nullopt;
}

// Whether the event stands in the feed of one of the identities.
bool IsOf(const LoggedEvent& event,
          const std::vector<std::string>& identities) {
  return std::any_of(
      event.feed().begin(), event.feed().end(), [&](const std::string& id) {
        return std::find(identities.begin(), identities.end(), id) !=
               identities.end();
      });
}

}  // namespace

absl::StatusOr<v1::ListMergesResponse> PageOfMerges(
    const CustomerDirectory& directory, const Call& call,
    const store::Snapshot& snapshot, const v1::ListMergesRequest& request) {
  const std::string& merchant_id = call.merchant_id();
  ASSIGN_OR_RETURN(const v1::Customer customer,
                   directory.Get(snapshot, merchant_id, request.customer_id()));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> identities,
      directory.CustomerIdentities(snapshot, merchant_id, customer.id()));
  const ProfileView view(snapshot, identities);
  v1::ListMergesResponse response;
  const auto take =
      [&](std::string_view row,
          std::string_view) -> absl::StatusOr<std::optional<size_t>> {
    KeyReader key(row);
    std::string id;
    uint64_t revision = 0;
    if (!key.Id("cus", &id) || !key.U64(&revision)) return Corrupt("feed row");
    ASSIGN_OR_RETURN(const LogEntry entry,
                     store::ReadLog(snapshot, merchant_id, revision));
    size_t bytes = 0;
    for (const LoggedEvent& event : entry.events()) {
      std::optional<Merge> merge =
          IsOf(event, identities) ? MergeOf(event) : std::nullopt;
      if (!merge) continue;
      merge->set_revision(static_cast<int64_t>(revision));
      *merge->mutable_create_time() = entry.time();
      merge->set_actor_id(entry.actor());
      bytes += merge->ByteSizeLong();
      *response.add_merges() = *std::move(merge);
    }
    return bytes == 0 ? std::nullopt : std::optional<size_t>(bytes);
  };
  ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      records::WalkPage(
          call, view, request,
          // Tokens hold the id that was asked for, whoever survives.
          {.range = Key(Space::kFeed, merchant_id)
                        .Id(request.customer_id())
                        .Prefix(),
           .direction = kv::Direction::kReverse},
          take));
  return response;
}

}  // namespace comptoir::customers
