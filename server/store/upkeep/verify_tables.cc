#include "server/store/upkeep/verify_tables.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "google/protobuf/message.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/upkeep/row_sum.h"

namespace comptoir::store {
namespace {

using google::protobuf::Message;

constexpr size_t kIdBytes = 16;
constexpr size_t kHeadBytes = 1 + kIdBytes;

std::string MerchantOf(std::string_view key) {
  return KeyReader(key).merchant_id();
}

class TableCheck {
 public:
  TableCheck(const kv::View& snapshot, const TableBase& table,
             VerifyReport& report)
      : snapshot_(snapshot),
        declaration_(table.declaration()),
        report_(report),
        record_(declaration_.prototype->New()) {}

  absl::Status Run() {
    RETURN_IF_ERROR(SumRecords());
    for (size_t i = 0; i < declaration_.indexes.size(); ++i) {
      const IndexDeclaration& index = declaration_.indexes[i];
      ASSIGN_OR_RETURN(const RowSum found, SumIndex(index));
      if (found == expected_[i]) continue;
      RETURN_IF_ERROR(NameMissingRows(index));
      RETURN_IF_ERROR(NameExtraRows(index));
    }
    return absl::OkStatus();
  }

 private:
  // The key of the row that `tail` stands for, for the record under `key`.
  static std::string IndexKey(const IndexDeclaration& index,
                              std::string_view record_key,
                              std::string_view tail) {
    std::string key(1, static_cast<char>(index.space));
    key += record_key.substr(1, kIdBytes);
    key += tail;
    key += record_key.substr(kHeadBytes);
    return key;
  }

  // Parses the record into record_; false when it is damaged.
  bool Load(std::string_view key, std::string_view value) {
    if (key.size() != kHeadBytes + kIdBytes) return false;
    if (!record_->ParseFromArray(value.data(),
                                 static_cast<int>(value.size()))) {
      return false;
    }
    return declaration_.id(*record_) == IdOf(key);
  }

  std::string IdOf(std::string_view key) const {
    return FormatId(declaration_.id_prefix, key.substr(key.size() - kIdBytes));
  }

  // Calls `see` for every sound record.
  absl::Status ForEachRecord(
      const std::function<void(std::string_view key)>& see,
      const std::function<void(std::string_view key)>& see_damaged) {
    const auto rows = snapshot_.Scan(AllOf(declaration_.space));
    for (; rows->Valid(); rows->Next()) {
      if (Load(rows->key(), rows->value())) {
        see(rows->key());
      } else {
        see_damaged(rows->key());
      }
    }
    return rows->status();
  }

  absl::Status SumRecords() {
    expected_.resize(declaration_.indexes.size());
    return ForEachRecord(
        [this](std::string_view key) {
          report_.CountRow();
          for (size_t i = 0; i < expected_.size(); ++i) {
            const IndexDeclaration& index = declaration_.indexes[i];
            for (const std::string& tail : IndexRowsOf(index, *record_)) {
              expected_[i].Add(IndexKey(index, key, tail));
            }
          }
        },
        [this](std::string_view key) {
          report_.CountRow();
          Report(declaration_.space, key,
                 key.size() < kHeadBytes + kIdBytes
                     ? std::string("a key without an id")
                     : fmt::format("damaged record {}", IdOf(key)));
        });
  }

  absl::StatusOr<RowSum> SumIndex(const IndexDeclaration& index) {
    RowSum sum;
    const auto rows = snapshot_.Scan(AllOf(index.space));
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      sum.Add(rows->key());
    }
    RETURN_IF_ERROR(rows->status());
    return sum;
  }

  absl::Status NameMissingRows(const IndexDeclaration& index) {
    absl::Status failure;
    RETURN_IF_ERROR(ForEachRecord(
        [&](std::string_view key) {
          for (const std::string& tail : IndexRowsOf(index, *record_)) {
            const auto row = snapshot_.Get(IndexKey(index, key, tail));
            if (!row.ok()) failure = row.status();
            if (!row.ok() || row->has_value()) continue;
            Report(index.space, key,
                   fmt::format("row missing for {}", IdOf(key)));
          }
        },
        [](std::string_view) {}));
    return failure;
  }

  absl::Status NameExtraRows(const IndexDeclaration& index) {
    const auto rows = snapshot_.Scan(AllOf(index.space));
    for (; rows->Valid(); rows->Next()) {
      const std::string_view key = rows->key();
      if (key.size() < kHeadBytes + kIdBytes) {
        Report(index.space, key, "a key without an id");
        continue;
      }
      ASSIGN_OR_RETURN(const bool belongs, Belongs(index, key));
      if (belongs) continue;
      Report(index.space, key, fmt::format("extra row for {}", IdOf(key)));
    }
    return rows->status();
  }

  // Whether the record that the index row names has that row.
  absl::StatusOr<bool> Belongs(const IndexDeclaration& index,
                               std::string_view key) {
    std::string record_key(1, static_cast<char>(declaration_.space));
    record_key += key.substr(1, kIdBytes);
    record_key += key.substr(key.size() - kIdBytes);
    ASSIGN_OR_RETURN(const std::optional<std::string> value,
                     snapshot_.Get(record_key));
    if (!value || !Load(record_key, *value)) return false;
    const std::string_view tail =
        key.substr(kHeadBytes, key.size() - kHeadBytes - kIdBytes);
    const std::vector<std::string> tails = IndexRowsOf(index, *record_);
    return std::binary_search(tails.begin(), tails.end(), tail);
  }

  void Report(Space space, std::string_view key, std::string text) {
    report_.Add(space, MerchantOf(key), std::move(text));
  }

  const kv::View& snapshot_;
  const TableBase::Declaration& declaration_;
  VerifyReport& report_;
  const std::unique_ptr<Message> record_;
  std::vector<RowSum> expected_;  // Of each index.
};

}  // namespace

absl::Status VerifyTable(const kv::View& snapshot, const TableBase& table,
                         VerifyReport& report) {
  return TableCheck(snapshot, table, report).Run();
}

}  // namespace comptoir::store
