#include "server/customers/rules/merged/merged_lists.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/values/email.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using storage::v1::StoredPhoneKeys;
using v1::Customer;

// The kinds of lists. Each says what is in the list of a record, which may be a
// StoredCustomer or a StoredIdentity, what its primary value would be as one of
// the list, and which values are the same, labels aside.

struct Phones {
  struct Value {
    v1::OtherPhoneNumber phone;
    StoredPhoneKeys keys;
  };

  template <typename Record>
  static std::vector<Value> ListOf(const Record& record) {
    const Customer& customer = record.customer();
    std::vector<Value> list;
    for (int i = 0; i < customer.other_phone_numbers_size(); ++i) {
      Value& value = list.emplace_back();
      value.phone = customer.other_phone_numbers(i);
      if (i < record.other_phones_size()) value.keys = record.other_phones(i);
    }
    return list;
  }
  template <typename Record>
  static std::optional<Value> PrimaryOf(const Record& record) {
    const Customer& customer = record.customer();
    if (customer.phone_number().empty()) return std::nullopt;
    Value value;
    value.phone.set_number(customer.phone_number());
    value.phone.set_label(customer.phone_label());
    value.phone.set_e164(customer.phone_e164());
    value.phone.set_extension(customer.phone_extension());
    value.phone.set_state(customer.phone_state());
    value.keys.set_key(record.phone_key());
    value.keys.set_national(record.phone_national());
    return value;
  }
  // A number of which nothing could be read is the same as written alone.
  static bool IsSame(const Value& a, const Value& b) {
    if (a.keys.key().empty() || b.keys.key().empty()) {
      return a.phone.number() == b.phone.number();
    }
    return a.keys.key() == b.keys.key() &&
           a.phone.e164().empty() == b.phone.e164().empty() &&
           a.phone.extension() == b.phone.extension();
  }
  template <typename Record>
  static void Set(const std::vector<Value>& list, Record* record) {
    record->mutable_customer()->clear_other_phone_numbers();
    record->clear_other_phones();
    for (const Value& value : list) {
      *record->mutable_customer()->add_other_phone_numbers() = value.phone;
      *record->add_other_phones() = value.keys;
    }
  }
  static void SetJoinedCount(size_t count, StoredCustomer* profile) {
    profile->set_joined_phone_count(static_cast<int32_t>(count));
  }
};

struct Emails {
  using Value = v1::OtherEmailAddress;

  template <typename Record>
  static std::vector<Value> ListOf(const Record& record) {
    const auto& list = record.customer().other_email_addresses();
    return {list.begin(), list.end()};
  }
  template <typename Record>
  static std::optional<Value> PrimaryOf(const Record& record) {
    if (record.customer().email_address().empty()) return std::nullopt;
    Value value;
    value.set_email_address(record.customer().email_address());
    value.set_label(record.customer().email_label());
    return value;
  }
  static bool IsSame(const Value& a, const Value& b) {
    return EmailKey(a.email_address()) == EmailKey(b.email_address());
  }
  template <typename Record>
  static void Set(const std::vector<Value>& list, Record* record) {
    record->mutable_customer()->mutable_other_email_addresses()->Assign(
        list.begin(), list.end());
  }
  static void SetJoinedCount(size_t count, StoredCustomer* profile) {
    profile->set_joined_email_count(static_cast<int32_t>(count));
  }
};

struct Addresses {
  using Value = v1::OtherAddress;

  template <typename Record>
  static std::vector<Value> ListOf(const Record& record) {
    const auto& list = record.customer().other_addresses();
    return {list.begin(), list.end()};
  }
  template <typename Record>
  static std::optional<Value> PrimaryOf(const Record& record) {
    if (!record.customer().has_address()) return std::nullopt;
    Value value;
    *value.mutable_address() = record.customer().address();
    value.set_label(record.customer().address_label());
    return value;
  }
  static bool IsSame(const Value& a, const Value& b) {
    return MessageDifferencer::Equals(a.address(), b.address());
  }
  template <typename Record>
  static void Set(const std::vector<Value>& list, Record* record) {
    record->mutable_customer()->mutable_other_addresses()->Assign(list.begin(),
                                                                  list.end());
  }
  // Searches look at none.
  static void SetJoinedCount(size_t, StoredCustomer*) {}
};

