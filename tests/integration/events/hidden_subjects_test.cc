// Events of what is hidden from who asks for them.
#include <string>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::events::v1 {
namespace {

using customers::v1::AttributeDefinitionServiceClient;
using testing::Summary;

class HiddenSubjectsTest : public comptoir::testing::ShopTest {
 protected:
  static ChannelPtr NewKey() {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Key");
    for (const Permission permission :
         {PERMISSION_EVENTS_VIEW, PERMISSION_ATTRIBUTES_MANAGE}) {
      request.mutable_api_key()->add_permissions(permission);
    }
    const auto key =
        merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
    EXPECT_TRUE(key.ok()) << key.status();
    return With(key->api_key_token());
  }
};

TEST_F(HiddenSubjectsTest, AreUnknownToOtherPrograms) {
  const ChannelPtr app = NewKey();
  const ChannelPtr other = NewKey();
  customers::v1::CreateAttributeDefinitionRequest create;
  auto& secret = *create.mutable_attribute_definition();
  secret.set_display_name("Hidden subject");
  secret.set_type(customers::v1::ATTRIBUTE_TYPE_TEXT);
  secret.set_others_access(customers::v1::ATTRIBUTE_ACCESS_HIDDEN);
  const auto created =
      AttributeDefinitionServiceClient(app).CreateAttributeDefinition(create);
  ASSERT_TRUE(created.ok()) << created.status();
  const std::string id = created->attribute_definition().id();
  ListActivityRequest activity;
  activity.set_subject_id(id);
  ListEventsRequest list;
  list.add_subjects(id);
  WatchEventsRequest watch;
  watch.add_subjects(id);

  EXPECT_TRUE(EventServiceClient(app).ListActivity(activity).ok());
  EXPECT_EQ(EventServiceClient(app).ListEvents(list)->events_size(), 1);
  const EventServiceClient others(other);
  EXPECT_EQ(Summary(others.ListActivity(activity).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(others.ListEvents(list).status()), "NOT_FOUND");
  const auto stream = others.WatchEvents(watch);
  WatchEventsResponse response;
  ASSERT_FALSE(stream->Read(&response));
  EXPECT_EQ(Summary(stream->Finish()), "NOT_FOUND");
}

}  // namespace
}  // namespace comptoir::events::v1
