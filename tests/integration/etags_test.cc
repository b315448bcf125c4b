// An etag is looked at wherever a request has one: a call that names a record
// as it never was is refused, whatever the method.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_replace.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/sdk/described_method.h"
#include "comptoir/sdk/errors.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::testing {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;
using ::google::protobuf::TextFormat;

constexpr char kNonsense[] = "nonsense";

// A request of a method that would be granted, and what makes the record that
// it names: $id, whose first line is $line.
struct Example {
  std::string create;
  std::string created;
  std::string request;
};

constexpr char kCreateSale[] = "comptoir.sales.v1.SaleService.CreateSale";
constexpr char kSale[] =
    "location_id: '$location' customer_id: '$customer' "
    "lines { name: 'Tarte' quantity: 1 "
    "        unit_price { minor_units: 450 currency: 'EUR' } }";
constexpr char kCreateCustomer[] =
    "comptoir.customers.v1.CustomerService.CreateCustomer";
constexpr char kCustomer[] = "customer { given_name: 'Helene' }";
constexpr char kCreateGroup[] =
    "comptoir.customers.v1.GroupService.CreateGroup";
constexpr char kCreateSegment[] =
    "comptoir.customers.v1.SegmentService.CreateSegment";
constexpr char kCreateWebhook[] =
    "comptoir.events.v1.WebhookService.CreateWebhook";
// It sends nothing.
constexpr char kWebhook[] =
    "webhook { url: 'https://shop.example/events' "
    "          state: WEBHOOK_STATE_DISABLED }";

constexpr char kGroup[] = "group { display_name: 'Regulars' }";
constexpr char kRegulars[] =
    "segment { display_name: 'Regulars' filter { visits { minimum: 3 } } }";
constexpr char kFriends[] =
    "segment { display_name: 'Friends' filter { visits { minimum: 9 } } }";
constexpr char kPermissionSet[] =
    "permission_set { display_name: 'Few' "
    "                 permissions: PERMISSION_CUSTOMERS_VIEW }";

constexpr char kCreateAttribute[] =
    "comptoir.customers.v1.AttributeDefinitionService."
    "CreateAttributeDefinition";
constexpr char kAttribute[] =
    "attribute_definition { display_name: 'Size' type: ATTRIBUTE_TYPE_TEXT }";