// Two wishes about one thing both stand: the till asks which.
struct Preferences {
  using Value = v1::Preference;

  template <typename Record>
  static std::vector<Value> ListOf(const Record& record) {
    const auto& list = record.customer().preferences();
    return {list.begin(), list.end()};
  }
  template <typename Record>
  static std::optional<Value> PrimaryOf(const Record&) {
    return std::nullopt;
  }
  static bool IsSame(const Value& a, const Value& b) {
    return MessageDifferencer::Equals(a, b);
  }
  template <typename Record>
  static void Set(const std::vector<Value>& list, Record* record) {
    record->mutable_customer()->mutable_preferences()->Assign(list.begin(),
                                                              list.end());
  }
  static void SetJoinedCount(size_t, StoredCustomer*) {}
};

// Calls `use` with the kind of the field, a list or a primary one. Nothing for
// other fields.
template <typename Use>
void WithKind(const FieldDescriptor* field, const Use& use) {
  switch (field->number()) {
    case Customer::kPhoneNumberFieldNumber:
    case Customer::kOtherPhoneNumbersFieldNumber:
      return use(Phones());
    case Customer::kEmailAddressFieldNumber:
    case Customer::kOtherEmailAddressesFieldNumber:
      return use(Emails());
    case Customer::kAddressFieldNumber:
    case Customer::kOtherAddressesFieldNumber:
      return use(Addresses());
    case Customer::kPreferencesFieldNumber:
      return use(Preferences());
    default:
      return;
  }
}

template <typename Kind, typename Value>
bool HasSame(const std::vector<Value>& list, const Value& value) {
  return std::any_of(list.begin(), list.end(), [&](const Value& other) {
    return Kind::IsSame(other, value);
  });
}

size_t LimitOf(const FieldDescriptor* list) {
  return static_cast<size_t>(list->options().GetExtension(rules).max_items());
}

// Values of one kind, each once, up to the limit.
template <typename Kind>
class Union {
 public:
  using Value = typename Kind::Value;

  Union(std::optional<Value> primary, std::vector<Value> base, size_t limit)
      : primary_(std::move(primary)), list_(std::move(base)), limit_(limit) {
    if (primary_) {
      std::erase_if(list_, [this](const Value& value) {
        return Kind::IsSame(value, *primary_);
      });
    }
    base_size_ = list_.size();
  }

  void Add(const Value& value) {
    if (list_.size() >= limit_ || HasSame<Kind>(list_, value) ||
        (primary_ && Kind::IsSame(value, *primary_))) {
      return;
    }
    list_.push_back(value);
  }
  // Of whom the profile shows another primary value.
  template <typename Record>
  void AddPrimaryOf(const Record& record) {
    if (!primary_) return;
    if (const auto primary = Kind::PrimaryOf(record)) Add(*primary);
  }
  void SetIn(StoredCustomer* profile) const {
    Kind::Set(list_, profile);
    Kind::SetJoinedCount(list_.size() - base_size_, profile);
  }

 private:
  const std::optional<Value> primary_;
  std::vector<Value> list_;
  const size_t limit_;
  size_t base_size_ = 0;
};

}  // namespace

bool IsJoined(const FieldDescriptor* field) {
  return PrimaryOf(field) != nullptr ||
         field->number() == Customer::kPreferencesFieldNumber;
}

const FieldDescriptor* OthersOf(const FieldDescriptor* primary) {
  const auto* customer = Customer::descriptor();
  switch (primary->number()) {
    case Customer::kPhoneNumberFieldNumber:
      return customer->FindFieldByNumber(
          Customer::kOtherPhoneNumbersFieldNumber);
    case Customer::kEmailAddressFieldNumber:
      return customer->FindFieldByNumber(
          Customer::kOtherEmailAddressesFieldNumber);
    case Customer::kAddressFieldNumber:
      return customer->FindFieldByNumber(Customer::kOtherAddressesFieldNumber);
    default:
      return nullptr;
  }
}

