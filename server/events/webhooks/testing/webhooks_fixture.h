// A merchant with webhooks, and everything that runs them.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_TESTING_WEBHOOKS_FIXTURE_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_TESTING_WEBHOOKS_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/events/v1/webhook_service.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/events/webhooks/testing/receiver.h"
#include "server/events/webhooks/webhooks.h"
#include "server/rpc/call.h"
#include "server/store/outbox/outbox.h"
#include "server/store/reactions/reactions.h"
#include "server/store/testing/test_store.h"

namespace comptoir::events {

class WebhooksFixture : public testing::Test {
 protected:
  explicit WebhooksFixture(
      store::TestStore::On on = store::TestStore::On::kMemory);
  ~WebhooksFixture() override;

  // Makes all that stands on the store.
  void Open();
  void Close();
  // As after a restart.
  void Restart();

  // Of somebody who may do everything.
  Call NewCall();

  // service().Method(call, txn, request) in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(
      absl::StatusOr<Response> (WebhookService::*method)(const Call&,
                                                         store::Transaction&,
                                                         const Request&),
      const Request& request) {
    return DoAs(NewCall(), method, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> DoAs(
      const Call& call,
      absl::StatusOr<Response> (WebhookService::*method)(const Call&,
                                                         store::Transaction&,
                                                         const Request&),
      const Request& request) {
    return store_.Write(merchant_, [&](store::Transaction& txn) {
      return (webhooks_->service().*method)(call, txn, request);
    });
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(
      absl::StatusOr<Response> (WebhookService::*method)(const Call&,
                                                         const store::Snapshot&,
                                                         const Request&),
      const Request& request) {
    return (webhooks_->service().*method)(NewCall(), *store_.Read(), request);
  }

  v1::CreateWebhookResponse Create(const std::string& url,
                                   std::vector<std::string> types = {});
  v1::Webhook Get(const std::string& id);
  absl::StatusOr<v1::UpdateWebhookResponse> SetState(const std::string& id,
                                                     v1::WebhookState state);
  // Those that GetWebhook shows.
  std::vector<v1::WebhookDelivery> Deliveries(const std::string& id);

  // Commits one revision with an event SaleCanceled about each sale.
  void Log(const std::vector<std::string>& sale_ids);
  // Reacts to all events and tries all that is due, after `time`.
  void Run(absl::Duration time = {});
  // The kinds of all events that were logged, without their packages.
  std::vector<std::string> AllEvents();

  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  const std::string sale_ = FormatId("sal", "sale-of-tea-0001");
  store::TestStore store_;
  std::string secret_ = "of a test";  // Of the installation.
  HttpClientOptions http_{.allow_private = true, .timeout = absl::Seconds(30)};
  std::string hold_file_;
  std::unique_ptr<store::Outbox> outbox_;
  std::unique_ptr<store::Reactions> reactions_;
  std::unique_ptr<Webhooks> webhooks_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_TESTING_WEBHOOKS_FIXTURE_H_
