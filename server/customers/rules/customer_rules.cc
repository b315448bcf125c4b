#include "server/customers/rules/customer_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/rpc/preparation.h"
#include "server/values/birthday.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using storage::v1::StoredCustomer;
using v1::Customer;

// Of the message and those in it.
void TrimTextsOf(Message* message) {
  const Reflection* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (is_text && field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        reflection->SetRepeatedString(
            message, field, i,
            Trim(reflection->GetRepeatedString(*message, field, i)));
      }
    } else if (is_text) {
      reflection->SetString(message, field,
                            Trim(reflection->GetString(*message, field)));
    } else if (field->message_type() != nullptr && !field->is_repeated() &&
               field->message_type()->file()->package().rfind("comptoir.", 0) ==
                   0) {
      TrimTextsOf(reflection->MutableMessage(message, field));
    }
  }
}

// An address or tax ids without anything in them are as good as absent.
void DropEmptyMessages(Customer* customer) {
  if (customer->address().ByteSizeLong() == 0) customer->clear_address();
  if (customer->tax_ids().ByteSizeLong() == 0) customer->clear_tax_ids();
}

}  // namespace

void TrimTexts(Customer* customer) {
  TrimTextsOf(customer);
  customer->set_birthday(PlainBirthday(customer->birthday()));
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
  return absl::OkStatus();
}

absl::Status CheckBirthday(const Customer& customer, absl::CivilDay today) {
  if (!IsBirthdayAfter(customer.birthday(), today)) return absl::OkStatus();
  return InvalidField("customer.birthday", "must not be after today");
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

bool MustReadPhone(const Customer& before, const Customer& after,
                   bool sends_phone) {
  if (after.phone_number() != before.phone_number() ||
      before.phone_state() == v1::PHONE_STATE_UNVERIFIED) {
    return true;
  }
  const std::string& was = before.address().country();
  return after.address().country() != was && (was.empty() || sends_phone);
}

absl::Status SetPhone(const PhoneReadings& readings, StoredCustomer* stored) {
  Customer& customer = *stored->mutable_customer();
  customer.clear_phone_e164();
  customer.clear_phone_extension();
  customer.clear_phone_state();
  stored->clear_phone_key();
  stored->clear_phone_national();
  const std::string& number = customer.phone_number();
  if (number.empty()) return absl::OkStatus();
  const std::string& country = customer.address().country();
  const std::optional<Phone>* phone = readings.Find(number, country);
  if (phone == nullptr) {
    Customer unread;
    unread.set_phone_number(number);
    unread.mutable_address()->set_country(country);
    return rpc::PrepareAgain(unread.SerializeAsString());
  }
  const bool is_valid = *phone && (*phone)->is_verified();
  customer.set_phone_state(is_valid ? v1::PHONE_STATE_VALID
                                    : v1::PHONE_STATE_UNVERIFIED);
  if (!*phone) return absl::OkStatus();
  customer.set_phone_e164((*phone)->e164);
  customer.set_phone_extension((*phone)->extension);
  stored->set_phone_key((*phone)->key);
  stored->set_phone_national((*phone)->national);
  return absl::OkStatus();
}

}  // namespace comptoir::customers
