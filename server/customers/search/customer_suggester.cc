#include "server/customers/search/customer_suggester.h"

#include <algorithm>
#include <optional>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/index/name_suggest.h"
#include "server/customers/rules/customer_names.h"
#include "server/customers/rules/identities.h"
#include "server/customers/search/customer_query.h"
#include "server/customers/search/matched_identity.h"
#include "server/store/key_spaces.h"
#include "server/values/email.h"
#include "server/values/names/name_terms.h"
#include "server/values/phone/phone.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using store::Key;
using store::Space;
using v1::CustomerSuggestion;
using v1::SuggestionMatch;

constexpr size_t kLettersMin = 2;
constexpr size_t kPhoneDigitsMin = 4;
// Customers looked at for numbers that may be the same line.
constexpr int kSimilarPhonesMax = 64;
// Parts of an index, each as long as the answer, that are looked at for it.
constexpr int kScansMax = 4;

bool HasAnySimilarPhone(const storage::v1::StoredCustomer& stored,
                        const Phone& phone) {
  const Identities identities = IdentitiesOf(stored);
  return std::any_of(
      identities.begin(), identities.end(), [&](const Identity& identity) {
        const auto numbers = PhonesOf(identity);
        return std::any_of(numbers.begin(), numbers.end(),
                           [&](const IdentityPhone& number) {
                             return IsSimilarPhone(number, phone);
                           });
      });
}

// What gives the contact data of such a match; null when that is none.
using ContactAt = IdentityContact (*)(size_t place, const Identity& identity);
ContactAt ContactOf(SuggestionMatch matched) {
  switch (matched) {
    case v1::SUGGESTION_MATCH_EMAIL:
      return EmailAt;
    case v1::SUGGESTION_MATCH_PHONE:
    case v1::SUGGESTION_MATCH_SIMILAR_PHONE:
      return PhoneAt;
    default:
      return nullptr;
  }
}

}  // namespace

// Suggestions, each customer once, up to the limit.
class CustomerSuggester::Answer {
 public:
  Answer(const Request& request, const NameIndexes& indexes)
      : request_(request), indexes_(indexes) {}

  bool IsFull() const { return suggestions_.size() >= request_.limit; }
  std::vector<CustomerSuggestion>& suggestions() { return suggestions_; }

  void Add(CustomerSuggestion suggestion) {
    const auto is_same = [&](const CustomerSuggestion& other) {
      return other.customer_id() == suggestion.customer_id();
    };
    if (IsFull() ||
        std::any_of(suggestions_.begin(), suggestions_.end(), is_same)) {
      return;
    }
    suggestions_.push_back(std::move(suggestion));
  }

  // Adds the customers whose rows stand in `range` of an index, where one may
  // have several rows.
  absl::Status AddRange(const kv::Range& range, SuggestionMatch matched) {
    std::string from;
    for (int scans = 0; scans < kScansMax && !IsFull(); ++scans) {
      ASSIGN_OR_RETURN(store::IdPage page,
                       store::ScanIds(request_.reader, range, "cus",
                                      static_cast<int>(request_.limit), from));
      AddAll(page.ids, matched);
      if (page.next_key.empty()) break;
      from = std::move(page.next_key);
    }
    return absl::OkStatus();
  }

 private:
  void AddAll(const std::vector<std::string>& ids, SuggestionMatch matched) {
    indexes_.Read(request_.merchant_id, [&](const NameIndex& index) {
      for (const std::string& id : ids) {
        CustomerSuggestion suggestion;
        suggestion.set_customer_id(id);
        suggestion.set_matched(matched);
        const auto customer = index.Find(*ParseId("cus", id));
        if (!customer) continue;  // Deleted since.
        suggestion.set_display_name(
            std::string(index.DisplayNameOf(*customer)));
        Add(std::move(suggestion));
      }
    });
  }

  const Request& request_;
  const NameIndexes& indexes_;
  std::vector<CustomerSuggestion> suggestions_;
};

bool CustomerSuggester::LooksUpContact(const Request& request,
                                       std::string_view text) {
  return text.find('@') == std::string_view::npos
             ? request.phones.whole.has_value()
             : IsEmail(EmailKey(WithoutIgnorable(text)));
}

