#include "server/customers/search/customer_finder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/index/name_search.h"
#include "server/records/page.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Key;
using store::Space;

// Records read for one page, one by one.
constexpr size_t kReadsMax = 512;
// Of those, how many at a time.
constexpr size_t kReadAtOnce = records::kPageReadMax;
// Bytes of the records looked at for one page, one after the other.
constexpr size_t kScanBytesMax = size_t{4} << 20;

// The beginning of the keys of customers created at `time`: ids begin with 48
// bits of milliseconds.
std::string KeyAt(std::string_view merchant_id, absl::Time time) {
  const int64_t last_ms = (int64_t{1} << 48) - 1;
  const int64_t ms = std::clamp<int64_t>(absl::ToUnixMillis(time), 0, last_ms);
  std::string bytes;
  for (int shift = 40; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(ms >> shift));
  }
  return Key(Space::kCustomers, merchant_id).Raw(bytes).Take();
}

}  // namespace

void CustomerPage::Add(StoredCustomer* stored) {
  bytes_ += stored->customer().ByteSizeLong();
  customers.push_back(std::move(*stored->mutable_customer()));
}

bool CustomerPage::IsFull(size_t page_size) const {
  return customers.size() == page_size || bytes_ >= records::kPageBytesMax;
}

absl::StatusOr<CustomerPage> CustomerFinder::Find(
    const PageRequest& page, const CustomerFilter& filter) const {
  if (filter.email()) {
    return FindByKey(page, filter, Space::kCustomersByEmail, *filter.email());
  }
  if (filter.phone()) {
    return FindByKey(page, filter, Space::kCustomersByPhone, *filter.phone());
  }
  if (filter.phone_ending()) {
    return FindByKey(page, filter, Space::kCustomersByPhoneTail,
                     *filter.phone_ending());
  }
  if (filter.similar_phone()) {
    return FindByKey(page, filter, Space::kCustomersByPhoneTail,
                     filter.similar_phone()->ending);
  }
  if (filter.reference()) {
    return FindByKey(page, filter, Space::kCustomersByReference,
                     *filter.reference());
  }
  return filter.name() ? FindByName(page, filter) : FindByTime(page, filter);
}

absl::Status CustomerFinder::AddMatching(const PageRequest& page,
                                         const CustomerFilter& filter,
                                         const std::vector<std::string>& ids,
                                         CustomerPage* found) const {
  ASSIGN_OR_RETURN(auto records, tables_.customers.FindMany(
                                     page.reader, page.merchant_id, ids));
  for (std::optional<StoredCustomer>& stored : records) {
    if (stored && filter.Matches(*stored)) found->Add(&*stored);
  }
  return absl::OkStatus();
}

absl::StatusOr<CustomerPage> CustomerFinder::FindByKey(
    const PageRequest& page, const CustomerFilter& filter, Space space,
    const CustomerFilter::KeyCondition& condition) const {
  CustomerPage found;
  std::string from(page.from);
  size_t reads = 0;
  for (size_t i = 0; i < condition.keys.size(); ++i) {
    Key key(space, page.merchant_id);
    const kv::Range range =
        (condition.is_exact ? key.Text(condition.keys[i])
                            : key.TextPrefix(condition.keys[i]))
            .Prefix();
    // Ranges ascend: those before `from` were walked already.
    if (!range.limit.empty() && from >= range.limit) continue;
    do {
      if (found.IsFull(page.page_size) || reads >= kReadsMax) {
        found.next = from.empty() ? range.start : from;
        return found;
      }
      const size_t missing =
          std::min(page.page_size - found.customers.size(), kReadAtOnce);
      ASSIGN_OR_RETURN(store::IdPage ids,
                       store::ScanIds(page.reader, range, "cus",
                                      static_cast<int>(missing), from));
      reads += ids.ids.size();
      RETURN_IF_ERROR(AddMatching(page, filter, ids.ids, &found));
      from = std::move(ids.next_key);
    } while (!from.empty());
  }
  return found;
}

absl::StatusOr<CustomerPage> CustomerFinder::FindByName(
    const PageRequest& page, const CustomerFilter& filter) const {
  CustomerPage found;
  std::optional<IdBytes> before;
  if (page.from.size() == sizeof(IdBytes)) {
    before.emplace();
    std::memcpy(before->data(), page.from.data(), before->size());
  }
  SearchBounds bounds;
  for (size_t reads = 0; !found.IsFull(page.page_size) && reads < kReadsMax;) {
    const NamePage names =
        indexes_.Read(page.merchant_id, [&](const NameIndex& index) {
          return SearchByName(index, filter.name()->query, before,
                              page.page_size - found.customers.size(), bounds);
        });
    size_t taken = 0;
    while (taken < names.ids.size() && !found.IsFull(page.page_size)) {
      std::vector<std::string> ids;
      while (taken < names.ids.size() && ids.size() < kReadAtOnce) {
        before = names.ids[taken++];
        ids.push_back(
            FormatId("cus", std::string_view(before->data(), before->size())));
      }
      reads += ids.size();
      RETURN_IF_ERROR(AddMatching(page, filter, ids, &found));
    }
    // Else it goes on behind the last that was read.
    if (taken == names.ids.size()) before = names.next;
    if (!before) return found;
    // Looked far without finding a full page: that is enough for one call.
    if (names.work >= bounds.work) break;
    bounds.work -= names.work;
  }
  found.next.assign(before->data(), before->size());
  return found;
}

absl::StatusOr<CustomerPage> CustomerFinder::FindByTime(
    const PageRequest& page, const CustomerFilter& filter) const {
  kv::Range range = Key(Space::kCustomers, page.merchant_id).Prefix();
  if (filter.created_from() != absl::InfinitePast()) {
    range.start = KeyAt(page.merchant_id, filter.created_from());
  }
  if (filter.created_before() != absl::InfiniteFuture()) {
    range.limit = KeyAt(page.merchant_id,
                        filter.created_before() + absl::Milliseconds(1));
  }
  if (!page.from.empty()) range.limit = std::string(page.from) + '\0';
  CustomerPage found;
  const auto rows = page.reader.Scan(range, kv::Direction::kReverse);
  StoredCustomer stored;
  size_t bytes = 0;
  for (int looked_at = 0; rows->Valid(); rows->Next(), ++looked_at) {
    if (found.IsFull(page.page_size) || bytes >= kScanBytesMax ||
        looked_at == records::kPageRowsMax) {
      found.next = std::string(rows->key());
      break;
    }
    bytes += rows->value().size();
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("a customer");
    }
    if (filter.Matches(stored)) found.Add(&stored);
  }
  RETURN_IF_ERROR(rows->status());
  return found;
}

}  // namespace comptoir::customers
