// Webhooks from the log to a receiver.
#include "server/events/webhooks/webhooks.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/http/testing/raw_server.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/events/webhooks/rules/webhook_secrets.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"
#include "server/kv/batch.h"
#include "server/store/log/log_reader.h"

namespace comptoir::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// The bytes of a secret as receivers are given it.
std::string SecretBytes(const std::string& text) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(text.substr(6), &bytes));
  return bytes;
}

class WebhooksTest : public WebhooksFixture {
 protected:
  std::string SignatureOf(const Received& received, const std::string& secret) {
    int64_t seconds = std::stoll(received.timestamp);
    return WebhookSignature({SecretBytes(secret)}, received.id,
                            absl::FromUnixSeconds(seconds), received.body);
  }

  static v1::WebhookPayload PayloadOf(const Received& received) {
    v1::WebhookPayload payload;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(received.body, &payload)
            .ok())
        << received.body;
    return payload;
  }

  std::map<std::string, std::string> AllRows() {
    std::map<std::string, std::string> all;
    const auto snapshot = store_.Read();
    for (auto rows = snapshot->Scan({}); rows->Valid(); rows->Next()) {
      all.emplace(rows->key(), rows->value());
    }
    return all;
  }

  // As a restore from a backup that held `rows`.
  void RestoreRows(const std::map<std::string, std::string>& rows) {
    kv::Batch batch;
    for (const auto& [key, value] : AllRows()) {
      if (!rows.contains(key)) batch.Delete(key);
    }
    for (const auto& [key, value] : rows) batch.Put(key, value);
    ASSERT_TRUE(store_.engine().Commit(batch).ok());
    Restart();
  }

  Receiver receiver_;
};

TEST_F(WebhooksTest, SendsWhatHappensSigned) {
  const v1::CreateWebhookResponse created = Create(receiver_.url("/hook?a=b"));
  Log({sale_});
  Run();

  const std::vector<Received> received = receiver_.Take();
  ASSERT_THAT(received, SizeIs(1));
  const Received& got = received[0];
  EXPECT_EQ(got.path, "/hook");
  EXPECT_EQ(got.content_type, "application/json");
  EXPECT_EQ(got.id, Deliveries(created.webhook().id())[0].effect_id());
  EXPECT_EQ(got.timestamp,
            fmt::format("{}", absl::ToUnixSeconds(store_.clock().Now())));
  EXPECT_EQ(got.signature, SignatureOf(got, created.secret()));

  const v1::WebhookPayload payload = PayloadOf(got);
  EXPECT_EQ(payload.type(), "comptoir.sales.v1.SaleCanceled");
  EXPECT_EQ(payload.merchant_id(), merchant_);
  EXPECT_EQ(payload.history(), *store::HistoryAt(*store_.Read(), merchant_, 2));
  EXPECT_EQ(ToTime(payload.timestamp()), store_.clock().Now());
  EXPECT_EQ(payload.data().revision(), 2);
  EXPECT_EQ(payload.data().actor_id(), "test");
  EXPECT_THAT(payload.data().subjects(), ElementsAre(sale_));
  sales::v1::SaleCanceled event;
  ASSERT_TRUE(payload.data().data().UnpackTo(&event));
  EXPECT_EQ(event.sale_id(), sale_);
  // Also what is zero is there, for receivers that know no defaults.
  EXPECT_THAT(got.body, HasSubstr("\"index\":0"));
}

TEST_F(WebhooksTest, SendsOnlyWhatIsWanted) {
  Log({sale_});  // Before there is a webhook.
  Create(receiver_.url("/opened"), {"comptoir.sales.v1.SaleOpened"});
  Create(receiver_.url("/canceled"), {"comptoir.sales.v1.SaleCanceled"});
  const std::string off = Create(receiver_.url("/off")).webhook().id();
  ASSERT_TRUE(SetState(off, v1::WEBHOOK_STATE_DISABLED).ok());
  Create(receiver_.url("/all"));
  Run();
  EXPECT_THAT(receiver_.Take(), IsEmpty());

  Log({sale_});
  Run();

  std::vector<std::string> paths;
  for (const Received& received : receiver_.Take()) {
    paths.push_back(received.path);
  }
  EXPECT_THAT(paths, UnorderedElementsAre("/all", "/canceled"));
}