absl::StatusOr<std::vector<CustomerSuggestion>> CustomerSuggester::Suggest(
    const Request& request, std::string_view text) const {
  Answer answer(request, indexes_);
  const bool is_email = text.find('@') != std::string_view::npos;
  const bool is_phone = PhoneDigits(text) || request.phones.whole;
  if (is_email) {
    RETURN_IF_ERROR(AddByEmail(request, text, &answer));
  } else if (is_phone) {
    RETURN_IF_ERROR(AddByPhone(request, text, &answer));
    RETURN_IF_ERROR(AddByReference(request, text, &answer));
    AddByName(request, text, &answer);
  } else {
    AddByName(request, text, &answer);
    RETURN_IF_ERROR(AddByReference(request, text, &answer));
    RETURN_IF_ERROR(AddByEmail(request, text, &answer));
  }
  RETURN_IF_ERROR(NameTheNameless(request, &answer));
  RETURN_IF_ERROR(SayFoundBy(request, text, &answer));
  return std::move(answer.suggestions());
}

void CustomerSuggester::AddByName(const Request& request, std::string_view text,
                                  Answer* answer) const {
  if (answer->IsFull()) return;
  indexes_.Read(request.merchant_id, [&](const NameIndex& index) {
    const NameQuery query =
        ReadNameQuery(text, {.has_sounds = index.has_sounds(),
                             .has_consonants = index.has_consonants()});
    if (query.letters < kLettersMin) return;
    for (const NameSuggestion& found :
         SuggestByName(index, query, request.limit)) {
      const IdBytes& id = index.IdOf(found.customer);
      CustomerSuggestion suggestion;
      suggestion.set_customer_id(
          FormatId("cus", std::string_view(id.data(), id.size())));
      suggestion.set_display_name(
          std::string(index.DisplayNameOf(found.customer)));
      suggestion.set_matched(found.by_initials ? v1::SUGGESTION_MATCH_INITIALS
                                               : v1::SUGGESTION_MATCH_NAME);
      suggestion.set_has_typo(found.typos > 0);
      answer->Add(std::move(suggestion));
    }
  });
}

absl::Status CustomerSuggester::AddByEmail(const Request& request,
                                           std::string_view text,
                                           Answer* answer) const {
  const std::string key = EmailKey(WithoutIgnorable(text));
  // An address has no spaces; a whole one needs no permission.
  const bool is_whole = IsEmail(key);
  if (answer->IsFull() || key.size() < kLettersMin ||
      key.find(' ') != std::string::npos ||
      (!is_whole && !request.sees_contact)) {
    return absl::OkStatus();
  }
  Key row(Space::kCustomersByEmail, request.merchant_id);
  return answer->AddRange(
      (request.sees_contact ? row.TextPrefix(key) : row.Text(key)).Prefix(),
      v1::SUGGESTION_MATCH_EMAIL);
}

absl::Status CustomerSuggester::AddByPhone(const Request& request,
                                           std::string_view text,
                                           Answer* answer) const {
  const std::optional<Phone>& phone = request.phones.whole;
  if (phone) {
    RETURN_IF_ERROR(
        answer->AddRange(Key(Space::kCustomersByPhone, request.merchant_id)
                             .Text(phone->key)
                             .Prefix(),
                         v1::SUGGESTION_MATCH_PHONE));
  }
  if (!request.sees_contact) return absl::OkStatus();
  // A number that is known to be whole is hardly a part of another one.
  const bool is_whole = phone && phone->is_verified();
  if (is_whole) RETURN_IF_ERROR(AddBySimilarPhone(request, *phone, answer));
  const std::optional<std::string> digits = PhoneDigits(text);
  if (digits && digits->size() >= kPhoneDigitsMin) {
    RETURN_IF_ERROR(AddByPartOfPhone(request, *digits, answer));
  }
  return phone && !is_whole ? AddBySimilarPhone(request, *phone, answer)
                            : absl::OkStatus();
}

absl::Status CustomerSuggester::AddByPartOfPhone(const Request& request,
                                                 const std::string& digits,
                                                 Answer* answer) const {
  for (const std::string& prefix : request.phones.beginnings) {
    RETURN_IF_ERROR(
        answer->AddRange(Key(Space::kCustomersByPhone, request.merchant_id)
                             .TextPrefix(prefix)
                             .Prefix(),
                         v1::SUGGESTION_MATCH_PHONE));
  }
  if (digits.front() == '+') return absl::OkStatus();
  return answer->AddRange(Key(Space::kCustomersByPhoneTail, request.merchant_id)
                              .TextPrefix(Reversed(digits))
                              .Prefix(),
                          v1::SUGGESTION_MATCH_PHONE);
}

