// Everything that is served: all areas, bound to one runtime.
#ifndef COMPTOIR_SERVER_SERVICES_H_
#define COMPTOIR_SERVER_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/rpc/bound_service.h"
#include "server/rpc/figures/area_figure.h"
#include "server/rpc/runtime.h"
#include "server/store/store.h"

namespace comptoir {

struct ServicesOptions {
  // Where the operator's token is kept.
  std::string data_dir;
  // The installation's secret behind passcodes.
  std::string passcode_pepper;
  // See AreaOptions.
  bool webhooks_allow_private = false;
  std::string webhooks_hold_file = {};
  rpc::RuntimeOptions runtime;
};

// All areas over one store. Thread-safe once made.
class Services {
 public:
  // Registers jobs and observers: before Store::Start(). `store` and `clock`
  // must outlive it.
  static std::unique_ptr<Services> Make(store::Store& store, const Clock& clock,
                                        ServicesOptions options);
  virtual ~Services() = default;

  // Loads in-memory indexes, starts the store, makes the operator's token,
  // starts what runs effects and reactions. Before the first call.
  virtual absl::Status Start() = 0;

  // Begins no more effects and reactions, and gives those under way up to
  // `grace` to end; what has not ended runs again after a restart. Before the
  // store stops.
  virtual void Stop(absl::Duration grace) = 0;

  virtual rpc::Runtime& runtime() = 0;
  virtual const std::vector<std::unique_ptr<rpc::BoundService>>& bound()
      const = 0;
  // Figures that areas count themselves.
  virtual std::vector<rpc::AreaFigure> figures() const = 0;
  // Whether `token` is the operator's, for the HTTP port.
  virtual bool IsOperator(const std::string& token) = 0;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_SERVICES_H_