TEST_F(WebhooksTest, SendsEachEventOfAChange) {
  Create(receiver_.url(), {"comptoir.sales.v1.SaleCanceled"});
  Log({sale_, sale_, sale_});
  Run();

  std::set<std::string> ids;
  for (const Received& received : receiver_.Take()) ids.insert(received.id);
  EXPECT_THAT(ids, SizeIs(3));
}

TEST_F(WebhooksTest, WhatHappensWhileDisabledIsNotSentLater) {
  const std::string id = Create(receiver_.url()).webhook().id();
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_DISABLED).ok());
  Log({sale_});
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_ENABLED).ok());
  Log({sale_});
  Run();

  EXPECT_THAT(receiver_.Take(), SizeIs(1));
}

TEST_F(WebhooksTest, TriesAgainUnderTheSameIdWhenTheReceiverAsks) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.Set([](const Received&, httplib::Response& response) {
    response.status = 429;
    response.set_header("Retry-After", "60");
  });
  Log({sale_});
  Run();
  const std::vector<Received> first = receiver_.Take();
  ASSERT_THAT(first, SizeIs(1));

  Run(absl::Seconds(59));
  EXPECT_THAT(receiver_.Take(), IsEmpty());
  receiver_.SetStatus(200);
  Run(absl::Seconds(1));

  const std::vector<Received> second = receiver_.Take();
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].id, first[0].id);
  EXPECT_EQ(second[0].body, first[0].body);
  EXPECT_NE(second[0].timestamp, first[0].timestamp);
  EXPECT_EQ(Deliveries(id)[0].state(), v1::WEBHOOK_DELIVERY_STATE_DELIVERED);
}

TEST_F(WebhooksTest, GoesOnAfterARestart) {
  const v1::CreateWebhookResponse created = Create(receiver_.url());
  receiver_.SetStatus(503);
  Log({sale_});
  Run();
  const std::vector<Received> first = receiver_.Take();
  Log({sale_});
  Restart();
  receiver_.SetStatus(200);
  Run(absl::Hours(1));

  const std::vector<Received> second = receiver_.Take();
  ASSERT_THAT(second, SizeIs(2));
  EXPECT_TRUE(second[0].id == first[0].id || second[1].id == first[0].id);
  for (const Received& received : second) {
    EXPECT_EQ(received.signature, SignatureOf(received, created.secret()));
  }
}

TEST_F(WebhooksTest, AfterARestoreAnotherEventIsNotTakenForARepetition) {
  Create(receiver_.url());
  const std::map<std::string, std::string> backup = AllRows();
  Log({sale_});
  Run();
  const Received first = receiver_.Take().at(0);

  RestoreRows(backup);
  store_.clock().Advance(absl::Microseconds(1));
  Log({sale_});
  Run();

  const Received second = receiver_.Take().at(0);
  EXPECT_EQ(PayloadOf(second).data().revision(),
            PayloadOf(first).data().revision());
  EXPECT_NE(second.id, first.id);
}

TEST_F(WebhooksTest, AfterARestoreWhoKeepsTheHighestRevisionIsToldSo) {
  Create(receiver_.url());
  const std::map<std::string, std::string> backup = AllRows();
  Log({sale_});
  Log({sale_});
  Run();
  v1::WebhookPayload highest;
  for (const Received& received : receiver_.Take()) {
    const v1::WebhookPayload payload = PayloadOf(received);
    if (payload.data().revision() == 3) highest = payload;
  }
  const auto check_history = [&] {
    return ReasonOf(store::CheckHistory(*store_.Read(), merchant_,
                                        highest.data().revision(),
                                        highest.history()));
  };
  EXPECT_EQ(check_history(), "");

  RestoreRows(backup);
  store_.clock().Advance(absl::Microseconds(1));
  Log({sale_});
  Log({sale_});
  Run();

  EXPECT_EQ(check_history(), "HISTORY_CHANGED");
  for (const Received& received : receiver_.Take()) {
    const v1::WebhookPayload payload = PayloadOf(received);
    EXPECT_NE(payload.history(), highest.history());
    EXPECT_EQ(payload.history(), *store::HistoryAt(*store_.Read(), merchant_,
                                                   payload.data().revision()));
  }
}

