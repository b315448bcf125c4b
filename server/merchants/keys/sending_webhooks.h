// What goes on after the credential that made it is void.
#ifndef COMPTOIR_SERVER_MERCHANTS_KEYS_SENDING_WEBHOOKS_H_
#define COMPTOIR_SERVER_MERCHANTS_KEYS_SENDING_WEBHOOKS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/kv/kv.h"

namespace comptoir::merchants {

// The ids of the webhooks that a team member or API key has made and that send:
// how merchants see the events area. Thread-safe.
using SendingWebhooksOf =
    std::function<absl::StatusOr<std::vector<std::string>>(
        const kv::View& view, std::string_view merchant_id,
        std::string_view maker_id)>;

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_KEYS_SENDING_WEBHOOKS_H_
