#include "server/customers/rules/merged/merged_fields.h"

#include <set>

#include "google/protobuf/util/field_mask_util.h"
#include "server/records/changes.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;
using v1::Customer;

// The field of the label of what stands in `field`; 0 for none.
int LabelOf(const FieldDescriptor* field) {
  switch (field->number()) {
    case Customer::kPhoneNumberFieldNumber:
      return Customer::kPhoneLabelFieldNumber;
    case Customer::kEmailAddressFieldNumber:
      return Customer::kEmailLabelFieldNumber;
    case Customer::kAddressFieldNumber:
      return Customer::kAddressLabelFieldNumber;
    default:
      return 0;
  }
}

std::vector<const FieldDescriptor*> WithoutLabels(
    std::vector<const FieldDescriptor*> fields) {
  std::set<int> labels;
  for (const FieldDescriptor* field : fields) labels.insert(LabelOf(field));
  std::erase_if(fields, [&](const FieldDescriptor* field) {
    return labels.contains(field->number());
  });
  return fields;
}

}  // namespace

const std::vector<const FieldDescriptor*>& MergedFields() {
  static const auto& fields = *new std::vector<const FieldDescriptor*>(
      WithoutLabels(records::ChangeableFields(Customer::descriptor())));
  return fields;
}

bool HasValue(const Customer& customer, const FieldDescriptor* field) {
  return records::Differs(customer, Customer::default_instance(), field);
}

bool DiffersIn(const FieldDescriptor* field, const Customer& a,
               const Customer& b) {
  const FieldDescriptor* label =
      Customer::descriptor()->FindFieldByNumber(LabelOf(field));
  return records::Differs(a, b, field) ||
         (label != nullptr && records::Differs(a, b, label));
}

bool IsPhoneNumber(const FieldDescriptor* field) {
  return field->number() == Customer::kPhoneNumberFieldNumber;
}

bool IsOtherPhoneNumbers(const FieldDescriptor* field) {
  return field->number() == Customer::kOtherPhoneNumbersFieldNumber;
}

void CopyGiven(const Customer& from, const FieldDescriptor* field,
               Customer* to) {
  const FieldDescriptor* label =
      Customer::descriptor()->FindFieldByNumber(LabelOf(field));
  FieldMask mask;
  mask.add_paths(field->name());
  if (label != nullptr) mask.add_paths(label->name());
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  to->GetReflection()->ClearField(to, field);
  FieldMaskUtil::MergeMessageTo(from, mask, replace, to);
}

}  // namespace comptoir::customers
