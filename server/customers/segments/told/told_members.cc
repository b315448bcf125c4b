#include "server/customers/segments/told/told_members.h"

#include <memory>
#include <optional>
#include <utility>

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using store::Key;
using store::Space;
using store::Transaction;

struct Row {
  std::string merchant_id;
  std::string segment_id;
  std::string customer_id;
};

absl::StatusOr<Row> RowOf(std::string_view key_bytes) {
  store::KeyReader key(key_bytes);
  Row row{.merchant_id = std::string(key.merchant_id())};
  if (!key.Id("seg", &row.segment_id) || !key.Id("cus", &row.customer_id)) {
    return Corrupt("a member of a segment");
  }
  return row;
}

}  // namespace

std::string SegmentMemberKey(std::string_view merchant_id,
                             std::string_view segment_id,
                             std::string_view customer_id) {
  return Key(Space::kSegmentMembers, merchant_id)
      .Id(segment_id)
      .Id(customer_id)
      .Take();
}

ToldMembers::ToldMembers(const SegmentTables& tables, CustomerColumns& columns)
    : tables_(tables),
      columns_(columns),
      place_(columns_.Add(
          {.make =
               [](const SlotTable&) {
                 return std::make_unique<MembershipColumns>();
               },
           .load = [this](const kv::View& view) { return Load(view); }})) {}

absl::Status ToldMembers::Load(const kv::View& view) {
  const auto rows = view.Scan(store::AllOf(Space::kSegmentMembers));
  for (; rows->Valid(); rows->Next()) {
    ASSIGN_OR_RETURN(const Row row, RowOf(rows->key()));
    Changed(row.merchant_id, row.segment_id, row.customer_id, /*is_in=*/true);
  }
  return rows->status();
}

void ToldMembers::Changed(const std::string& merchant_id,
                          std::string_view segment_id,
                          std::string_view customer_id, bool is_in) const {
  const auto customer = ParseId("cus", customer_id);
  const auto segment = ParseId("seg", segment_id);
  if (!customer || !segment) return;
  columns_.Change(merchant_id, *customer, place_,
                  [segment = *segment, is_in](ColumnSet& set, Slot slot) {
                    static_cast<MembershipColumns&>(set).Set(segment, slot,
                                                             is_in);
                  });
}

absl::StatusOr<bool> ToldMembers::Write(Transaction& txn,
                                        std::string_view segment_id,
                                        std::string_view customer_id,
                                        bool is_in) const {
  const std::string key =
      SegmentMemberKey(txn.merchant_id(), segment_id, customer_id);
  ASSIGN_OR_RETURN(const std::optional<std::string> row, txn.Get(key));
  txn.OnCommit([this, merchant_id = txn.merchant_id(),
                segment_id = std::string(segment_id),
                customer_id = std::string(customer_id), is_in] {
    Changed(merchant_id, segment_id, customer_id, is_in);
  });
  if (row.has_value() == is_in) return false;
  if (is_in) {
    txn.Put(key, "");
  } else {
    txn.Delete(key);
  }
  return true;
}

absl::StatusOr<std::vector<std::string>> ToldMembers::Some(
    const Transaction& txn, std::string_view segment_id, size_t limit) const {
  std::vector<std::string> ids;
  const auto rows = txn.Scan(
      Key(Space::kSegmentMembers, txn.merchant_id()).Id(segment_id).Prefix());
  for (; rows->Valid() && ids.size() < limit; rows->Next()) {
    ASSIGN_OR_RETURN(Row row, RowOf(rows->key()));
    ids.push_back(std::move(row.customer_id));
  }
  RETURN_IF_ERROR(rows->status());
  return ids;
}

absl::StatusOr<std::vector<std::string>> ToldMembers::SegmentsOf(
    const kv::View& view, std::string_view merchant_id,
    std::string_view customer_id) const {
  ASSIGN_OR_RETURN(const auto all, tables_.AllStored(view, merchant_id));
  std::vector<std::string> ids;
  for (const auto& stored : all) {
    const std::string& id = stored.segment().id();
    ASSIGN_OR_RETURN(const auto row,
                     view.Get(SegmentMemberKey(merchant_id, id, customer_id)));
    if (row) ids.push_back(id);
  }
  return ids;
}

absl::Status ToldMembers::BringBack(Transaction& txn,
                                    const std::string& customer_id) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> segments,
                   SegmentsOf(txn, txn.merchant_id(), customer_id));
  for (const std::string& segment_id : segments) {
    RETURN_IF_ERROR(
        Write(txn, segment_id, customer_id, /*is_in=*/true).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<IdBytes>> ToldMembers::Gone(
    const kv::View& view, const std::string& merchant_id) const {
  std::vector<IdBytes> told;
  const auto rows =
      view.Scan(Key(Space::kSegmentMembers, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    ASSIGN_OR_RETURN(const Row row, RowOf(rows->key()));
    if (const auto id = ParseId("cus", row.customer_id)) told.push_back(*id);
  }
  RETURN_IF_ERROR(rows->status());
  return columns_.Read(merchant_id, [&told](const MerchantColumns& columns) {
    std::erase_if(told, [&columns](const IdBytes& id) {
      return columns.ListedSlotOf(id).has_value();
    });
    return std::move(told);
  });
}

}  // namespace comptoir::customers
