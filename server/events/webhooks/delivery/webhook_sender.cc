#include "server/events/webhooks/delivery/webhook_sender.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "comptoir/events/v1/webhook.pb.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/status.h"
#include "server/events/rules/event_filter.h"
#include "server/events/webhooks/rules/webhook_rules.h"
#include "server/store/log/log_reader.h"

namespace comptoir::events {
namespace {

using storage::v1::LogEntry;
using storage::v1::StoredWebhook;
using storage::v1::StoredWebhookDelivery;

// Always with all fields, so that a receiver need not know their defaults.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options)
           .ok()) {
    return Corrupt("a log entry");
  }
  return json;
}

// The same bytes at each try: the log does not change.
absl::StatusOr<std::string> MakeBody(const store::Snapshot& snapshot,
                                     const std::string& merchant_id,
                                     const StoredWebhookDelivery& delivery) {
  ASSIGN_OR_RETURN(const LogEntry entry,
                   store::ReadLog(snapshot, merchant_id, delivery.revision()));
  if (delivery.index() >= entry.events_size()) return Corrupt("a delivery");
  v1::WebhookPayload payload;
  payload.set_type(delivery.event_type());
  *payload.mutable_timestamp() = entry.time();
  payload.set_merchant_id(merchant_id);
  ASSIGN_OR_RETURN(
      *payload.mutable_history(),
      store::HistoryAt(snapshot, merchant_id, delivery.revision()));
  *payload.mutable_data() = ToEvent(entry, delivery.index());
  return ToJson(payload);
}

}  // namespace

bool WebhookSender::IsHeld() const {
  std::error_code error;
  return !hold_file_.empty() && std::filesystem::exists(hold_file_, error);
}

void WebhookSender::Send(HttpClient& client, const store::Effect& effect,
                         store::EffectDone done) const {
  absl::StatusOr<HttpRequest> request = MakeRequest(effect);
  if (!request.ok()) return done(request.status());
  client.Post(
      *std::move(request),
      [done = std::move(done)](const absl::StatusOr<HttpResponse>& response) {
        done(ResultOf(response));
      });
}

absl::StatusOr<HttpRequest> WebhookSender::MakeRequest(
    const store::Effect& effect) const {
  const auto snapshot = store_.Read();
  ASSIGN_OR_RETURN(
      const std::optional<StoredWebhook> stored,
      tables_.webhooks.Find(*snapshot, effect.merchant_id, effect.destination));
  if (!stored) return absl::CancelledError("the webhook is deleted");
  StoredWebhookDelivery delivery;
  if (!delivery.ParseFromString(effect.payload)) return Corrupt("a delivery");
  RETURN_IF_ERROR(CheckSends(stored->webhook(), delivery.event_type()));
  if (IsHeld()) {
    return Error(absl::StatusCode::kUnavailable, "WEBHOOKS_HELD",
                 "the server's data was restored from a backup, and may be a "
                 "copy: its operator releases webhooks");
  }
  const absl::Time now = clock_.Now();
  HttpRequest request{.url = stored->webhook().url()};
  ASSIGN_OR_RETURN(request.body,
                   MakeBody(*snapshot, effect.merchant_id, delivery));
  ASSIGN_OR_RETURN(const std::vector<std::string> secrets,
                   secrets_.InUse(*stored, now));
  request.headers = {
      {"Content-Type", "application/json"},
      {"User-Agent", "Comptoir-Webhooks/1"},
      {"webhook-id", effect.id},
      {"webhook-timestamp", fmt::format("{}", absl::ToUnixSeconds(now))},
      {"webhook-signature",
       WebhookSignature(secrets, effect.id, now, request.body)}};
  return request;
}

}  // namespace comptoir::events
