// The fields that merges choose, and how each is copied whole.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_MERGED_MERGED_FIELDS_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_MERGED_MERGED_FIELDS_H_

#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "google/protobuf/descriptor.h"

namespace comptoir::customers {

// The fields that are chosen one by one when profiles are merged, in the
// proto's order: those that updates can change. What was read of phone numbers
// goes with them, and a label with what it is the label of.
const std::vector<const google::protobuf::FieldDescriptor*>& MergedFields();

// Whether the customer has a value in it.
bool HasValue(const v1::Customer& customer,
              const google::protobuf::FieldDescriptor* field);

// Whether two customers differ in it, its label included.
bool DiffersIn(const google::protobuf::FieldDescriptor* field,
               const v1::Customer& a, const v1::Customer& b);

bool IsPhoneNumber(const google::protobuf::FieldDescriptor* field);
bool IsOtherPhoneNumbers(const google::protobuf::FieldDescriptor* field);

// Copies the field with its label, but nothing that was read of numbers.
void CopyGiven(const v1::Customer& from,
               const google::protobuf::FieldDescriptor* field,
               v1::Customer* to);

// Of a StoredCustomer or a StoredIdentity: both have what was read of numbers.
template <typename From, typename To>
void CopyPhone(const From& from, To* to) {
  v1::Customer& customer = *to->mutable_customer();
  customer.set_phone_number(from.customer().phone_number());
  customer.set_phone_label(from.customer().phone_label());
  customer.set_phone_e164(from.customer().phone_e164());
  customer.set_phone_extension(from.customer().phone_extension());
  customer.set_phone_state(from.customer().phone_state());
  to->set_phone_key(from.phone_key());
  to->set_phone_national(from.phone_national());
}

template <typename From, typename To>
void CopyOtherPhones(const From& from, To* to) {
  *to->mutable_customer()->mutable_other_phone_numbers() =
      from.customer().other_phone_numbers();
  *to->mutable_other_phones() = from.other_phones();
}

template <typename From, typename To>
void CopyField(const From& from, const google::protobuf::FieldDescriptor* field,
               To* to) {
  if (IsPhoneNumber(field)) return CopyPhone(from, to);
  if (IsOtherPhoneNumbers(field)) return CopyOtherPhones(from, to);
  CopyGiven(from.customer(), field, to->mutable_customer());
}

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_MERGED_MERGED_FIELDS_H_
