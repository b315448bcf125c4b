#include "server/customers/contacts/profile_contacts.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/customers/contacts/contact_moves.h"
#include "server/customers/phones/kept_phones.h"
#include "server/values/email.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using records::Sight;
using storage::v1::StoredCustomer;
using v1::Customer;
using v1::OtherEmailAddress;
using v1::UpdateCustomerRequest;

// The fields of one kind of contacts, by their numbers in Customer.
struct Kind {
  int primary = 0;
  int label = 0;
  int others = 0;
  // Of an element of `others`.
  std::string_view text;
};
constexpr Kind kPhones = {Customer::kPhoneNumberFieldNumber,
                          Customer::kPhoneLabelFieldNumber,
                          Customer::kOtherPhoneNumbersFieldNumber, "number"};
constexpr Kind kEmails = {
    Customer::kEmailAddressFieldNumber, Customer::kEmailLabelFieldNumber,
    Customer::kOtherEmailAddressesFieldNumber, "email_address"};

const FieldDescriptor* FieldOf(int number) {
  return Customer::descriptor()->FindFieldByNumber(number);
}

bool IsSet(const Customer& customer, const FieldDescriptor* field) {
  const auto& reflection = *customer.GetReflection();
  return field->is_repeated() ? reflection.FieldSize(customer, field) > 0
                              : reflection.HasField(customer, field);
}

// Whether the request takes the field (records/changes.h).
bool Sends(const UpdateCustomerRequest& request, Sight sight, int number) {
  const FieldDescriptor* field = FieldOf(number);
  const bool is_set = IsSet(request.customer(), field);
  const auto& paths = request.update_mask().paths();
  if (paths.empty()) return is_set;
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return path == field->name() ||
           (path == "*" && (is_set || sight == Sight::kAll));
  });
}

// One kind of contacts of a record, as they are and as they are compared.
std::vector<KeptPhone> ContactsIn(const StoredCustomer& stored,
                                  const KeptPhone&) {
  return PhonesIn(stored);
}

std::vector<OtherEmailAddress> ContactsIn(const StoredCustomer& stored,
                                          const OtherEmailAddress&) {
  const Customer& customer = stored.customer();
  std::vector<OtherEmailAddress> emails(1);
  emails.front().set_email_address(customer.email_address());
  emails.front().set_label(customer.email_label());
  emails.insert(emails.end(), customer.other_email_addresses().begin(),
                customer.other_email_addresses().end());
  return emails;
}

void SetContactsOf(std::vector<KeptPhone> phones, StoredCustomer* stored) {
  SetPhonesOf(std::move(phones), stored);
}

void SetContactsOf(std::vector<OtherEmailAddress> emails,
                   StoredCustomer* stored) {
  Customer& customer = *stored->mutable_customer();
  customer.set_email_address(emails.front().email_address());
  customer.set_email_label(emails.front().label());
  customer.clear_other_email_addresses();
  for (size_t i = 1; i < emails.size(); ++i) {
    *customer.add_other_email_addresses() = std::move(emails[i]);
  }
}

// Another extension is reached otherwise. What is no number is its text.
std::string KeyOf(const KeptPhone& kept) {
  return kept.keys.key().empty()
             ? kept.phone.number()
             : fmt::format("{};{}", kept.keys.key(), kept.phone.extension());
}
std::string KeyOf(const OtherEmailAddress& email) {
  return EmailKey(email.email_address());
}

const std::string& TextOf(const KeptPhone& kept) { return kept.phone.number(); }
const std::string& TextOf(const OtherEmailAddress& email) {
  return email.email_address();
}

const std::string& LabelOf(const KeptPhone& kept) { return kept.phone.label(); }
const std::string& LabelOf(const OtherEmailAddress& email) {
  return email.label();
}

void SetLabel(std::string label, KeptPhone* kept) {
  kept->phone.set_label(std::move(label));
}
void SetLabel(std::string label, OtherEmailAddress* email) {
  email->set_label(std::move(label));
}

// `place` is that of the first one.
template <typename Element>
Contacts Compared(const std::vector<Element>& elements, size_t place) {
  Contacts contacts;
  for (const Element& element : elements) {
    contacts.push_back(
        {.key = KeyOf(element), .label = LabelOf(element), .place = place++});
  }
  return contacts;
}

// Whether the others are the same as clients gave them.
template <typename Element>
bool HasSameOthers(const std::vector<Element>& a,
                   const std::vector<Element>& b) {
  return std::equal(a.begin() + 1, a.end(), b.begin() + 1, b.end(),
                    [](const Element& one, const Element& other) {
                      return TextOf(one) == TextOf(other) &&
                             LabelOf(one) == LabelOf(other);
                    });
}

void AddTwice(const Kind& kind, const Contacts& contacts,
              FieldViolations* violations) {
  for (const size_t twice : StandingTwice(contacts)) {
    violations->Add(
        fmt::format("customer.{}[{}].{}", FieldOf(kind.others)->name(),
                    twice - 1, kind.text),
        contacts[twice].key == contacts.front().key
            ? fmt::format("must not be {}, too: leave it out",
                          FieldOf(kind.primary)->name())
            : "must not stand twice in the list: leave it out");
  }
}

template <typename Element>
void Arrange(const Kind& kind, const UpdateCustomerRequest& request,
             Sight sight, const StoredCustomer& before, StoredCustomer* stored,
             FieldViolations* violations) {
  std::vector<Element> all = ContactsIn(before, Element());
  const std::vector<Element> changed = ContactsIn(*stored, Element());
  // The same text is the same number, also where it means another one now.
  const bool is_new = TextOf(all.front()) != TextOf(changed.front());
  const SentContacts sent = {.primary = is_new,
                             .label = Sends(request, sight, kind.label),
                             .others = !HasSameOthers(all, changed)};
  if (!sent.primary && !sent.others) return;
  const Contacts was = Compared(all, 0);
  Contacts is = Compared(changed, all.size());
  const bool sees = sight == Sight::kAll;
  if (sees) MoveContacts(was, sent, &is);
  if (sent.others) {
    Contacts told = is;
    if (!sees && !sent.primary) told.front().key.clear();
    AddTwice(kind, told, violations);
  }
  all.insert(all.end(), changed.begin(), changed.end());
  std::vector<Element> arranged;
  for (Contact& contact : is) {
    SetLabel(std::move(contact.label),
             &arranged.emplace_back(all[contact.place]));
  }
  SetContactsOf(std::move(arranged), stored);
}

}  // namespace

SentPhones PhonesSentBy(const UpdateCustomerRequest& request, Sight sight) {
  const auto sends = [&](int number) {
    return IsSet(request.customer(), FieldOf(number)) &&
           Sends(request, sight, number);
  };
  return {.primary = sends(kPhones.primary),
          .others = sends(kPhones.others),
          .is_unseen = sight != Sight::kAll};
}

absl::Status CheckContacts(const StoredCustomer& made) {
  FieldViolations violations;
  AddTwice(kPhones, Compared(ContactsIn(made, KeptPhone()), 0), &violations);
  AddTwice(kEmails, Compared(ContactsIn(made, OtherEmailAddress()), 0),
           &violations);
  return violations.ToStatus();
}

absl::Status ArrangeContacts(const UpdateCustomerRequest& request, Sight sight,
                             const StoredCustomer& before,
                             StoredCustomer* stored) {
  FieldViolations violations;
  Arrange<KeptPhone>(kPhones, request, sight, before, stored, &violations);
  Arrange<OtherEmailAddress>(kEmails, request, sight, before, stored,
                             &violations);
  return violations.ToStatus();
}

}  // namespace comptoir::customers