const FieldDescriptor* PrimaryOf(const FieldDescriptor* list) {
  const auto* customer = Customer::descriptor();
  switch (list->number()) {
    case Customer::kOtherPhoneNumbersFieldNumber:
      return customer->FindFieldByNumber(Customer::kPhoneNumberFieldNumber);
    case Customer::kOtherEmailAddressesFieldNumber:
      return customer->FindFieldByNumber(Customer::kEmailAddressFieldNumber);
    case Customer::kOtherAddressesFieldNumber:
      return customer->FindFieldByNumber(Customer::kAddressFieldNumber);
    default:
      return nullptr;
  }
}

void JoinList(const FieldDescriptor* list, bool has_own_base,
              const std::vector<JoinedRow>& joined, StoredCustomer* profile) {
  WithKind(list, [&]<typename Kind>(Kind) {
    if (joined.empty()) return Kind::SetJoinedCount(0, profile);
    Union<Kind> all(Kind::PrimaryOf(*profile), Kind::ListOf(*profile),
                    LimitOf(list));
    if (has_own_base) all.AddPrimaryOf(profile->own());
    for (const JoinedRow& from : joined) {
      if (!from.is_without_primary) all.AddPrimaryOf(*from.row);
      for (const auto& value : Kind::ListOf(*from.row)) all.Add(value);
    }
    all.SetIn(profile);
  });
}

bool HidesContact(const StoredCustomer& profile, const FieldDescriptor* field,
                  const StoredCustomer& row) {
  bool hides = false;
  WithKind(field, [&]<typename Kind>(Kind) {
    auto shown = Kind::ListOf(profile);
    if (auto primary = Kind::PrimaryOf(profile)) shown.push_back(*primary);
    auto wanted = Kind::ListOf(row);
    if (!IsJoined(field)) {
      wanted.clear();
      if (auto primary = Kind::PrimaryOf(row)) wanted.push_back(*primary);
    }
    hides = std::any_of(wanted.begin(), wanted.end(), [&](const auto& value) {
      return !HasSame<Kind>(shown, value);
    });
  });
  return hides;
}

bool HaveSamePrimary(const FieldDescriptor* primary, const StoredCustomer& a,
                     const StoredCustomer& b) {
  bool is_same = false;
  WithKind(primary, [&]<typename Kind>(Kind) {
    const auto of_a = Kind::PrimaryOf(a);
    const auto of_b = Kind::PrimaryOf(b);
    is_same = of_a && of_b && Kind::IsSame(*of_a, *of_b);
  });
  return is_same;
}

void KeepOwnPrimary(const FieldDescriptor* primary,
                    const StoredCustomer& before, StoredCustomer* profile) {
  WithKind(primary, [&]<typename Kind>(Kind) {
    const auto own = Kind::PrimaryOf(before.own());
    if (!own || !HasSame<Kind>(Kind::ListOf(before), *own)) return;
    auto list = Kind::ListOf(profile->own());
    if (HasSame<Kind>(list, *own)) return;
    list.push_back(*own);
    Kind::Set(list, profile->mutable_own());
  });
}

void KeepOwnReadings(StoredCustomer* profile) {
  const auto read = Phones::ListOf(*profile);
  auto own = Phones::ListOf(profile->own());
  for (Phones::Value& value : own) {
    const auto found =
        std::find_if(read.begin(), read.end(), [&](const auto& anew) {
          return anew.phone.number() == value.phone.number();
        });
    if (found == read.end()) continue;
    const std::string label = value.phone.label();
    value = *found;
    value.phone.set_label(label);
  }
  Phones::Set(own, profile->mutable_own());
}

}  // namespace comptoir::customers