const std::map<std::string, Example>& Examples() {
  static const auto& examples = *new std::map<std::string, Example>{
      {"comptoir.customers.v1.AttributeDefinitionService."
       "UpdateAttributeDefinition",
       {kCreateAttribute, kAttribute, "attribute_definition { id: '$id' }"}},
      {"comptoir.customers.v1.AttributeDefinitionService."
       "DeleteAttributeDefinition",
       {kCreateAttribute, kAttribute, "attribute_definition_id: '$id'"}},
      {"comptoir.customers.v1.CustomerService.UpdateCustomer",
       {kCreateCustomer, kCustomer, "customer { id: '$id' }"}},
      {"comptoir.customers.v1.CustomerService.DeleteCustomer",
       {kCreateCustomer, kCustomer, "customer_id: '$id'"}},
      {"comptoir.customers.v1.GroupService.UpdateGroup",
       {kCreateGroup, kGroup, "group { id: '$id' }"}},
      {"comptoir.customers.v1.GroupService.DeleteGroup",
       {kCreateGroup, "group { display_name: 'Friends' }", "group_id: '$id'"}},
      {"comptoir.customers.v1.SegmentService.UpdateSegment",
       {kCreateSegment, kRegulars, "segment { id: '$id' }"}},
      {"comptoir.customers.v1.SegmentService.DeleteSegment",
       {kCreateSegment, kFriends, "segment_id: '$id'"}},
      {"comptoir.events.v1.WebhookService.UpdateWebhook",
       {kCreateWebhook, kWebhook, "webhook { id: '$id' }"}},
      {"comptoir.events.v1.WebhookService.DeleteWebhook",
       {kCreateWebhook, kWebhook, "webhook_id: '$id'"}},
      {"comptoir.merchants.v1.MerchantService.UpdateMerchant",
       {"", "", "merchant { id: '$merchant' }"}},
      {"comptoir.merchants.v1.LocationService.UpdateLocation",
       {"comptoir.merchants.v1.LocationService.CreateLocation",
        "location { display_name: 'Stall' }", "location { id: '$id' }"}},
      {"comptoir.merchants.v1.PermissionSetService.UpdatePermissionSet",
       {"comptoir.merchants.v1.PermissionSetService.CreatePermissionSet",
        kPermissionSet, "permission_set { id: '$id' }"}},
      {"comptoir.merchants.v1.TeamMemberService.UpdateTeamMember",
       {"comptoir.merchants.v1.TeamMemberService.CreateTeamMember",
        "team_member { display_name: 'Noe' role: TEAM_ROLE_STAFF }",
        "team_member { id: '$id' }"}},
      {"comptoir.readers.v1.ReaderService.RevokeReader",
       {"comptoir.readers.v1.ReaderService.CreateReader",
        "reader { display_name: 'Reader' location_id: '$location' }",
        "reader_id: '$id'"}},
      {"comptoir.sales.v1.SaleService.AddSaleLines",
       {kCreateSale, kSale,
        "sale_id: '$id' lines { name: 'The' quantity: 1 "
        "unit_price { minor_units: 300 currency: 'EUR' } }"}},
      {"comptoir.sales.v1.SaleService.RemoveSaleLine",
       {kCreateSale, kSale, "sale_id: '$id' line_id: '$line'"}},
      {"comptoir.sales.v1.SaleService.AttachCustomer",
       {kCreateSale, kSale, "sale_id: '$id' customer_id: '$customer'"}},
      {"comptoir.sales.v1.SaleService.DetachCustomer",
       {kCreateSale, kSale, "sale_id: '$id'"}},
      {"comptoir.sales.v1.SaleService.RecordPayment",
       {kCreateSale, kSale,
        "sale_id: '$id' method: PAYMENT_METHOD_CASH "
        "amount { minor_units: 100 currency: 'EUR' }"}},
      {"comptoir.sales.v1.SaleService.CancelSale",
       {kCreateSale, kSale, "sale_id: '$id'"}},
  };
  return examples;
}

// The tests of failed tasks (tests/operations/tasks) make some first, those of
// merges two customers, those of who is deleted delete somebody, and those of
// attributes make a customer and an attribute.
bool IsTestedElsewhere(const MethodDescriptor& method) {
  return method.service()->name() == "FailedTaskService" ||
         method.name() == "UnmergeCustomer" ||
         method.name() == "UndeleteCustomer" ||
         method.name() == "SetCustomerAttributes";
}

// A field that a client sets.
const FieldDescriptor* EtagOf(const Descriptor& type) {
  const FieldDescriptor* etag = type.FindFieldByName("etag");
  return etag == nullptr || etag->options().GetExtension(rules).output_only()
             ? nullptr
             : etag;
}

// The field of a request whose message has the etag: the noun's of an update.
// A new noun has none yet.
const FieldDescriptor* NounWithEtag(const MethodDescriptor& method) {
  if (!method.name().starts_with("Update")) return nullptr;
  for (int i = 0; i < method.input_type()->field_count(); ++i) {
    const FieldDescriptor* field = method.input_type()->field(i);
    if (field->message_type() != nullptr && EtagOf(*field->message_type())) {
      return field;
    }
  }
  return nullptr;
}

std::vector<const MethodDescriptor*> MethodsWithEtag() {
  std::vector<const MethodDescriptor*> methods;
  for (const ServiceDescriptor* service : cli::ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      if (NounWithEtag(*method) || EtagOf(*method->input_type())) {
        methods.push_back(method);
      }
    }
  }
  return methods;
}

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::string TextOf(const Message& message, const std::string& field) {
  return message.GetReflection()->GetString(
      message, message.GetDescriptor()->FindFieldByName(field));
}

