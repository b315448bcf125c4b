#include "tests/permissions/world.h"

#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/merchants/v1/operation_service.pb.h"
#include "comptoir/readers/v1/reader_service.pb.h"
#include "comptoir/sales/v1/sale_requests.pb.h"
#include "fmt/format.h"

namespace comptoir::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;

// Said of a request beside what its annotations want.
const std::map<std::string_view, std::string_view>& Others() {
  static const auto& others = *new std::map<std::string_view, std::string_view>{
      {"AddSaleLines",
       "lines { name: 'Tea' quantity: 1"
       "  unit_price { minor_units: 300 currency: 'EUR' } }"},
      {"BatchCreateCustomers",
       "requests { customer { given_name: 'Anne' } } requests {}"},
      {"BatchDeleteCustomers",
       "requests { customer_id: '$cus' } requests { etag: 'none' }"},
      {"BatchUpdateCustomers",
       "requests { customer { id: '$cus' note: 'Tea' } }"
       " requests { customer { id: '$twin' birthday: '1992-06-05' } }"},
      {"CheckDuplicates",
       "customer { given_name: 'Marie' family_name: 'Durand'"
       "  phone_number: '06 12 34 56 78' }"},
      {"CreateApiKey", "api_key { permissions: PERMISSION_API_KEYS_MANAGE }"},
      {"CreateCustomer", "customer { given_name: 'Anne' }"},
      {"CreateGroup", "group { display_name: '$cus' }"},
      {"CreatePermissionSet",
       "permission_set { permissions: PERMISSION_TEAM_MANAGE }"},
      {"CreateSale", "location_id: '$loc'"},
      {"CreateSegment",
       "segment { display_name: '$cus'"
       "  filter { text { field: TEXT_FIELD_GIVEN_NAME is: 'Marie' } } }"},
      {"CreateTeamMember",
       "team_member { role: TEAM_ROLE_CUSTOM permission_set_id: '$pset' }"},
      {"CreateWebhook", "webhook { url: 'https://shop.example/hook' }"},
      {"ExplainFilter",
       "filter { text { field: TEXT_FIELD_GIVEN_NAME is: 'Marie' } }"},
      {"IgnoreDuplicate", "customer_ids: '$cus' customer_ids: '$twin'"},
      {"ListActivity", "subject_id: '$cus'"},
      {"ListEvents", "page_size: 500"},
      {"MergeCustomers", "customer_ids: '$twin'"},
      {"PreviewMerge", "customer_ids: '$twin'"},
      {"PreviewSegment",
       "filter { text { field: TEXT_FIELD_GIVEN_NAME is: 'Marie' } }"},
      {"RecordPayment",
       "method: PAYMENT_METHOD_CASH amount { minor_units: 100 }"},
      {"RefundPayment",
       "method: PAYMENT_METHOD_CASH"
       " tip { minor_units: 100 currency: 'EUR' }"},
      {"RemoveSaleLine", "line_id: '$lin'"},
      {"SearchCustomers", "query { name { prefix: 'marie' } }"},
      {"SetCustomerAttributes",
       "changes { attribute_definition_id: '$atd' value { text: 'blue' } }"},
      {"UndeleteCustomer", "customer_id: '$gone'"},
      {"UnignoreDuplicate", "customer_ids: '$cus' customer_ids: '$twin'"},
      {"UnmergeCustomer", "customer_id: '$merged'"},
  };
  return others;
}

// Makes what stands under the prefix.
struct Recipe {
  std::string_view method;
  std::string_view request;
};

