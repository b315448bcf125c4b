// Ways to get by one right what another one guards, each of which was open.
//
// The matrix has those that every method could have: empty updates, replays,
// answers of writes, pairing a till for oneself. A reader that pays sales of
// another location is refused in server/readers/intake.
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/customers/v1/merge_service.pb.h"
#include "comptoir/events/v1/event_service.pb.h"
#include "comptoir/merchants/v1/api_key_service.pb.h"
#include "comptoir/merchants/v1/merchant_service.pb.h"
#include "comptoir/merchants/v1/session_service.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "comptoir/sdk/testing/in_process_server.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gtest/gtest.h"
#include "server/customers/lookups/lookup_limiter.h"
#include "tests/permissions/any_caller.h"
#include "tests/permissions/world.h"

namespace comptoir::testing {
namespace {

using sdk::testing::InProcessServer;

class SideDoors : public ::testing::Test {
 protected:
  const std::string& owner() const { return server_->shop().api_key_token; }

  // A key that may do this; `more` is said of it beside.
  std::string KeyFor(std::initializer_list<std::string_view> permissions,
                     const std::string& more = "") {
    const MessagePtr answer = caller_.Do(
        "merchants.v1.ApiKeyService/CreateApiKey", owner(),
        fmt::format("api_key {{ display_name: 'Key' {} permissions: [{}] }}",
                    more, fmt::join(permissions, ", ")));
    return static_cast<const merchants::v1::CreateApiKeyResponse&>(*answer)
        .api_key_token();
  }

  Reply Call(std::string_view method, const std::string& token,
             const std::string& request) {
    const auto& descriptor = MethodOf(method);
    return caller_.Call(descriptor, token,
                        *Parse(*descriptor.input_type(), request));
  }

  customers::v1::Customer GetCustomer(const std::string& id) {
    const MessagePtr answer =
        caller_.Do("customers.v1.CustomerService/GetCustomer", owner(),
                   fmt::format("customer_id: '{}'", id));
    return static_cast<const customers::v1::GetCustomerResponse&>(*answer)
        .customer();
  }

  // The etag that an update of these fields answers with; empty when refused.
  std::string Update(const std::string& token, const std::string& fields,
                     std::string* reason) {
    const Reply reply = Call(
        "customers.v1.CustomerService/UpdateCustomer", token,
        fmt::format("customer {{ id: '{}' {} }}", world_.Id("cus"), fields));
    *reason = reply.reason;
    if (!reply.ok()) return "";
    return static_cast<const customers::v1::UpdateCustomerResponse&>(
               *reply.answer)
        .customer()
        .etag();
  }

  // The newest event of this type that `token` is shown; waits for it.
  template <typename Event>
  Event Newest(const std::string& token) {
    for (;;) {
      const MessagePtr answer =
          caller_.Do("events.v1.EventService/ListEvents", token,
                     fmt::format("page_size: 500 types: '{}'",
                                 Event::descriptor()->full_name()));
      const auto& page =
          static_cast<const events::v1::ListEventsResponse&>(*answer);
      if (page.events().empty()) continue;
      Event event;
      EXPECT_TRUE(page.events(page.events_size() - 1).data().UnpackTo(&event));
      return event;
    }
  }

