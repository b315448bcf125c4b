#include "server/store/upkeep/record_check.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"

namespace comptoir::store {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kHeadBytes = 1 + kIdBytes;

bool HasId(std::string_view key) { return key.size() >= kHeadBytes + kIdBytes; }

// The key of the row that `tail` stands for, for the record under `record_key`.
std::string IndexKey(const IndexDeclaration& index, std::string_view record_key,
                     std::string_view tail) {
  std::string key(1, static_cast<char>(index.space));
  key += record_key.substr(1, kIdBytes);
  key += tail;
  key += record_key.substr(kHeadBytes);
  return key;
}

}  // namespace

RecordCheck::RecordCheck(const kv::View& snapshot, const TableBase& table)
    : snapshot_(snapshot),
      declaration_(table.declaration()),
      record_(declaration_.prototype->New()) {}

std::string RecordCheck::IdOf(std::string_view key) const {
  return FormatId(declaration_.id_prefix, key.substr(key.size() - kIdBytes));
}

bool RecordCheck::Parse(std::string_view key, std::string_view value) {
  if (key.size() != kHeadBytes + kIdBytes) return false;
  if (!record_->ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return false;
  }
  return declaration_.id(*record_) == IdOf(key);
}

std::string RecordCheck::Load(std::string_view key, std::string_view value) {
  if (Parse(key, value)) return "";
  if (!HasId(key)) return "a key without an id";
  return fmt::format("damaged record {}", IdOf(key));
}

void RecordCheck::ForEachIndexRow(
    const IndexDeclaration& index, std::string_view record_key,
    absl::FunctionRef<void(std::string_view key)> see) const {
  for (const std::string& tail : IndexRowsOf(index, *record_)) {
    see(IndexKey(index, record_key, tail));
  }
}

absl::StatusOr<std::string> RecordCheck::ProblemOfIndexRow(
    const IndexDeclaration& index, std::string_view key) {
  if (!HasId(key)) return std::string("a key without an id");
  std::string record_key(1, static_cast<char>(declaration_.space));
  record_key += key.substr(1, kIdBytes);
  record_key += key.substr(key.size() - kIdBytes);
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   snapshot_.Get(record_key));
  if (value && Parse(record_key, *value)) {
    const std::string_view tail =
        key.substr(kHeadBytes, key.size() - kHeadBytes - kIdBytes);
    const std::vector<std::string> tails = IndexRowsOf(index, *record_);
    if (std::binary_search(tails.begin(), tails.end(), tail)) {
      return std::string();
    }
  }
  return fmt::format("extra row for {}", IdOf(key));
}

std::string RecordCheck::MissingRowOf(std::string_view record_key) const {
  return fmt::format("row missing for {}", IdOf(record_key));
}

}  // namespace comptoir::store
