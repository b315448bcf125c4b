#include "server/customers/search/customer_query.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/customer_tables.h"
#include "server/customers/rules/customer_names.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/phone/same_line.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Space;
using v1::TextMatch;

constexpr size_t kPhoneEndingMin = 4;

// The text of a condition, trimmed.
absl::StatusOr<std::string> TextOf(const TextMatch& match,
                                   std::string_view field) {
  std::string text =
      ToNfc(Trim(match.has_exact() ? match.exact() : match.prefix()));
  if (text.empty()) {
    return InvalidField(fmt::format("query.{}", field),
                        "must have an exact text or a prefix, not empty");
  }
  return text;
}

// Without the keys that begin with another one.
std::vector<std::string> Distinct(std::vector<std::string> keys) {
  std::sort(keys.begin(), keys.end());
  std::vector<std::string> distinct;
  for (std::string& key : keys) {
    if (distinct.empty() || !key.starts_with(distinct.back())) {
      distinct.push_back(std::move(key));
    }
  }
  return distinct;
}

// In ascending order. Short numbers are many people's.
std::vector<std::string> NationalKeysOf(const Phone& phone) {
  std::vector<std::string> keys;
  for (std::string digits :
       {phone.national, PhoneDigits(phone.raw).value_or("")}) {
    for (const size_t begin : {size_t{0}, digits.find_first_not_of('0')}) {
      if (begin == std::string::npos) continue;
      std::string national = digits.substr(begin);
      if (national.size() >= kSharedDigitsMin) {
        keys.push_back(Reversed(national));
      }
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

absl::Status ParseTimes(const v1::TimeRange& range, std::string_view field,
                        absl::Time* from, absl::Time* before) {
  if (range.has_start_time()) *from = ToTime(range.start_time());
  if (range.has_end_time()) *before = ToTime(range.end_time());
  if (*before >= *from) return absl::OkStatus();
  return InvalidField(fmt::format("query.{}.end_time", field),
                      "must not be before start_time");
}

// Where the first one stands for which this holds.
template <typename List, typename Predicate>
std::optional<size_t> PlaceIn(const List& list, Predicate predicate) {
  const auto found = std::find_if(list.begin(), list.end(), predicate);
  if (found == list.end()) return std::nullopt;
  return static_cast<size_t>(found - list.begin());
}

using ContactAt = IdentityContact (*)(size_t place, const Identity& identity);

// Holds conditions against a profile, one after the other.
class Matching {
 public:
  explicit Matching(const Identities& identities) : identities_(identities) {}

  // Whether an identity has what is asked for, at best what the profile shows:
  // `place_in` says where. `contact_at` gives what stands there, null when that
  // is no contact data.
  template <typename PlaceOf>
  bool IsMet(PlaceOf place_in, ContactAt contact_at) {
    for (const Identity& identity : identities_) {
      const std::optional<size_t> place = place_in(identity);
      if (!place) continue;
      const bool is_shown = &identity == identities_.data();
      if (!is_shown && found_by_.merged_customer_id.empty()) {
        found_by_.merged_customer_id = identity.id;
      }
      if (contact_at != nullptr && (!is_shown || *place > 0)) {
        AddOnce(contact_at(*place, identity));
      }
      return true;
    }
    return false;
  }

  FoundBy Take() { return std::move(found_by_); }

 private:
  void AddOnce(IdentityContact contact) {
    const bool is_there = std::any_of(
        found_by_.contacts.begin(), found_by_.contacts.end(),
        [&](const auto& other) { return other.text == contact.text; });
    if (!is_there) found_by_.contacts.push_back(contact);
  }

  const Identities& identities_;
  FoundBy found_by_;
};

bool IsEmptyFilter(const v1::CreationSourceFilter& filter) {
  return filter.include().empty() && filter.exclude().empty();
}

bool IsEmptyRange(const v1::TimeRange& range) {
  return !range.has_start_time() && !range.has_end_time();
}

}  // namespace

bool IsSimilarPhone(const IdentityPhone& number, const Phone& phone) {
  return number.key != phone.key &&
         MayBeSameLine({.key = phone.key,
                        .national = phone.national,
                        .is_verified = phone.is_verified()},
                       {.key = number.key,
                        .national = number.national,
                        .is_verified = number.is_verified},
                       /*a_is_local=*/!phone.is_international);
}

std::string SimilarPhoneEnding(const Phone& phone) {
  if (phone.national.size() < kSharedDigitsMin) return "";
  return Reversed(std::string_view(phone.national)
                      .substr(phone.national.size() - kSharedDigitsMin));
}

bool CustomerFilter::KeyCondition::Matches(std::string_view key) const {
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& own) {
    return is_exact ? key == own : key.starts_with(own);
  });
}