TEST_F(WebhooksTest, RedirectsAreNotFollowed) {
  const std::string id = Create(receiver_.url()).webhook().id();
  RawServer metadata([](RawServer::Connection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  receiver_.Set([&](const Received&, httplib::Response& response) {
    response.status = 307;
    response.set_header("Location",
                        fmt::format("http://127.0.0.1:{}/", metadata.port()));
  });
  Log({sale_});
  Run();

  EXPECT_EQ(metadata.connections(), 0);
  const auto failed = Deliveries(id);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  EXPECT_EQ(failed[0].last_error().reason(), "HTTP_307");
}

TEST_F(WebhooksTest, PrivateAddressesAreRefusedAgainWhenSending) {
  const std::string id = Create(receiver_.url()).webhook().id();
  http_.allow_private = false;  // The operator changed their mind.
  Restart();
  Log({sale_});
  Run();

  EXPECT_THAT(receiver_.Take(), IsEmpty());
  const auto failed = Deliveries(id);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  EXPECT_EQ(failed[0].last_error().reason(), "ADDRESS_NOT_ALLOWED");
}

TEST_F(WebhooksTest, BearsEndlessAnswers) {
  RawServer endless([](RawServer::Connection& connection) {
    connection.ReadHeaders();
    connection.Write("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.Write("and so on, ")) {
    }
  });
  const std::string id =
      Create(fmt::format("http://127.0.0.1:{}/", endless.port()))
          .webhook()
          .id();
  Log({sale_});
  Run();

  EXPECT_EQ(Deliveries(id)[0].state(), v1::WEBHOOK_DELIVERY_STATE_DELIVERED);
}

TEST_F(WebhooksTest, NothingThatAReceiverSaysIsKept) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.Set([](const Received&, httplib::Response& response) {
    response.status = 400;
    response.set_content("Ann Example, 1 Main Street", "text/plain");
  });
  Log({sale_});
  Run();

  EXPECT_EQ(Deliveries(id)[0].last_error().message(),
            "the receiver answered 400");
}

TEST_F(WebhooksTest, DeliveriesOfADeletedWebhookAreForgotten) {
  const std::string id = Create(receiver_.url()).webhook().id();
  Log({sale_});
  ASSERT_TRUE(reactions_->RunPending().ok());
  v1::DeleteWebhookRequest request;
  request.set_webhook_id(id);
  ASSERT_TRUE(Do(&WebhookService::DeleteWebhook, request).ok());
  // Before the clean-up has come to it.
  outbox_->RunDue();

  EXPECT_THAT(receiver_.Take(), IsEmpty());
}

TEST_F(WebhooksTest, SignsWithBothSecretsForADay) {
  const v1::CreateWebhookResponse created = Create(receiver_.url());
  v1::RotateWebhookSecretRequest request;
  request.set_webhook_id(created.webhook().id());
  const auto rotated = Do(&WebhookService::RotateWebhookSecret, request);
  ASSERT_TRUE(rotated.ok()) << rotated.status();

  store_.clock().Advance(absl::Hours(24) - absl::Microseconds(1));
  Log({sale_});
  Run();
  Received got = receiver_.Take().at(0);
  EXPECT_EQ(got.signature, SignatureOf(got, rotated->secret()) + " " +
                               SignatureOf(got, created.secret()));

  Log({sale_});
  Run(absl::Microseconds(1));
  got = receiver_.Take().at(0);
  EXPECT_EQ(got.signature, SignatureOf(got, rotated->secret()));
}

// Whoever waited for it would wait for longer than the test may take.
TEST_F(WebhooksTest, SlowReceiversDelayNoOtherWebhook) {
  http_.timeout = absl::Hours(1);
  Restart();
  RawServer slow(
      [](RawServer::Connection& connection) { connection.AwaitEnd(); });
  for (int i = 1; i < kWebhooksMax; ++i) {
    Create(fmt::format("http://127.0.0.1:{}/", slow.port()));
  }
  Create(receiver_.url(), {"comptoir.sales.v1.SaleCanceled"});
  ASSERT_TRUE(reactions_->Start().ok());
  outbox_->Start();
  for (int i = 0; i < 20; ++i) Log({sale_});

  receiver_.Await(20);
}

}  // namespace
}  // namespace comptoir::events