  const std::unique_ptr<InProcessServer> server_ =
      InProcessServer::Start().value();
  AnyCaller caller_{server_->address()};
  World world_{caller_, server_->shop()};
};

TEST_F(SideDoors, AGuessedBirthdayIsNeitherConfirmedNorDestroyed) {
  const std::string editor =
      KeyFor({"PERMISSION_CUSTOMERS_VIEW", "PERMISSION_CUSTOMERS_EDIT"});
  const std::string before = GetCustomer(world_.Id("cus")).etag();

  for (const char* guess : {"1990-04-03", "1990-04-04"}) {
    std::string reason;
    EXPECT_EQ(Update(editor, fmt::format("birthday: '{}'", guess), &reason),
              "");
    EXPECT_EQ(reason, "PERMISSION_DENIED") << guess;
  }

  EXPECT_EQ(GetCustomer(world_.Id("cus")).etag(), before);
  EXPECT_EQ(GetCustomer(world_.Id("cus")).birthday(), "1990-04-03");
}

TEST_F(SideDoors, AGuessedNameIsNotConfirmedByAnEtagThatStays) {
  const std::string blind = KeyFor({"PERMISSION_CUSTOMERS_EDIT"});
  std::string etag = GetCustomer(world_.Id("cus")).etag();

  for (const char* guess : {"Marie", "Anne", "Anne"}) {
    std::string reason;
    const std::string after =
        Update(blind, fmt::format("given_name: '{}'", guess), &reason);
    EXPECT_EQ(reason, "");
    EXPECT_NE(after, etag) << guess;
    etag = after;
  }
}

TEST_F(SideDoors, AMergeCountsWhatItsCallerMaySee) {
  world_.Id("pay");
  caller_.Do("customers.v1.GroupService/AddGroupMembers", owner(),
             fmt::format("group_id: '{}' customer_ids: '{}'", world_.Id("grp"),
                         world_.Id("cus")));
  const auto parts_for =
      [&](std::initializer_list<std::string_view> permissions) {
        const MessagePtr answer = caller_.Do(
            "customers.v1.MergeService/PreviewMerge", KeyFor(permissions),
            fmt::format("survivor_customer_id: '{}' customer_ids: '{}'",
                        world_.Id("cus"), world_.Id("twin")));
        std::vector<std::string> kinds;
        for (const auto& part :
             static_cast<const customers::v1::PreviewMergeResponse&>(*answer)
                 .parts()) {
          kinds.push_back(part.kind());
        }
        return fmt::format("{}", fmt::join(kinds, ", "));
      };

  EXPECT_EQ(parts_for({"PERMISSION_CUSTOMERS_MERGE"}), "");
  EXPECT_EQ(
      parts_for({"PERMISSION_CUSTOMERS_MERGE", "PERMISSION_CUSTOMERS_VIEW"}),
      "groups");
  EXPECT_EQ(parts_for({"PERMISSION_CUSTOMERS_MERGE", "PERMISSION_SALES_VIEW"}),
            "completed sales");
}

TEST_F(SideDoors, EventsTellFactsToWhoMaySeeTheirNoun) {
  world_.Id("pay");
  const std::string watcher = KeyFor({"PERMISSION_EVENTS_VIEW"});
  const std::string seller =
      KeyFor({"PERMISSION_EVENTS_VIEW", "PERMISSION_SALES_VIEW"});

  const auto seen = Newest<sales::v1::SaleCompleted>(watcher);
  EXPECT_FALSE(seen.sale_id().empty());
  EXPECT_EQ(seen.customer_id(), world_.Id("cus"));
  EXPECT_FALSE(seen.has_total());

  EXPECT_EQ(Newest<sales::v1::SaleCompleted>(seller).total().minor_units(),
            1200);
}

TEST_F(SideDoors, AKeyThatExpiresMakesNoneThatDoesNot) {
  const std::string lent = KeyFor({"PERMISSION_API_KEYS_MANAGE"},
                                  "expire_time { seconds: 4102444800 }");

  EXPECT_EQ(Call("merchants.v1.ApiKeyService/CreateApiKey", lent,
                 "api_key { display_name: 'Mine'"
                 " permissions: PERMISSION_API_KEYS_MANAGE }")
                .reason,
            "GRANT_OUTLIVES_CALLER");
}

TEST_F(SideDoors, TheOnlyKeyOfTheOwnerDoesNotRevokeItself) {
  const MessagePtr answer =
      caller_.Do("merchants.v1.SessionService/GetCaller", owner(), "");
  const std::string id =
      static_cast<const merchants::v1::GetCallerResponse&>(*answer)
          .caller()
          .id();

  EXPECT_EQ(Call("merchants.v1.ApiKeyService/RevokeApiKey", owner(),
                 fmt::format("api_key_id: '{}'", id))
                .reason,
            "LAST_API_KEY");
}

TEST_F(SideDoors, WhoManagesTheTeamDoesNotSignOutTheOwner) {
  const MessagePtr answer = caller_.Do(
      "merchants.v1.SessionService/CreateSession", server_->shop().till_token,
      fmt::format("team_member_id: '{}' passcode: '{}'",
                  server_->shop().owner_id, server_->shop().owner_passcode));
  const auto& session =
      static_cast<const merchants::v1::CreateSessionResponse&>(*answer);

  EXPECT_EQ(Call("merchants.v1.SessionService/DeleteSession",
                 KeyFor({"PERMISSION_TEAM_MANAGE"}),
                 fmt::format("session_id: '{}'", session.session().id()))
                .reason,
            "GRANT_EXCEEDS_CALLER");
  EXPECT_TRUE(
      Call("merchants.v1.SessionService/GetCaller", session.session_token(), "")
          .ok());
}

TEST_F(SideDoors, NumbersAreNotListedByTryingThem) {
  const std::string viewer = KeyFor({"PERMISSION_CUSTOMERS_VIEW"});
  const auto look = [&](const std::string& token, int number) {
    return Call("customers.v1.CustomerService/SearchCustomers", token,
                fmt::format("query {{ phone_number {{ exact: '06 {:02} 00 00 "
                            "00' }} }}",
                            number % 100));
  };
  // A minute may pass meanwhile, and its end begins a new count.
  Reply refused;
  int looks = 0;
  while (refused.reason.empty() &&
         looks < 3 * customers::kLookupsPerMinuteMax) {
    refused = look(viewer, looks++);
  }

  EXPECT_GT(looks, customers::kLookupsPerMinuteMax);
  EXPECT_EQ(refused.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.reason, "TOO_MANY_LOOKUPS");
  EXPECT_TRUE(refused.has_retry_delay);
  EXPECT_TRUE(look(owner(), 1).ok());
  // The owner reads of it.
  EXPECT_EQ(
      Newest<customers::v1::ContactLookupsLimited>(owner()).caller_id().substr(
          0, 4),
      "key_");
}

}  // namespace
}  // namespace comptoir::testing
