#include "server/customers/rules/customer_rules.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/values/card_number.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using v1::Customer;

struct ChangeableField {
  std::string_view name;
  bool is_contact = false;
};

constexpr ChangeableField kChangeable[] = {
    {"given_name"},
    {"family_name"},
    {"nickname"},
    {"company_name"},
    {"email_address", true},
    {"phone_number", true},
    {"address", true},
    {"birthday", true},
    {"reference_id"},
    {"note"},
    {"tax_ids"},
    {"language"},
};

const FieldDescriptor* FieldNamed(std::string_view name) {
  return Customer::descriptor()->FindFieldByName(std::string(name));
}

bool IsChangeable(std::string_view path) {
  const std::string_view root = path.substr(0, path.find('.'));
  return std::any_of(std::begin(kChangeable), std::end(kChangeable),
                     [&](const auto& field) { return field.name == root; }) &&
         FieldMaskUtil::IsValidPath<Customer>(std::string(path));
}

bool IsSet(const Customer& customer, std::string_view field) {
  return customer.GetReflection()->HasField(customer, FieldNamed(field));
}

// Calls `use(path, text)` for every text of the message and those in it. Takes
// mutable text, so that one walk serves reading and changing.
using UseText = std::function<void(const std::string& path, std::string* text)>;

void ForEachText(Message* message, const std::string& path,
                 const UseText& use) {
  const Reflection* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string here = path + field->name();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
        field->is_repeated()) {
      const int count = reflection->FieldSize(*message, field);
      for (int i = 0; i < count; ++i) {
        std::string text = reflection->GetRepeatedString(*message, field, i);
        use(fmt::format("{}[{}]", here, i), &text);
        reflection->SetRepeatedString(message, field, i, std::move(text));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string text = reflection->GetString(*message, field);
      use(here, &text);
      reflection->SetString(message, field, std::move(text));
    } else if (field->message_type() == v1::Address::descriptor() ||
               field->message_type() == v1::TaxIds::descriptor()) {
      ForEachText(reflection->MutableMessage(message, field), here + ".", use);
    }
  }
}

// Texts of this many bytes at least can hold a card number.
constexpr size_t kCardNumberBytesMin = 13;

// Fields whose format leaves no room for a card number.
bool IsFreeText(std::string_view path) {
  return path != "id" && path != "etag" && path != "phone_number" &&
         path != "phone_e164" && path != "phone_extension" &&
         path != "birthday" && path != "language";
}

absl::Status RefuseCardNumbers(const Customer& customer) {
  Customer copy = customer;
  std::string found;
  ForEachText(&copy, "customer.", [&](const std::string& path, auto* text) {
    const std::string_view field = std::string_view(path).substr(9);
    if (!found.empty() || !IsFreeText(field)) return;
    if (text->size() >= kCardNumberBytesMin && ContainsCardNumber(*text)) {
      found = path;
    }
  });
  if (found.empty()) return absl::OkStatus();
  return InvalidField(found, FieldViolations::kHoldsCardNumber);
}

bool Differs(const Customer& before, const Customer& after,
             const FieldDescriptor* field) {
  const Reflection* reflection = before.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    std::string scratch[2];
    return reflection->GetStringReference(before, field, &scratch[0]) !=
           reflection->GetStringReference(after, field, &scratch[1]);
  }
  const bool has[2] = {reflection->HasField(before, field),
                       reflection->HasField(after, field)};
  return has[0] != has[1] ||
         (has[0] &&
          !MessageDifferencer::Equals(reflection->GetMessage(before, field),
                                      reflection->GetMessage(after, field)));
}

// An address or tax ids without anything in them are as good as absent.
void DropEmptyMessages(Customer* customer) {
  if (customer->address().ByteSizeLong() == 0) customer->clear_address();
  if (customer->tax_ids().ByteSizeLong() == 0) customer->clear_tax_ids();
}

}  // namespace