const std::map<std::string_view, Recipe>& Recipes() {
  static const auto& recipes = *new std::map<std::string_view, Recipe>{
      {"atd",
       {"customers.v1.AttributeDefinitionService/CreateAttributeDefinition",
        "attribute_definition { display_name: 'Colour'"
        "  type: ATTRIBUTE_TYPE_TEXT }"}},
      {"cus",
       {"customers.v1.CustomerService/CreateCustomer",
        "customer { given_name: 'Marie' family_name: 'Durand'"
        "  email_address: 'marie@example.com' phone_number: '06 12 34 56 78'"
        "  birthday: '1990-04-03' address { locality: 'Lyon' country: 'FR' } "
        "}"}},
      {"dev",
       {"merchants.v1.DeviceService/CreateDevice",
        "device { display_name: 'Till' location_id: '$loc' }"}},
      // A customer who is deleted.
      {"gone",
       {"customers.v1.CustomerService/DeleteCustomer", "customer_id: '$twin'"}},
      // No two have one name.
      {"grp",
       {"customers.v1.GroupService/CreateGroup",
        "group { display_name: 'Friends of $cus' }"}},
      {"key",
       {"merchants.v1.ApiKeyService/CreateApiKey",
        "api_key { display_name: 'Key'"
        "  permissions: PERMISSION_API_KEYS_MANAGE }"}},
      {"mem",
       {"merchants.v1.TeamMemberService/CreateTeamMember",
        "team_member { display_name: 'Noa' role: TEAM_ROLE_CUSTOM"
        "  permission_set_id: '$pset' }"}},
      {"pset",
       {"merchants.v1.PermissionSetService/CreatePermissionSet",
        "permission_set { display_name: 'Head of team'"
        "  permissions: PERMISSION_TEAM_MANAGE }"}},
      {"sal",
       {"sales.v1.SaleService/CreateSale",
        "location_id: '$loc' customer_id: '$cus'"
        " lines { name: 'Tea' quantity: 1 unit_price { minor_units: 300 "
        "currency: 'EUR' } }"
        " lines { name: 'Pot' quantity: 1 unit_price { minor_units: 900 "
        "currency: 'EUR' } "
        "}"}},
      // No two have one name.
      {"seg",
       {"customers.v1.SegmentService/CreateSegment",
        "segment { display_name: 'Those of $cus'"
        "  filter { text { field: TEXT_FIELD_GIVEN_NAME is: 'Marie' } } }"}},
      // Another customer, to be merged.
      {"twin",
       {"customers.v1.CustomerService/CreateCustomer",
        "customer { given_name: 'Maria' email_address: 'maria@example.com'"
        "  birthday: '1991-05-04' }"}},
      {"whk",
       {"events.v1.WebhookService/CreateWebhook",
        "webhook { url: 'https://shop.example/hook'"
        "  event_types: 'comptoir.events.v1.WebhookDeleted' }"}},
  };
  return recipes;
}

// The id of the first noun of an answer.
std::string FirstId(const Message& answer) {
  const Reflection& reflection = *answer.GetReflection();
  const Message& noun =
      reflection.GetMessage(answer, answer.GetDescriptor()->field(0));
  return noun.GetReflection()->GetString(
      noun, noun.GetDescriptor()->FindFieldByName("id"));
}

}  // namespace

const std::string& World::Id(const std::string& prefix) {
  std::string& id = ids_[prefix];
  if (id.empty()) id = Make(prefix);
  return id;
}

std::string World::Make(const std::string& prefix) {
  if (prefix == "mer") return shop_.merchant_id;
  if (prefix == "loc") return shop_.location_id;
  if (prefix == "lin") return Line();
  if (prefix == "pay") return Payment();
  if (prefix == "rdr") return Reader();
  if (prefix == "chk") return Checkout();
  if (prefix == "ope") return Operation();
  if (prefix == "merged") return Merged();
  const auto recipe = Recipes().find(prefix);
  if (recipe != Recipes().end()) {
    return Made(recipe->second.method, std::string(recipe->second.request));
  }
  return (prefix.empty() ? "job" : prefix) + "_00000000000000000000000000";
}

std::string World::Made(std::string_view method, const std::string& request) {
  return FirstId(*caller_.Do(method, shop_.api_key_token, Named(request)));
}

std::string World::Line() {
  const MessagePtr answer =
      caller_.Do("sales.v1.SaleService/GetSale", shop_.api_key_token,
                 Named("sale_id: '$sal'"));
  return static_cast<const sales::v1::GetSaleResponse&>(*answer)
      .sale()
      .lines(0)
      .id();
}

// Of a sale of its own.
std::string World::Payment() {
  const std::string sale = Made("sales.v1.SaleService/CreateSale",
                                std::string(Recipes().at("sal").request));
  return Made("sales.v1.SaleService/RecordPayment",
              fmt::format("sale_id: '{}' method: PAYMENT_METHOD_CASH"
                          " amount {{ minor_units: 1200 currency: 'EUR' }}"
                          " tip {{ minor_units: 100 currency: 'EUR' }}",
                          sale));
}

std::string World::Reader() {
  const MessagePtr answer = caller_.Do(
      "readers.v1.ReaderService/CreateReader", shop_.api_key_token,
      Named("reader { display_name: 'Reader' location_id: '$loc' }"));
  const auto& made =
      static_cast<const readers::v1::CreateReaderResponse&>(*answer);
  caller_.Do("readers.v1.ReaderService/PairReader", "",
             fmt::format("pairing_code: '{}'", made.pairing_code()));
  return made.reader().id();
}

