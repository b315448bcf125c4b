#include "server/store/table_base.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "fmt/format.h"
#include "google/protobuf/arena.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"

namespace comptoir::store {
namespace {

using google::protobuf::Arena;
using google::protobuf::Message;

std::string_view ToView(const IdBytes& id) {
  return std::string_view(id.data(), id.size());
}

std::vector<std::string> RowsOf(const IndexDeclaration& index,
                                const Message* record) {
  if (record == nullptr) return {};
  return IndexRowsOf(index, *record);
}

// What is in `some` and not in `others`; both sorted.
std::vector<std::string> Without(const std::vector<std::string>& some,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

// Writes the difference between two states of a record; null is "absent".
void UpdateIndexes(Transaction& txn, const TableBase::Declaration& declaration,
                   const IdBytes& id, const Message* before,
                   const Message* after) {
  const std::string& merchant = txn.merchant_id();
  for (const IndexDeclaration& index : declaration.indexes) {
    const std::vector<std::string> old_rows = RowsOf(index, before);
    const std::vector<std::string> new_rows = RowsOf(index, after);
    if (old_rows == new_rows) continue;
    for (const std::string& row : Without(old_rows, new_rows)) {
      txn.Delete(Key(index.space, merchant).Tail(row).Raw(ToView(id)).str());
    }
    for (const std::string& row : Without(new_rows, old_rows)) {
      txn.Put(Key(index.space, merchant).Tail(row).Raw(ToView(id)).str(), "");
    }
  }
}

absl::Status BadRecordId(const TableBase::Declaration& declaration) {
  return absl::InternalError(
      fmt::format("a {} without a well-formed id", declaration.noun));
}

// Null of null.
std::shared_ptr<const Message> Copy(const Message* message) {
  if (message == nullptr) return nullptr;
  std::shared_ptr<Message> copy(message->New());
  copy->CopyFrom(*message);
  return copy;
}

}  // namespace

std::vector<std::string> IndexRowsOf(const IndexDeclaration& index,
                                     const Message& record) {
  std::vector<std::string> rows = index.rows(record);
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

TableBase::TableBase(Declaration declaration)
    : declaration_(std::move(declaration)) {}

absl::StatusOr<bool> TableBase::FindInto(const kv::View& reader,
                                         std::string_view merchant_id,
                                         std::string_view id,
                                         Message* record) const {
  const std::optional<IdBytes> bytes = ParseId(declaration_.id_prefix, id);
  if (!bytes) return false;
  ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      reader.Get(
          Key(declaration_.space, merchant_id).Raw(ToView(*bytes)).str()));
  if (!value) return false;
  if (!record->ParseFromString(*value)) return Corrupt(declaration_.noun);
  return true;
}

absl::Status TableBase::FindManyInto(
    const kv::View& reader, std::string_view merchant_id,
    const std::vector<std::string>& ids,
    absl::FunctionRef<Message*(size_t i)> record) const {
  std::vector<std::string> keys;
  std::vector<size_t> places;  // Of the keys in `ids`.
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto bytes = ParseId(declaration_.id_prefix, ids[i]);
    if (!bytes) continue;
    keys.push_back(
        Key(declaration_.space, merchant_id).Raw(ToView(*bytes)).Take());
    places.push_back(i);
  }
  ASSIGN_OR_RETURN(const auto values, reader.MultiGet(keys));
  for (size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    if (!record(places[i])->ParseFromString(*values[i])) {
      return Corrupt(declaration_.noun);
    }
  }
  return absl::OkStatus();
}

absl::Status TableBase::GetManyInto(
    const kv::View& reader, std::string_view merchant_id,
    const std::vector<std::string>& ids,
    absl::FunctionRef<Message*(size_t i)> record) const {
  size_t found = 0;
  RETURN_IF_ERROR(FindManyInto(reader, merchant_id, ids, [&](size_t i) {
    ++found;
    return record(i);
  }));
  if (found == ids.size()) return absl::OkStatus();
  return Corrupt(fmt::format("a list of {}s", declaration_.noun));
}

absl::Status TableBase::NotFoundError(std::string_view id) const {
  return NotFound(declaration_.noun, id);
}

absl::Status TableBase::PutRecord(Transaction& txn,
                                  const Message& record) const {
  const std::optional<IdBytes> id =
      ParseId(declaration_.id_prefix, declaration_.id(record));
  if (!id) return BadRecordId(declaration_);
  const Key key = Key(declaration_.space, txn.merchant_id()).Raw(ToView(*id));
  std::string value;
  if (!record.SerializeToString(&value)) {
    return absl::InternalError("a record that cannot be serialized");
  }
  if (declaration_.indexes.empty() && observers_.empty() &&
      followers_.empty()) {
    txn.Put(key.str(), std::move(value));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::optional<std::string> old_value,
                   txn.Get(key.str()));
  if (old_value == value) return absl::OkStatus();
  Arena arena;
  Message* before = nullptr;
  if (old_value) {
    before = declaration_.prototype->New(&arena);
    if (!before->ParseFromString(*old_value)) return Corrupt(declaration_.noun);
  }
  UpdateIndexes(txn, declaration_, *id, before, &record);
  txn.Put(key.str(), std::move(value));
  return Tell(txn, before, &record);
}

absl::StatusOr<bool> TableBase::DeleteRecord(Transaction& txn,
                                             std::string_view id) const {
  const std::optional<IdBytes> bytes = ParseId(declaration_.id_prefix, id);
  if (!bytes) return false;
  const Key key =
      Key(declaration_.space, txn.merchant_id()).Raw(ToView(*bytes));
  ASSIGN_OR_RETURN(const std::optional<std::string> value, txn.Get(key.str()));
  if (!value) return false;
  Arena arena;
  Message* before = declaration_.prototype->New(&arena);
  if (!before->ParseFromString(*value)) return Corrupt(declaration_.noun);
  UpdateIndexes(txn, declaration_, *bytes, before, nullptr);
  txn.Delete(key.str());
  RETURN_IF_ERROR(Tell(txn, before, nullptr));
  return true;
}

absl::Status TableBase::Tell(Transaction& txn, const Message* before,
                             const Message* after) const {
  for (const Follower& follower : followers_) {
    RETURN_IF_ERROR(follower(txn, before, after));
  }
  if (!observers_.empty()) Observe(txn, Copy(before), Copy(after));
  return absl::OkStatus();
}

void TableBase::Observe(Transaction& txn, std::shared_ptr<const Message> before,
                        std::shared_ptr<const Message> after) const {
  txn.OnCommit([this, merchant = txn.merchant_id(), before = std::move(before),
                after = std::move(after)] {
    for (const Observer& observer : observers_) {
      observer(merchant, before.get(), after.get());
    }
  });
}

}  // namespace comptoir::store
