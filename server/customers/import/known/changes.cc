#include "server/customers/import/known/changes.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "server/customers/import/known/agreement.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using v1::Customer;
using v1::UpdateCustomerRequest;

// Whether a text that the list has differently is all the same.
bool SaysTheSame(std::string_view path, std::string_view listed,
                 std::string_view known) {
  if (ToNfc(Trim(listed)) == known) return true;
  if (path == "email_address") return EmailKey(listed) == EmailKey(known);
  if (path == "phone_number") {
    return ComparePhones(listed, known) == Agreement::kSame;
  }
  // The day is known with its year.
  if (path == "birthday") {
    return listed.size() < known.size() && known.ends_with(listed);
  }
  if (path == "note") return known.find(Trim(listed)) != std::string::npos;
  return false;
}

// Collects what changes, from a message and from those in it.
class Changes {
 public:
  Changes(const ChangeOptions& options, const Customer& customer,
          UpdateCustomerRequest& update)
      : options_(options), customer_(customer), update_(update) {}

  // `change` is the message of the update where `listed` stands in the list and
  // `known` in the customer.
  void Add(const Message& listed, const Message& known, Message& change,
           const std::string& prefix) {
    std::vector<const FieldDescriptor*> fields;
    listed.GetReflection()->ListFields(listed, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string path = prefix + field->name();
      const bool is_group =
          field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
          !field->is_repeated();
      if (is_group) {
        Add(listed.GetReflection()->GetMessage(listed, field),
            known.GetReflection()->GetMessage(known, field),
            *change.GetReflection()->MutableMessage(&change, field),
            path + '.');
      } else if (IsChange(listed, known, *field, path)) {
        Copy(listed, *field, change);
        update_.mutable_update_mask()->add_paths(path);
      }
    }
  }

 private:
  bool IsChange(const Message& listed, const Message& known,
                const FieldDescriptor& field, const std::string& path) const {
    const Reflection& reflection = *known.GetReflection();
    const bool is_filled = field.is_repeated()
                               ? reflection.FieldSize(known, &field) > 0
                               : reflection.HasField(known, &field);
    const bool is_kept =
        options_.rule == KnownRule::kFill ||
        (path == "reference_id" && !options_.replaces_reference);
    if (is_filled && is_kept) return false;
    if (field.is_repeated()) return !AreEqual(listed, known, field);
    const std::string text = listed.GetReflection()->GetString(listed, &field);
    const bool is_other =
        (path == "email_address" && HasOtherEmail(customer_, text)) ||
        (path == "phone_number" && HasOtherPhone(customer_, text));
    return !is_other &&
           !SaysTheSame(path, text, reflection.GetString(known, &field));
  }

  static bool AreEqual(const Message& listed, const Message& known,
                       const FieldDescriptor& field) {
    const Reflection& reflection = *listed.GetReflection();
    const int count = reflection.FieldSize(listed, &field);
    if (count != known.GetReflection()->FieldSize(known, &field)) return false;
    for (int i = 0; i < count; ++i) {
      if (ToNfc(Trim(reflection.GetRepeatedString(listed, &field, i))) !=
          known.GetReflection()->GetRepeatedString(known, &field, i)) {
        return false;
      }
    }
    return true;
  }

  static void Copy(const Message& from, const FieldDescriptor& field,
                   Message& to) {
    const Reflection& reflection = *from.GetReflection();
    if (!field.is_repeated()) {
      to.GetReflection()->SetString(&to, &field,
                                    reflection.GetString(from, &field));
      return;
    }
    for (int i = 0; i < reflection.FieldSize(from, &field); ++i) {
      to.GetReflection()->AddString(
          &to, &field, reflection.GetRepeatedString(from, &field, i));
    }
  }

  const ChangeOptions& options_;
  const Customer& customer_;
  UpdateCustomerRequest& update_;
};

}  // namespace

bool HasOtherEmail(const Customer& known, std::string_view email) {
  const auto& others = known.other_email_addresses();
  return !email.empty() &&
         std::any_of(others.begin(), others.end(), [&](const auto& other) {
           return EmailKey(other.email_address()) == EmailKey(email);
         });
}

bool HasOtherPhone(const Customer& known, std::string_view number) {
  const auto& others = known.other_phone_numbers();
  return !number.empty() &&
         std::any_of(others.begin(), others.end(), [&](const auto& other) {
           return ComparePhones(number, other.number()) == Agreement::kSame ||
                  (!other.e164().empty() &&
                   ComparePhones(number, other.e164()) == Agreement::kSame);
         });
}

UpdateCustomerRequest ChangesOf(const Customer& listed, const Customer& known,
                                const ChangeOptions& options) {
  UpdateCustomerRequest update;
  Customer& change = *update.mutable_customer();
  if (options.rule != KnownRule::kSkip) {
    Changes(options, known, update).Add(listed, known, change, "");
    if (!options.country.empty() && listed.address().country().empty() &&
        known.address().country().empty()) {
      change.mutable_address()->set_country(options.country);
      update.mutable_update_mask()->add_paths("address.country");
    }
  }
  change.set_id(known.id());
  change.set_etag(known.etag());
  return update;
}

}  // namespace comptoir::customers