// At a reader of its own.
std::string World::Checkout() {
  const std::string sale = Made("sales.v1.SaleService/CreateSale",
                                std::string(Recipes().at("sal").request));
  return Made("readers.v1.CheckoutService/CreateCheckout",
              fmt::format("sale_id: '{}' reader_id: '{}'", sale, Reader()));
}

// A customer who is part of another one's profile.
std::string World::Merged() {
  const std::string id = Made("customers.v1.CustomerService/CreateCustomer",
                              std::string(Recipes().at("twin").request));
  caller_.Do("customers.v1.MergeService/MergeCustomers", shop_.api_key_token,
             Named(fmt::format("survivor_customer_id: '$cus'"
                               " customer_ids: '{}'",
                               id)));
  return id;
}

// One that has ended: nothing happens any more. There is one of a kind at a
// time.
std::string World::Operation() {
  const MethodDescriptor& begin =
      MethodOf("merchants.v1.MerchantService/VerifyMerchant");
  Reply begun;
  do {
    begun = caller_.Call(begin, shop_.api_key_token, *New(*begin.input_type()));
  } while (begun.reason == "OPERATION_RUNNING");
  const std::string id = FirstId(*begun.answer);
  for (;;) {
    const MessagePtr answer =
        caller_.Do("merchants.v1.OperationService/GetOperation",
                   shop_.api_key_token, fmt::format("operation_id: '{}'", id));
    const auto& got =
        static_cast<const merchants::v1::GetOperationResponse&>(*answer);
    if (got.operation().has_end_time()) return id;
  }
}

void World::AwaitOperations() {
  for (;;) {
    const MessagePtr answer = caller_.Do(
        "merchants.v1.OperationService/ListOperations", shop_.api_key_token,
        "states: [OPERATION_STATE_PENDING, OPERATION_STATE_RUNNING]");
    const auto& open =
        static_cast<const merchants::v1::ListOperationsResponse&>(*answer);
    if (open.operations().empty()) return;
  }
}

MessagePtr World::RequestFor(const MethodDescriptor& method) {
  // There is one of a kind at a time.
  if (method.name() == "MergeAllDuplicates") AwaitOperations();
  MessagePtr request = New(*method.input_type());
  Fill(method.name(), request.get());
  const auto others = Others().find(method.name());
  if (others == Others().end()) return request;
  const MessagePtr said =
      Parse(*method.input_type(), Named(std::string(others->second)));
  std::vector<const FieldDescriptor*> fields;
  said->GetReflection()->ListFields(*said, &fields);
  for (const FieldDescriptor* field : fields) {
    // Lists are said whole.
    if (field->is_repeated()) {
      request->GetReflection()->ClearField(request.get(), field);
    }
  }
  request->MergeFrom(*said);
  return request;
}

void World::Fill(const std::string& method, Message* message) {
  const bool creates = method.starts_with("Create");
  const Descriptor* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const FieldRules& rule = field->options().GetExtension(rules);
    // The noun of an update says which one it is.
    const bool names = method.starts_with("Update") && field->name() == "id";
    const bool is_wanted = rule.required() || rule.min_items() > 0 ||
                           (creates && rule.required_on_create());
    if (names || (is_wanted && !rule.output_only())) {
      Set(field, method, message);
    }
  }
}

void World::Set(const FieldDescriptor* field, const std::string& method,
                Message* message) {
  const Reflection& to = *message->GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      many ? to.AddString(message, field, TextFor(field))
           : to.SetString(message, field, TextFor(field));
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      many ? to.AddEnumValue(message, field, 1)
           : to.SetEnumValue(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(method, many ? to.AddMessage(message, field)
                               : to.MutableMessage(message, field));
    default:
      return;
  }
}

std::string World::TextFor(const FieldDescriptor* field) {
  const FieldRules& rule = field->options().GetExtension(rules);
  switch (rule.format()) {
    case FORMAT_ID:
      return Id(rule.id_prefix());
    case FORMAT_COUNTRY:
      return "FR";
    case FORMAT_CURRENCY:
      return "EUR";
    case FORMAT_TIME_ZONE:
      return "Europe/Paris";
    case FORMAT_REQUEST_ID:
      return "some-id";
    case FORMAT_PASSCODE:
      return "2468";
    default:
      return "Anything";
  }
}

std::string World::Named(std::string text) {
  for (size_t at = text.find('$'); at != std::string::npos;
       at = text.find('$')) {
    const size_t end = text.find('\'', at);
    text.replace(at, end - at, Id(text.substr(at + 1, end - at - 1)));
  }
  return text;
}

}  // namespace comptoir::testing