absl::StatusOr<CustomerFilter> CustomerFilter::Parse(
    const v1::CustomerQuery& query, const PhoneKeys& phones) {
  CustomerFilter filter;
  if (query.has_email_address()) {
    RETURN_IF_ERROR(filter.ParseEmail(query.email_address()));
  }
  RETURN_IF_ERROR(filter.ParsePhones(query, phones));
  if (query.has_reference_id()) {
    RETURN_IF_ERROR(filter.ParseReference(query.reference_id()));
  }
  if (query.has_name()) RETURN_IF_ERROR(filter.ParseName(query.name()));
  RETURN_IF_ERROR(filter.ParseRest(query));
  const bool has_condition =
      filter.email_ || filter.phone_ || filter.phone_ending_ ||
      filter.similar_phone_ || filter.reference_ || filter.name_ ||
      !IsEmptyFilter(query.creation_source()) ||
      !IsEmptyRange(query.create_time()) || !IsEmptyRange(query.update_time());
  if (!has_condition) {
    return InvalidField("query", "must have at least one condition");
  }
  return filter;
}

absl::Status CustomerFilter::ParseEmail(const TextMatch& match) {
  ASSIGN_OR_RETURN(const std::string text, TextOf(match, "email_address"));
  email_ = {.keys = {EmailKey(WithoutIgnorable(text))},
            .is_exact = match.has_exact()};
  return absl::OkStatus();
}

absl::Status CustomerFilter::ParsePhones(const v1::CustomerQuery& query,
                                         const PhoneKeys& phones) {
  if (query.has_phone_number()) {
    const TextMatch& match = query.phone_number();
    RETURN_IF_ERROR(TextOf(match, "phone_number").status());
    if (match.has_exact() && !phones.whole) {
      return InvalidField("query.phone_number.exact", "must be a phone number");
    }
    if (match.has_prefix() && phones.beginnings.empty()) {
      return InvalidField("query.phone_number.prefix",
                          "must be the beginning of a phone number");
    }
    phone_ = match.has_exact()
                 ? KeyCondition{.keys = {phones.whole->key}, .is_exact = true}
                 : KeyCondition{.keys = Distinct(phones.beginnings)};
    if (match.has_exact() && !phones.whole->is_international) {
      national_keys_ = NationalKeysOf(*phones.whole);
    }
  }
  if (!query.phone_number_ending().empty()) {
    RETURN_IF_ERROR(ParsePhoneEnding(query.phone_number_ending()));
  }
  if (!query.phone_number_like().empty()) {
    RETURN_IF_ERROR(ParseSimilarPhone(phones.alike));
  }
  return absl::OkStatus();
}

std::optional<CustomerFilter> CustomerFilter::InAnyCountry() const {
  if (national_keys_.empty() || phone_ending_) return std::nullopt;
  CustomerFilter filter = *this;
  filter.phone_.reset();
  filter.phone_ending_ = {.keys = std::move(filter.national_keys_),
                          .is_exact = true};
  return filter;
}

absl::Status CustomerFilter::ParsePhoneEnding(std::string_view text) {
  const std::optional<std::string> digits = PhoneDigits(text);
  if (!digits || digits->size() < kPhoneEndingMin || digits->front() == '+') {
    return InvalidField("query.phone_number_ending",
                        "must be at least 4 digits");
  }
  phone_ending_ = {.keys = {Reversed(*digits)}};
  return absl::OkStatus();
}

