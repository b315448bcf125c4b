#include "server/events/webhooks/webhooks.h"

#include <utility>

#include "google/protobuf/message.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/rpc/sealing/sealed_box.h"

namespace comptoir::events {

using storage::v1::OutboxEffect;
using storage::v1::StoredWebhook;

Webhooks::Webhooks(store::Store& store, const Clock& clock,
                   store::Outbox& outbox, store::Reactions& reactions,
                   WebhookOptions options)
    : http_(std::move(options.http)),
      secrets_(rpc::DeriveKey(options.secret, "webhook secrets")),
      deliveries_(tables_, index_, outbox),
      sender_(store, clock, tables_, secrets_, std::move(options.hold_file)),
      service_(tables_, secrets_, outbox, http_.allow_private) {
  tables_.webhooks.AddObserver([this](const std::string& merchant_id,
                                      const google::protobuf::Message* before,
                                      const google::protobuf::Message* after) {
    index_.Change(merchant_id, static_cast<const StoredWebhook*>(before),
                  static_cast<const StoredWebhook*>(after));
  });
  store::EffectKind kind = WebhookEffectKind();
  kind.runner = [this](const store::Effect& effect, store::EffectDone done) {
    sender_.Send(*client_, effect, std::move(done));
  };
  kind.on_settled = [this](store::Transaction& txn,
                           const OutboxEffect& effect) {
    return deliveries_.Settled(txn, effect);
  };
  kind.check_retry = [this](store::Transaction& txn,
                            const OutboxEffect& effect) {
    return deliveries_.CheckRetry(txn, effect);
  };
  outbox.Register(std::move(kind));
  reactions.Register(deliveries_.MakeReaction());
}

absl::Status Webhooks::Start() {
  if (sender_.IsHeld()) {
    LogWarning("webhooks are held", {{"until", "comptoird release-webhooks"}});
  }
  ASSIGN_OR_RETURN(client_, HttpClient::Make(http_));
  return absl::OkStatus();
}

}  // namespace comptoir::events