absl::Status CustomerSuggester::AddBySimilarPhone(const Request& request,
                                                  const Phone& phone,
                                                  Answer* answer) const {
  const std::string ending = SimilarPhoneEnding(phone);
  if (answer->IsFull() || ending.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(request.reader,
                     Key(Space::kCustomersByPhoneTail, request.merchant_id)
                         .TextPrefix(ending)
                         .Prefix(),
                     "cus", kSimilarPhonesMax));
  ASSIGN_OR_RETURN(const auto found,
                   directory_.tables().customers.FindMany(
                       request.reader, request.merchant_id, page.ids));
  for (const auto& stored : found) {
    if (!stored || !HasAnySimilarPhone(*stored, phone)) continue;
    CustomerSuggestion suggestion;
    suggestion.set_customer_id(stored->customer().id());
    suggestion.set_display_name(DisplayName(stored->customer()));
    suggestion.set_matched(v1::SUGGESTION_MATCH_SIMILAR_PHONE);
    answer->Add(std::move(suggestion));
  }
  return absl::OkStatus();
}

absl::Status CustomerSuggester::AddByReference(const Request& request,
                                               std::string_view text,
                                               Answer* answer) const {
  const std::string key = ReferenceKey(ToNfc(Trim(text)));
  if (answer->IsFull() || key.size() < kLettersMin) return absl::OkStatus();
  return answer->AddRange(Key(Space::kCustomersByReference, request.merchant_id)
                              .TextPrefix(key)
                              .Prefix(),
                          v1::SUGGESTION_MATCH_REFERENCE_ID);
}

absl::Status CustomerSuggester::NameTheNameless(const Request& request,
                                                Answer* answer) const {
  if (!request.sees_contact) return absl::OkStatus();
  std::vector<std::string> ids;
  std::vector<CustomerSuggestion*> nameless;
  for (CustomerSuggestion& suggestion : answer->suggestions()) {
    if (!suggestion.display_name().empty()) continue;
    ids.push_back(suggestion.customer_id());
    nameless.push_back(&suggestion);
  }
  ASSIGN_OR_RETURN(const auto found,
                   directory_.tables().customers.FindMany(
                       request.reader, request.merchant_id, ids));
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) continue;
    const v1::Customer& customer = found[i]->customer();
    nameless[i]->set_display_name(customer.email_address().empty()
                                      ? customer.phone_number()
                                      : customer.email_address());
  }
  return absl::OkStatus();
}

absl::Status CustomerSuggester::SayFoundBy(const Request& request,
                                           std::string_view text,
                                           Answer* answer) const {
  std::vector<std::string> ids;
  std::vector<CustomerSuggestion*> asked;
  for (CustomerSuggestion& suggestion : answer->suggestions()) {
    const std::string& id = suggestion.customer_id();
    const bool is_merged =
        indexes_.IsMerged(request.merchant_id, *ParseId("cus", id));
    if (!is_merged && ContactOf(suggestion.matched()) == nullptr) continue;
    ids.push_back(id);
    asked.push_back(&suggestion);
  }
  ASSIGN_OR_RETURN(const auto found,
                   directory_.tables().customers.FindMany(
                       request.reader, request.merchant_id, ids));
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i] || !HasOtherContacts(*found[i])) continue;
    const Identities identities = IdentitiesOf(*found[i]);
    const auto [by, place] =
        FindMatched(identities, asked[i]->matched(), text, request.phones);
    if (by == nullptr) continue;
    const bool is_shown = by == identities.data();
    if (!is_shown) {
      asked[i]->set_merged_customer_id(std::string(by->id));
      asked[i]->set_found_as(DisplayName(by->customer));
    }
    const auto contact_at = ContactOf(asked[i]->matched());
    if (contact_at == nullptr || (is_shown && place == 0)) continue;
    const IdentityContact contact = contact_at(place, *by);
    asked[i]->set_matched_contact(std::string(contact.text));
    asked[i]->set_matched_label(std::string(contact.label));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::customers