class EtagsTest : public ShopTest {
 protected:
  using Words = std::vector<std::pair<std::string, std::string>>;

  void SetUp() override {
    words_ = {{"$location", shop().location_id},
              {"$merchant", shop().merchant_id}};
    const auto answer = Call(kCreateCustomer, kCustomer);
    words_.emplace_back("$customer", TextOf(NounOf(*answer), "id"));
  }

  // The record in an answer.
  static const Message& NounOf(const Message& answer) {
    return answer.GetReflection()->GetMessage(answer,
                                              answer.GetDescriptor()->field(0));
  }

  std::unique_ptr<Message> RequestOf(const MethodDescriptor& method,
                                     const std::string& text) const {
    std::unique_ptr<Message> request = New(*method.input_type());
    EXPECT_TRUE(TextFormat::ParseFromString(absl::StrReplaceAll(text, words_),
                                            request.get()))
        << method.full_name();
    return request;
  }

  static absl::Status Send(const MethodDescriptor& method, Message& request,
                           Message& answer) {
    return sdk::DescribedMethod(method).Call(*owner(), request, {}, &answer);
  }

  std::unique_ptr<Message> Call(const std::string& name,
                                const std::string& text) const {
    const MethodDescriptor& method =
        *DescriptorPool::generated_pool()->FindMethodByName(name);
    std::unique_ptr<Message> answer = New(*method.output_type());
    const absl::Status status = Send(method, *RequestOf(method, text), *answer);
    EXPECT_TRUE(status.ok()) << name << ": " << status;
    return answer;
  }

  // Makes the record of an example and learns its ids.
  void Make(const Example& example) {
    if (example.create.empty()) return;
    const auto answer = Call(example.create, example.created);
    const Message& noun = NounOf(*answer);
    words_.emplace_back("$id", TextOf(noun, "id"));
    const FieldDescriptor* lines =
        noun.GetDescriptor()->FindFieldByName("lines");
    if (lines == nullptr || lines->message_type() == nullptr) return;
    words_.emplace_back(
        "$line",
        TextOf(noun.GetReflection()->GetRepeatedMessage(noun, lines, 0), "id"));
  }

  // What becomes of the example's request with this etag.
  absl::Status Try(const MethodDescriptor& method, const Example& example,
                   const std::string& etag) const {
    const auto request = RequestOf(method, example.request);
    const FieldDescriptor* noun = NounWithEtag(method);
    Message* holder =
        noun == nullptr
            ? request.get()
            : request->GetReflection()->MutableMessage(request.get(), noun);
    holder->GetReflection()->SetString(holder, EtagOf(*holder->GetDescriptor()),
                                       etag);
    return Send(method, *request, *New(*method.output_type()));
  }

  Words words_;
};

TEST_F(EtagsTest, AreRefusedWhereTheRecordNeverHadThem) {
  for (const MethodDescriptor* method : MethodsWithEtag()) {
    if (IsTestedElsewhere(*method)) continue;
    SCOPED_TRACE(method->full_name());
    const auto example = Examples().find(method->full_name());
    if (example == Examples().end()) {
      ADD_FAILURE() << "has an etag: give an example of a request";
      continue;
    }
    const Words before = words_;
    Make(example->second);

    const absl::Status refused = Try(*method, example->second, kNonsense);

    EXPECT_EQ(Summary(refused), "ABORTED ETAG_MISMATCH");
    // It was the etag, and nothing else.
    const absl::Status granted =
        Try(*method, example->second, sdk::MetadataOf(refused)["etag"]);
    EXPECT_TRUE(granted.ok()) << granted;
    words_ = before;
  }
}

// What says which record is changed says in which state it is.
TEST_F(EtagsTest, StandInEveryUpdate) {
  int updates = 0;
  for (const ServiceDescriptor* service : cli::ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (!method.name().starts_with("Update")) continue;
      ++updates;
      EXPECT_NE(NounWithEtag(method), nullptr) << method.full_name();
    }
  }
  EXPECT_GE(updates, 6);
}

}  // namespace
}  // namespace comptoir::testing
