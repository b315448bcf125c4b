#include "server/store/reactions/reaction_cursors.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "comptoir/storage/v1/reaction.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using storage::v1::ReactionCursor;

// Merchants whose cursor one transaction places.
constexpr size_t kMerchantsPerStep = 1000;

std::string CursorKey(std::string_view merchant_id, std::string_view reaction) {
  return Key(Space::kReactionCursors, merchant_id).Text(reaction).Take();
}

std::string CursorRow(uint64_t revision) {
  ReactionCursor cursor;
  cursor.set_revision(revision);
  return cursor.SerializeAsString();
}

// One transaction of the installation, which may write rows of everybody.
absl::Status UpdateAll(Store& store, const Clock& clock,
                       std::string_view reaction,
                       const std::function<absl::Status(Transaction&)>& body) {
  return store
      .UpdateAndWait({.merchant_id = std::string(kInstallation),
                      .actor = "system",
                      .method = fmt::format("reaction/{}", reaction),
                      .time = clock.Now()},
                     [&](Transaction& txn, std::string*) { return body(txn); })
      .status;
}

// Places the cursors at the ends of the logs, kMerchantsPerStep at a time.
absl::Status BeginAtEnds(Store& store, const Clock& clock,
                         std::string_view reaction) {
  ASSIGN_OR_RETURN(const std::vector<std::string> merchants,
                   MerchantsWithLog(*store.Read()));
  for (size_t i = 0; i < merchants.size(); i += kMerchantsPerStep) {
    RETURN_IF_ERROR(UpdateAll(
        store, clock, reaction, [&](Transaction& txn) -> absl::Status {
          const size_t end = std::min(merchants.size(), i + kMerchantsPerStep);
          for (size_t n = i; n < end; ++n) {
            ASSIGN_OR_RETURN(const uint64_t last,
                             LastRevision(txn, merchants[n]));
            txn.Put(CursorKey(merchants[n], reaction), CursorRow(last));
          }
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status CheckCursor(std::string_view key, std::string_view value,
                         Checks& checks) {
  KeyReader reader(key);
  std::string reaction;
  ReactionCursor cursor;
  if (!reader.ok() || !reader.Text(&reaction) || !reader.AtEnd() ||
      !cursor.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    checks.report().Add(Space::kReactionCursors, reader.merchant_id(),
                        "damaged row");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const uint64_t last,
                   LastRevision(checks.view(), reader.merchant_id()));
  if (cursor.revision() <= last) return absl::OkStatus();
  checks.report().Add(Space::kReactionCursors, reader.merchant_id(),
                      fmt::format("{} is at revision {}, the log ends at {}",
                                  reaction, cursor.revision(), last));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<uint64_t> ReadCursor(const kv::View& view,
                                    std::string_view merchant_id,
                                    std::string_view reaction) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   view.Get(CursorKey(merchant_id, reaction)));
  ReactionCursor cursor;
  if (value && !cursor.ParseFromString(*value)) {
    return Corrupt("the cursor of a reaction");
  }
  return cursor.revision();
}

void PutCursor(Transaction& txn, std::string_view reaction, uint64_t revision) {
  txn.Put(CursorKey(txn.merchant_id(), reaction), CursorRow(revision));
}

absl::StatusOr<std::vector<std::string>> MerchantsWithLog(
    const kv::View& view) {
  std::vector<std::string> merchants;
  kv::Range range = AllOf(Space::kLog);
  while (true) {
    const auto rows = view.Scan(range);
    if (!rows->Valid()) {
      RETURN_IF_ERROR(rows->status());
      return merchants;
    }
    const KeyReader key(rows->key());
    if (!key.ok()) {
      // Damaged: `comptoird verify` reports it.
      range.start = std::string(rows->key()) + '\0';
      continue;
    }
    const std::string merchant = key.merchant_id();
    range.start = Key(Space::kLog, merchant).Prefix().limit;
    if (merchant != kInstallation) merchants.push_back(merchant);
  }
}

absl::Status BeginReaction(Store& store, const Clock& clock,
                           const Reaction& reaction) {
  const std::string begun = CursorKey(kInstallation, reaction.name);
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   store.Read()->Get(begun));
  if (row) return absl::OkStatus();
  if (reaction.start == Reaction::Start::kEnd) {
    RETURN_IF_ERROR(BeginAtEnds(store, clock, reaction.name));
  }
  return UpdateAll(store, clock, reaction.name, [&](Transaction& txn) {
    txn.Put(begun, CursorRow(0));
    return absl::OkStatus();
  });
}

void AddReactionChecks(Checks& checks) {
  checks.AddRows(Space::kReactionCursors,
                 [&checks](std::string_view key, std::string_view value) {
                   return CheckCursor(key, value, checks);
                 });
}

}  // namespace comptoir::store
