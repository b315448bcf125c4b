#include "server/customers/rules/customer_rules.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/values/card_number.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using storage::v1::StoredCustomer;
using v1::Customer;

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
    } else if (field->message_type() != nullptr && !field->is_repeated() &&
               field->message_type()->file()->package().rfind("comptoir.", 0) ==
                   0) {
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

}  // namespace comptoir::customers