void NormaliseTexts(Customer* customer) {
  ForEachText(customer, "", [](const std::string&, std::string* text) {
    *text = ToNfc(Trim(*text));
  });
  if (customer->has_address()) {
    auto* lines = customer->mutable_address()->mutable_lines();
    lines->erase(std::remove(lines->begin(), lines->end(), ""), lines->end());
  }
  DropEmptyMessages(customer);
}

absl::Status CheckCustomer(const Customer& customer) {
  if (customer.given_name().empty() && customer.family_name().empty() &&
      customer.company_name().empty() && customer.email_address().empty() &&
      customer.phone_number().empty()) {
    return InvalidField("customer",
                        "must have a given name, family name, company name, "
                        "email address or phone number");
  }
  if (!v1::CreationSource_IsValid(customer.creation_source())) {
    return InvalidField("customer.creation_source",
                        "must be a value that this server knows");
  }
  return RefuseCardNumbers(customer);
}

absl::Status CheckRequestedSource(v1::CreationSource source) {
  switch (source) {
    case v1::CREATION_SOURCE_DELETION_RECOVERY:
    case v1::CREATION_SOURCE_INSTANT_PROFILE:
    case v1::CREATION_SOURCE_MERGE:
    case v1::CREATION_SOURCE_UNMERGE_RECOVERY:
      return InvalidField("customer.creation_source",
                          "must not be one that only the server sets");
    default:
      return absl::OkStatus();
  }
}

void ReadPhone(const PhoneRegions& home, StoredCustomer* stored) {
  Customer& customer = *stored->mutable_customer();
  customer.clear_phone_e164();
  customer.clear_phone_extension();
  customer.clear_phone_state();
  stored->clear_phone_key();
  stored->clear_phone_national();
  if (customer.phone_number().empty()) return;
  PhoneRegions regions = {customer.address().country()};
  regions.insert(regions.end(), home.begin(), home.end());
  std::optional<Phone> phone = ParsePhone(customer.phone_number(), regions);
  customer.set_phone_state(phone && phone->is_verified()
                               ? v1::PHONE_STATE_VALID
                               : v1::PHONE_STATE_UNVERIFIED);
  if (!phone) return;
  customer.set_phone_e164(std::move(phone->e164));
  customer.set_phone_extension(std::move(phone->extension));
  stored->set_phone_key(std::move(phone->key));
  stored->set_phone_national(std::move(phone->national));
}

absl::StatusOr<Customer> ApplyUpdate(const Customer& current,
                                     const Customer& changes,
                                     const UpdateOptions& options) {
  FieldMask mask;
  const auto& asked = options.mask.paths();
  if (asked.empty()) {
    for (const ChangeableField& field : kChangeable) {
      if (IsSet(changes, field.name)) mask.add_paths(std::string(field.name));
    }
  } else if (asked.size() == 1 && asked.Get(0) == "*") {
    for (const ChangeableField& field : kChangeable) {
      const bool leaves_alone = field.is_contact && !options.sees_contact &&
                                !IsSet(changes, field.name);
      if (!leaves_alone) mask.add_paths(std::string(field.name));
    }
  } else if (std::all_of(asked.begin(), asked.end(), IsChangeable)) {
    mask = options.mask;
  } else {
    return InvalidField("update_mask",
                        "must name only fields of a customer that can be "
                        "changed");
  }
  FieldMaskUtil::MergeOptions merge;
  merge.set_replace_message_fields(true);
  merge.set_replace_repeated_fields(true);
  Customer updated = current;
  FieldMaskUtil::MergeMessageTo(changes, mask, merge, &updated);
  return updated;
}

FieldMask ChangedFields(const Customer& before, const Customer& after) {
  FieldMask changed;
  for (const ChangeableField& field : kChangeable) {
    if (Differs(before, after, FieldNamed(field.name))) {
      changed.add_paths(std::string(field.name));
    }
  }
  return changed;
}

}  // namespace comptoir::customers
