#include "server/store/log/created_rows.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/logged_rows.h"
#include "server/store/store.h"

namespace comptoir::store {
namespace {

using storage::v1::LogEntry;

// As keys have it.
IdBytes BytesOf(const std::string& merchant_id) {
  return ParseId("mer", merchant_id).value_or(IdBytes{});
}

bool HasRemoved(const IdBytes& merchant, const LogEntry& entry,
                const std::string& row_key) {
  return std::any_of(entry.removed_rows().begin(), entry.removed_rows().end(),
                     [&](const std::string& logged) {
                       return KeyOfLoggedRow(merchant, logged) == row_key;
                     });
}

}  // namespace

CreatedRows::CreatedRows(const kv::View& view,
                         const std::vector<const TableBase*>& tables)
    : view_(view) {
  for (const TableBase* table : tables) {
    prefixes_[table->declaration().space] = table->declaration().id_prefix;
  }
}

absl::Status CreatedRows::Check(const std::string& merchant_id,
                                const LogEntry& entry,
                                VerifyReport& report) const {
  const IdBytes merchant = BytesOf(merchant_id);
  for (const std::string& logged : entry.created_rows()) {
    const std::string key = KeyOfLoggedRow(merchant, logged);
    const KeyReader row(key);
    if (!row.ok()) {
      report.Add(
          Space::kLog, merchant_id,
          fmt::format("entry {} names a row that is none", entry.revision()));
      continue;
    }
    ASSIGN_OR_RETURN(const std::optional<std::string> value, view_.Get(key));
    if (value) continue;
    // Another log may tell, too: the installation makes what a merchant removes
    // and the other way round. Its numbers compare with none of this one.
    bool was_removed = false;
    for (const std::string& log : std::set<std::string>{
             merchant_id, row.merchant_id(), std::string(kInstallation)}) {
      const uint64_t after = log == merchant_id ? entry.revision() : 0;
      ASSIGN_OR_RETURN(const bool says_so, WasRemoved(log, after, key));
      was_removed = was_removed || says_so;
    }
    if (was_removed) continue;
    report.Add(row.space(), row.merchant_id(),
               fmt::format("{} is missing: entry {} created it, and none says "
                           "that it was removed",
                           NameOf(key), entry.revision()));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CreatedRows::WasRemoved(const std::string& merchant_id,
                                             uint64_t revision,
                                             const std::string& row_key) const {
  const IdBytes merchant = BytesOf(merchant_id);
  const std::string_view id = IdOfLoggedRow(row_key);
  // The entry that says so is the last in the feed of the id as a rule.
  const auto rows = view_.Scan(Key(Space::kFeed, merchant_id).Raw(id).Prefix(),
                               kv::Direction::kReverse);
  for (; rows->Valid(); rows->Next()) {
    KeyReader key(rows->key());
    std::string ignored;
    uint64_t at = 0;
    if (!key.Raw(id.size(), &ignored) || !key.U64(&at)) continue;
    if (at <= revision) return false;
    ASSIGN_OR_RETURN(const std::optional<std::string> value,
                     view_.Get(Key(Space::kLog, merchant_id).U64(at).str()));
    LogEntry entry;
    if (value && entry.ParseFromString(*value) &&
        HasRemoved(merchant, entry, row_key)) {
      return true;
    }
  }
  RETURN_IF_ERROR(rows->status());
  return false;
}

std::string CreatedRows::NameOf(const std::string& row_key) const {
  const std::string_view id = IdOfLoggedRow(row_key);
  const auto prefix = prefixes_.find(KeyReader(row_key).space());
  if (prefix != prefixes_.end()) return FormatId(prefix->second, id);
  return fmt::format("row {}", absl::BytesToHexString(ToAbsl(id)));
}

}  // namespace comptoir::store