absl::Status CustomerFilter::ParseSimilarPhone(
    const std::optional<Phone>& phone) {
  if (!phone) {
    return InvalidField("query.phone_number_like", "must be a phone number");
  }
  std::string ending = SimilarPhoneEnding(*phone);
  // Of short numbers the number itself.
  if (ending.empty()) ending = Reversed(phone->national);
  similar_phone_ = {.phone = *phone, .ending = {.keys = {std::move(ending)}}};
  return absl::OkStatus();
}

bool CustomerFilter::SimilarPhone::Matches(const IdentityPhone& number) const {
  return number.key == phone.key || IsSimilarPhone(number, phone);
}

absl::Status CustomerFilter::ParseReference(const TextMatch& match) {
  ASSIGN_OR_RETURN(const std::string text, TextOf(match, "reference_id"));
  reference_ = {.keys = {ReferenceKey(text)}, .is_exact = match.has_exact()};
  return absl::OkStatus();
}

absl::Status CustomerFilter::ParseName(const TextMatch& match) {
  ASSIGN_OR_RETURN(const std::string text, TextOf(match, "name"));
  NameCondition name{.query =
                         ReadNameQuery(text, {.is_whole = match.has_exact()})};
  if (name.query.words.empty()) {
    return InvalidField("query.name", "must have letters or digits");
  }
  if (match.has_exact()) name.whole.emplace(text);
  name_ = std::move(name);
  return absl::OkStatus();
}

absl::Status CustomerFilter::ParseRest(const v1::CustomerQuery& query) {
  sources_ = query.creation_source();
  RETURN_IF_ERROR(ParseTimes(query.create_time(), "create_time", &created_from_,
                             &created_before_));
  return ParseTimes(query.update_time(), "update_time", &updated_from_,
                    &updated_before_);
}

bool CustomerFilter::MatchesSource(v1::CreationSource source) const {
  const auto has = [source](const auto& sources) {
    return std::find(sources.begin(), sources.end(), source) != sources.end();
  };
  return (sources_.include().empty() || has(sources_.include())) &&
         !has(sources_.exclude());
}

bool CustomerFilter::MatchesRest(const v1::Customer& customer) const {
  const absl::Time created = ToTime(customer.create_time());
  const absl::Time updated = ToTime(customer.update_time());
  return created >= created_from_ && created < created_before_ &&
         updated >= updated_from_ && updated < updated_before_ &&
         MatchesSource(customer.creation_source());
}

bool CustomerFilter::MatchesName(const v1::Customer& customer) const {
  return name_->whole ? IsWholeName(customer, *name_->whole)
                      : HasNames(customer, name_->query);
}

std::optional<FoundBy> CustomerFilter::Match(
    const StoredCustomer& stored) const {
  if (!stored.merged_into().empty() || !MatchesRest(stored.customer())) {
    return std::nullopt;
  }
  const Identities identities = IdentitiesOf(stored);
  Matching matching(identities);
  const auto has_key = [&](const std::optional<KeyCondition>& condition,
                           Space space, ContactAt contact_at) {
    return !condition || matching.IsMet(
                             [&](const Identity& identity) {
                               return PlaceIn(KeysIn(space, identity),
                                              [&](const std::string& key) {
                                                return condition->Matches(key);
                                              });
                             },
                             contact_at);
  };
  const bool is_match =
      has_key(email_, Space::kCustomersByEmail, EmailAt) &&
      has_key(phone_, Space::kCustomersByPhone, PhoneAt) &&
      has_key(phone_ending_, Space::kCustomersByPhoneTail, PhoneAt) &&
      (!similar_phone_ ||
       matching.IsMet(
           [&](const Identity& identity) {
             return PlaceIn(PhonesOf(identity), [&](const auto& number) {
               return similar_phone_->Matches(number);
             });
           },
           PhoneAt)) &&
      has_key(reference_, Space::kCustomersByReference, nullptr) &&
      (!name_ || matching.IsMet(
                     [&](const Identity& identity) {
                       return MatchesName(identity.customer)
                                  ? std::optional(size_t{0})
                                  : std::nullopt;
                     },
                     nullptr));
  return is_match ? std::optional(matching.Take()) : std::nullopt;
}

}  // namespace comptoir::customers
