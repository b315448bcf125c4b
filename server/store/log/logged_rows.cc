#include "server/store/log/logged_rows.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "server/base/status.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using Write = Overlay::Written;
using storage::v1::LogEntry;

constexpr size_t kIdBytes = sizeof(IdBytes);
constexpr size_t kShortBytes = 1 + kIdBytes;  // Space and id.
constexpr size_t kKeyBytes = kShortBytes + kIdBytes;

std::string_view ToView(const IdBytes& id) {
  return std::string_view(id.data(), id.size());
}

bool IsUnderAnId(std::string_view key) {
  return key.size() == kKeyBytes &&
         !IsOfStore(static_cast<Space>(static_cast<unsigned char>(key[0])));
}

// The first write to each row under an id.
std::vector<Write> FirstWrites(const Overlay& overlay) {
  std::vector<Write> writes;
  overlay.ForEachWrite([&](const Write& write) {
    if (IsUnderAnId(write.row->key)) writes.push_back(write);
  });
  std::stable_sort(
      writes.begin(), writes.end(),
      [](const Write& a, const Write& b) { return a.row < b.row; });
  writes.erase(std::unique(writes.begin(), writes.end(),
                           [](const Write& a, const Write& b) {
                             return a.row == b.row;
                           }),
               writes.end());
  return writes;
}

std::string LoggedRow(const IdBytes& merchant, const std::string& key) {
  if (std::string_view(key).substr(1, kIdBytes) != ToView(merchant)) return key;
  return key.substr(0, 1) + key.substr(kShortBytes);
}

}  // namespace

absl::Status NoteRows(const Group& group, const IdBytes& merchant,
                      LogEntry* entry) {
  for (const Write& write : FirstWrites(group.writes())) {
    const std::string& key = write.row->key;
    bool was_there = write.before != nullptr && write.before->has_value();
    if (write.before == nullptr) {
      ASSIGN_OR_RETURN(was_there, group.WasThere(key));
    }
    const bool is_there = write.row->value.has_value();
    if (is_there && !was_there) {
      entry->add_created_rows(LoggedRow(merchant, key));
    } else if (!is_there && was_there) {
      entry->add_removed_rows(LoggedRow(merchant, key));
    }
  }
  return absl::OkStatus();
}

std::string KeyOfLoggedRow(const IdBytes& merchant, std::string_view logged) {
  if (logged.size() == kKeyBytes) return std::string(logged);
  if (logged.size() != kShortBytes) return "";
  std::string key(logged.substr(0, 1));
  key += ToView(merchant);
  key += logged.substr(1);
  return key;
}

std::string_view IdOfLoggedRow(std::string_view logged) {
  return logged.substr(logged.size() - std::min(logged.size(), kIdBytes));
}

}  // namespace comptoir::store
