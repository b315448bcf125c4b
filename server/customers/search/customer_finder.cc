#include "server/customers/search/customer_finder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/index/name_search.h"
#include "server/customers/rules/identities.h"
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

// The first text of the profile in a walk: those that `keys` match, in order.
std::string FirstText(const StoredCustomer& stored, Space space,
                      const CustomerFilter::KeyCondition& keys) {
  std::optional<std::string> first;
  for (const Identity& identity : IdentitiesOf(stored)) {
    for (std::string& text : KeysIn(space, identity)) {
      if (keys.Matches(text) && (!first || text < *first)) {
        first = std::move(text);
      }
    }
  }
  return first.value_or("");
}

}  // namespace

void CustomerPage::Add(const FoundBy& by, StoredCustomer* stored) {
  const std::string& id = stored->customer().id();
  if (!by.merged_customer_id.empty()) {
    v1::MergedMatch& match = merged_matches.emplace_back();
    match.set_customer_id(id);
    match.set_merged_customer_id(std::string(by.merged_customer_id));
  }
  for (const IdentityContact& contact : by.contacts) {
    v1::ContactMatch& match = contact_matches.emplace_back();
    match.set_customer_id(id);
    match.set_matched_contact(std::string(contact.text));
    match.set_matched_label(std::string(contact.label));
  }
  bytes_ += stored->customer().ByteSizeLong();
  customers.push_back(std::move(*stored->mutable_customer()));
}

bool CustomerPage::IsFull(size_t page_size) const {
  return customers.size() == page_size || bytes_ >= records::kPageBytesMax;
}

absl::StatusOr<CustomerPage> CustomerFinder::Find(
    const PageRequest& page, const CustomerFilter& filter) const {
  if (filter.email()) {
    return FindByKey(page, filter, {Space::kCustomersByEmail, *filter.email()});
  }
  if (filter.phone()) return FindByPhone(page, filter);
  if (filter.phone_ending()) {
    return FindByKey(page, filter,
                     {Space::kCustomersByPhoneTail, *filter.phone_ending()});
  }
  if (filter.similar_phone()) {
    return FindByKey(
        page, filter,
        {Space::kCustomersByPhoneTail, filter.similar_phone()->ending});
  }
  if (filter.reference()) {
    return FindByKey(page, filter,
                     {Space::kCustomersByReference, *filter.reference()});
  }
  return filter.name() ? FindByName(page, filter) : FindByTime(page, filter);
}

absl::Status CustomerFinder::AddMatching(const PageRequest& page,
                                         const CustomerFilter& filter,
                                         const KeyWalk* walk,
                                         const std::vector<Lead>& leads,
                                         CustomerPage* found) const {
  std::vector<std::string> ids;
  for (const Lead& lead : leads) ids.push_back(lead.id);
  ASSIGN_OR_RETURN(auto records, tables_.customers.FindMany(
                                     page.reader, page.merchant_id, ids));
  for (size_t i = 0; i < leads.size(); ++i) {
    std::optional<StoredCustomer>& stored = records[i];
    if (!stored) continue;
    if (walk != nullptr && HasOtherContacts(*stored) &&
        leads[i].text != FirstText(*stored, walk->space, walk->keys)) {
      continue;
    }
    if (const auto by = filter.Match(*stored)) {
      found->Add(*by, &*stored);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CustomerFinder::Lead>> CustomerFinder::ReadLeads(
    const kv::View& reader, const kv::Range& range, size_t count,
    std::string* from) {
  std::vector<Lead> leads;
  const auto rows =
      reader.Scan(store::RestOf(range, *from, kv::Direction::kForward));
  for (; rows->Valid() && leads.size() < count; rows->Next()) {
    store::KeyReader key(rows->key());
    Lead& lead = leads.emplace_back();
    if (!key.Text(&lead.text) || !key.Id("cus", &lead.id)) {
      return Corrupt("an index of customers");
    }
  }
  *from = rows->Valid() ? std::string(rows->key()) : "";
  RETURN_IF_ERROR(rows->status());
  return leads;
}

absl::StatusOr<CustomerPage> CustomerFinder::FindByPhone(
    const PageRequest& page, const CustomerFilter& filter) const {
  // A page that follows goes on where the one before has looked.
  const bool is_abroad =
      page.from.starts_with(static_cast<char>(Space::kCustomersByPhoneTail));
  if (!is_abroad) {
    ASSIGN_OR_RETURN(
        CustomerPage found,
        FindByKey(page, filter, {Space::kCustomersByPhone, *filter.phone()}));
    const bool has_some = !found.customers.empty() || !found.next.empty();
    if (has_some || !page.from.empty()) return found;
  }
  const std::optional<CustomerFilter> abroad = filter.InAnyCountry();
  if (!abroad) return CustomerPage();
  return FindByKey(page, *abroad,
                   {Space::kCustomersByPhoneTail, *abroad->phone_ending()});
}

absl::StatusOr<CustomerPage> CustomerFinder::FindByKey(
    const PageRequest& page, const CustomerFilter& filter,
    const KeyWalk& walk) const {
  CustomerPage found;
  std::string from(page.from);
  size_t reads = 0;
  for (const std::string& text : walk.keys.keys) {
    Key key(walk.space, page.merchant_id);
    const kv::Range range =
        (walk.keys.is_exact ? key.Text(text) : key.TextPrefix(text)).Prefix();
    // Ranges ascend: those before `from` were walked already.
    if (!range.limit.empty() && from >= range.limit) continue;
    do {
      if (found.IsFull(page.page_size) || reads >= kReadsMax) {
        found.next = from.empty() ? range.start : from;
        return found;
      }
      const size_t missing =
          std::min(page.page_size - found.customers.size(), kReadAtOnce);
      ASSIGN_OR_RETURN(const std::vector<Lead> leads,
                       ReadLeads(page.reader, range, missing, &from));
      reads += leads.size();
      RETURN_IF_ERROR(AddMatching(page, filter, &walk, leads, &found));
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
      std::vector<Lead> leads;
      while (taken < names.ids.size() && leads.size() < kReadAtOnce) {
        before = names.ids[taken++];
        leads.push_back(
            {.id = FormatId("cus",
                            std::string_view(before->data(), before->size()))});
      }
      reads += leads.size();
      RETURN_IF_ERROR(
          AddMatching(page, filter, /*walk=*/nullptr, leads, &found));
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
    if (const auto by = filter.Match(stored)) {
      found.Add(*by, &stored);
    }
  }
  RETURN_IF_ERROR(rows->status());
  return found;
}

}  // namespace comptoir::customers
