// What shows what: the nouns and the events of the whole API.
#include "tests/permissions/sights.h"

#include <map>
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/events/v1/event_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "server/rpc/redaction/guards.h"
#include "server/rpc/redaction/redaction.h"
#include "tests/permissions/any_caller.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using ::testing::Contains;
using ::testing::IsEmpty;

// What RetryWebhookDelivery is for: it answers what became of the delivery.
constexpr char kAnswerItself[] = "comptoir.events.v1.WebhookDelivery";

// Something in every field.
void Fill(Message* message) {
  const Descriptor* type = message->GetDescriptor();
  const Reflection& to = *message->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        many ? to.AddString(message, field, "a")
             : to.SetString(message, field, "a");
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        many ? to.AddEnumValue(message, field, 1)
             : to.SetEnumValue(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Fill(many ? to.AddMessage(message, field)
                  : to.MutableMessage(message, field));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        if (!many) to.SetInt32(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        if (!many) to.SetInt64(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        if (!many) to.SetUInt64(message, field, 1);
        break;
      default:
        ADD_FAILURE() << field->full_name() << ": no value of its type here";
    }
  }
}

// An answer with a full event of the type.
events::v1::ListEventsResponse AnswerWith(const Descriptor& type) {
  const MessagePtr event = New(type);
  Fill(event.get());
  events::v1::ListEventsResponse answer;
  answer.add_events()->mutable_data()->PackFrom(*event);
  return answer;
}

events::v1::ListEventsResponse SeenBy(const Permissions& held,
                                      events::v1::ListEventsResponse answer) {
  rpc::RedactionPlan::Of(answer.GetDescriptor()).Apply({.held = held}, answer);
  return answer;
}

// A method that answers with a noun says nothing of it to who may not see it:
// a new noun has its Get or its List.
TEST(Nouns, AreSeenByWhoMayGetThem) {
  for (const MethodDescriptor* method : AllMethods()) {
    const Permission needed = NeededBy(*method);
    for (int i = 0; i < method->output_type()->field_count(); ++i) {
      const Descriptor* type = method->output_type()->field(i)->message_type();
      if (type == nullptr || type->full_name() == kAnswerItself) continue;
      const PermissionNumbers shown_with = ShownWith(*type);
      if (shown_with.empty() || shown_with.count(needed)) continue;
      EXPECT_THAT(shown_with, Contains(static_cast<int>(rpc::GuardOf(type))))
          << type->full_name() << " in " << method->full_name();
    }
  }
}

TEST(Nouns, AreSeenWith) {
  const std::map<std::string, Permission> expected = {
      {"customers.v1.AttributeDefinition", PERMISSION_CUSTOMERS_VIEW},
      {"customers.v1.Customer", PERMISSION_CUSTOMERS_VIEW},
      {"customers.v1.CustomerSummary", PERMISSION_CUSTOMERS_VIEW},
      {"customers.v1.Duplicate", PERMISSION_CUSTOMERS_MERGE},
      {"customers.v1.Group", PERMISSION_CUSTOMERS_VIEW},
      {"customers.v1.Merge", PERMISSION_CUSTOMERS_VIEW},
      {"customers.v1.Segment", PERMISSION_CUSTOMERS_VIEW},
      {"events.v1.Event", PERMISSION_EVENTS_VIEW},
      {"events.v1.Webhook", PERMISSION_WEBHOOKS_VIEW},
      {"merchants.v1.ApiKey", PERMISSION_API_KEYS_MANAGE},
      {"merchants.v1.Device", PERMISSION_DEVICES_MANAGE},
      {"merchants.v1.FailedTask", PERMISSION_OPERATIONS_VIEW},
      {"merchants.v1.Location", PERMISSION_MERCHANT_VIEW},
      {"merchants.v1.Merchant", PERMISSION_MERCHANT_VIEW},
      {"merchants.v1.Operation", PERMISSION_OPERATIONS_VIEW},
      {"merchants.v1.PermissionSet", PERMISSION_TEAM_VIEW},
      {"merchants.v1.TeamMember", PERMISSION_TEAM_VIEW},
      {"readers.v1.Checkout", PERMISSION_READERS_USE},
      {"readers.v1.Reader", PERMISSION_READERS_VIEW},
      {"readers.v1.UnmatchedPayment", PERMISSION_SALES_VIEW},
      {"sales.v1.Payment", PERMISSION_SALES_VIEW},
      {"sales.v1.Sale", PERMISSION_SALES_VIEW},
  };
  std::map<std::string, Permission> guards;
  for (const MethodDescriptor* method : AllMethods()) {
    for (int i = 0; i < method->output_type()->field_count(); ++i) {
      const Descriptor* type = method->output_type()->field(i)->message_type();
      if (type == nullptr) continue;
      const Permission guard = rpc::GuardOf(type);
      if (guard == PERMISSION_UNSPECIFIED) continue;
      guards[type->full_name().substr(std::string("comptoir.").size())] = guard;
    }
  }

  EXPECT_EQ(guards, expected);
}

TEST(Events, AreIdsToWhoMayOnlyWatch) {
  Permissions watcher;
  watcher.Add(PERMISSION_EVENTS_VIEW);
  for (const Descriptor* type : cli::EventTypes()) {
    const auto seen = SeenBy(watcher, AnswerWith(*type));

    EXPECT_THAT(Excess(seen, {PERMISSION_EVENTS_VIEW}), IsEmpty());
    EXPECT_FALSE(seen.events(0).data().value().empty()) << type->full_name();
  }
}

TEST(Events, AreWholeToWhoMaySeeWhatTheyAreAbout) {
  for (const Descriptor* type : cli::EventTypes()) {
    Permissions held;
    held.Add(PERMISSION_EVENTS_VIEW);
    for (const Permission needed : rpc::NeededToSee(type)) held.Add(needed);
    const auto answer = AnswerWith(*type);

    EXPECT_EQ(SeenBy(held, answer).SerializeAsString(),
              answer.SerializeAsString())
        << type->full_name();
  }
}

// Those that say more than ids.
TEST(Events, AreSeenWith) {
  std::map<Permission, std::vector<std::string>> kinds;
  for (const Descriptor* type : cli::EventTypes()) {
    const Permission guard = rpc::GuardOf(type);
    if (guard != PERMISSION_UNSPECIFIED) kinds[guard].push_back(type->name());
  }

  const std::map<Permission, std::vector<std::string>> expected = {
      {PERMISSION_MERCHANT_VIEW, {"LocationUpdated", "MerchantUpdated"}},
      {PERMISSION_TEAM_VIEW,
       {"PermissionSetCreated", "PermissionSetUpdated", "TeamMemberCreated",
        "TeamMemberUpdated"}},
      {PERMISSION_OPERATIONS_VIEW,
       {"FailedTaskDropped", "FailedTaskRetried", "OperationEnded",
        "OperationStarted"}},
      {PERMISSION_CUSTOMERS_VIEW,
       {"AttributeDefinitionUpdated", "AttributeValuesCleared",
        "CustomerCreated", "CustomerDeleted", "CustomerMerged",
        "CustomerUnmerged", "CustomerUpdated", "GroupUpdated",
        "SegmentRecomputed", "SegmentUpdated"}},
      {PERMISSION_SALES_VIEW,
       {"CustomerAttached", "CustomerDetached", "PaymentRecorded",
        "PaymentRefunded", "SaleCompleted", "SaleLinesChanged", "SaleOpened",
        "SaleOverpaid", "SaleReversed"}},
      {PERMISSION_READERS_VIEW,
       {"CardInserted", "CardRead", "CardRemoved", "ReaderConnected",
        "ReaderDisconnected", "ReaderOffline", "ReaderOnline"}},
      {PERMISSION_READERS_USE,
       {"CheckoutChanged", "CheckoutCreated", "PaymentApproved",
        "PaymentDeclined", "ReaderAlarm"}},
      {PERMISSION_WEBHOOKS_VIEW, {"WebhookDisabled", "WebhookUpdated"}},
  };
  EXPECT_EQ(kinds, expected);
}

}  // namespace
}  // namespace comptoir::testing
