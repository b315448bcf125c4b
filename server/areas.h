// The one list of areas, and how they are wired. A new area is one member and
// one line in areas.cc, and its name in tools/bazel/areas.bzl.
#ifndef COMPTOIR_SERVER_AREAS_H_
#define COMPTOIR_SERVER_AREAS_H_

#include <memory>
#include <string>
#include <vector>

#include "server/area.h"
#include "server/base/clock.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/profiles/profile_fields.h"
#include "server/store/outbox/outbox.h"
#include "server/store/reactions/reactions.h"
#include "server/store/store.h"

namespace comptoir {

struct AreaOptions {
  // Where the operator's token is kept.
  std::string data_dir;
  // The installation's secret: areas derive the keys of what they seal from it.
  std::string secret;
  // The one behind passcodes.
  std::string passcode_pepper;
  // Whether webhooks may send to this machine and into private networks.
  bool webhooks_allow_private = false;
  // While there is a file of this name webhooks send nothing.
  std::string webhooks_hold_file = {};
};

// All areas over one store, which has not started yet. Thread-safe.
class Areas {
 public:
  // `store` and `clock` must outlive it.
  static std::unique_ptr<Areas> Make(store::Store& store, const Clock& clock,
                                     AreaOptions options);
  virtual ~Areas() = default;

  // Each comes after those that it stands on.
  virtual const std::vector<Area*>& all() const = 0;

  // Run what areas have registered; stopped by the destructor at the latest.
  virtual store::Outbox& outbox() = 0;
  virtual store::Reactions& reactions() = 0;

  virtual rpc::Authenticator& authenticator() = 0;
  virtual const rpc::Profiles& profiles() const = 0;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_AREAS_H_
