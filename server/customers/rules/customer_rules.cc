#include "server/customers/rules/customer_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/types/v1/address.pb.h"
#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/values/birthday.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
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
    } else if (field->message_type() == nullptr ||
               !field->message_type()->file()->package().starts_with(
                   "comptoir.")) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        TrimTextsOf(reflection->MutableRepeatedMessage(message, field, i));
      }
    } else {
      TrimTextsOf(reflection->MutableMessage(message, field));
    }
  }
}

// An address or tax ids without anything in them are as good as absent.
void DropEmptyMessages(Customer* customer) {
  if (customer->address().ByteSizeLong() == 0) customer->clear_address();
  if (customer->tax_ids().ByteSizeLong() == 0) customer->clear_tax_ids();
}

void DropEmptyLines(types::v1::Address* address) {
  auto* lines = address->mutable_lines();
  lines->erase(std::remove(lines->begin(), lines->end(), ""), lines->end());
}

void DropLabelsOfNothing(Customer* customer) {
  if (customer->phone_number().empty()) customer->clear_phone_label();
  if (customer->email_address().empty()) customer->clear_email_label();
  if (!customer->has_address()) customer->clear_address_label();
}

absl::Status CheckLists(const Customer& customer) {
  FieldViolations violations;
  for (int i = 0; i < customer.other_addresses_size(); ++i) {
    if (customer.other_addresses(i).address().ByteSizeLong() > 0) continue;
    violations.Add(fmt::format("customer.other_addresses[{}].address", i),
                   "must not be empty");
  }
  for (int i = 0; i < customer.preferences_size(); ++i) {
    if (!customer.preferences(i).value().empty()) continue;
    violations.Add(fmt::format("customer.preferences[{}].value", i),
                   "must not be empty");
  }
  return violations.ToStatus();
}

}  // namespace

void TrimTexts(Customer* customer) {
  TrimTextsOf(customer);
  customer->set_birthday(PlainBirthday(customer->birthday()));
  if (customer->has_address()) DropEmptyLines(customer->mutable_address());
  for (v1::OtherAddress& other : *customer->mutable_other_addresses()) {
    if (other.has_address()) DropEmptyLines(other.mutable_address());
  }
  DropEmptyMessages(customer);
  DropLabelsOfNothing(customer);
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
  return CheckLists(customer);
}

absl::Status CheckPrimaries(const Customer& before, const Customer& after) {
  FieldViolations violations;
  const auto check = [&](std::string_view field, std::string_view noun,
                         auto lacks) {
    if (!lacks(after) || lacks(before)) return;
    violations.Add(fmt::format("customer.{}", field),
                   fmt::format("must be set while there are other {}: let one "
                               "of them be it",
                               noun));
  };
  check("phone_number", "phone numbers", [](const Customer& customer) {
    return customer.phone_number().empty() &&
           customer.other_phone_numbers_size() > 0;
  });
  check("email_address", "email addresses", [](const Customer& customer) {
    return customer.email_address().empty() &&
           customer.other_email_addresses_size() > 0;
  });
  check("address", "addresses", [](const Customer& customer) {
    return !customer.has_address() && customer.other_addresses_size() > 0;
  });
  return violations.ToStatus();
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

}  // namespace comptoir::customers
