#include "server/customers/duplicates/sharing_walk.h"

#include <algorithm>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/store/key_codec.h"

namespace comptoir::customers {
namespace {

using store::Key;

constexpr size_t kIdBytes = 16;
// Of what too many share.
constexpr size_t kNamedOfTooMany = 3;

std::string_view WithoutId(std::string_view row) {
  return row.substr(0, row.size() - std::min(row.size(), kIdBytes));
}

std::string_view IdOf(std::string_view row) {
  return row.substr(WithoutId(row).size());
}

// Names the profiles whose ids, without prefix, stand one after the other in
// `ids`.
void NameCustomers(std::string_view ids, Sharing* sharing) {
  const size_t count = ids.size() / kIdBytes;
  const size_t named =
      sharing->is_of_too_many() ? std::min(count, kNamedOfTooMany) : count;
  for (size_t i = 0; i < named; ++i) {
    sharing->customer_ids.push_back(
        FormatId("cus", ids.substr(i * kIdBytes, kIdBytes)));
  }
}

}  // namespace

bool Sharing::is_of_too_many() const {
  return count > static_cast<int>(kSharingMax);
}

absl::StatusOr<Sharing> SharingOf(const kv::View& view, size_t identifier,
                                  std::string_view key, int counted_max) {
  Sharing sharing = {.identifier = identifier, .key = std::string(key)};
  std::string ids;
  const auto rows = view.Scan(kv::Range::Prefix(key));
  for (; rows->Valid() && sharing.count < counted_max; rows->Next()) {
    ++sharing.count;
    if (!sharing.is_of_too_many()) ids.append(IdOf(rows->key()));
  }
  RETURN_IF_ERROR(rows->status());
  NameCustomers(ids, &sharing);
  return sharing;
}

SharingWalk::SharingWalk(const kv::View& view, std::string_view merchant_id,
                         std::string_view place)
    : view_(view), merchant_id_(merchant_id) {
  if (place.empty()) {
    Open("");
    return;
  }
  const auto found = std::find_if(
      kIdentifiers.begin(), kIdentifiers.end(), [&](const Identifier& one) {
        return place.starts_with(Key(one.space, merchant_id_).str());
      });
  identifier_ = static_cast<size_t>(found - kIdentifiers.begin());
  if (found != kIdentifiers.end()) Open(place);
}

void SharingWalk::Open(std::string_view from) {
  kv::Range range = Key(kIdentifiers[identifier_].space, merchant_id_).Prefix();
  if (!from.empty()) range.start = from;
  rows_ = view_.Scan(range);
}

Sharing SharingWalk::Take() {
  key_.assign(WithoutId(rows_->key()));
  ids_.clear();
  Sharing sharing = {.identifier = identifier_};
  while (rows_->Valid() && WithoutId(rows_->key()) == key_) {
    ++sharing.count;
    if (!sharing.is_of_too_many()) ids_.append(IdOf(rows_->key()));
    if (sharing.count == kSharingCountedMax) {
      Open(kv::Range::Prefix(key_).limit);
      break;
    }
    rows_->Next();
  }
  seen_ += sharing.count;
  if (sharing.count > 1) {
    sharing.key = key_;
    NameCustomers(ids_, &sharing);
  }
  return sharing;
}

absl::StatusOr<std::optional<Sharing>> SharingWalk::Next(int64_t rows_max) {
  while (identifier_ < kIdentifiers.size()) {
    while (rows_->Valid()) {
      if (seen_ >= rows_max) return std::optional<Sharing>();
      Sharing sharing = Take();
      if (sharing.count > 1) return std::optional<Sharing>(std::move(sharing));
    }
    RETURN_IF_ERROR(rows_->status());
    if (++identifier_ < kIdentifiers.size()) Open("");
  }
  return std::optional<Sharing>();
}

std::string SharingWalk::place() const {
  if (identifier_ == kIdentifiers.size()) return "";
  if (rows_->Valid()) return std::string(WithoutId(rows_->key()));
  if (identifier_ + 1 == kIdentifiers.size()) return "";
  return Key(kIdentifiers[identifier_ + 1].space, merchant_id_).Take();
}

}  // namespace comptoir::customers
