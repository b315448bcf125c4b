// One part of a server, such as customers or sales: everything that is said of
// it, in one object.
//
// services.cc makes the areas and only loops over them; a test walks them and
// fails when a key space has no owner, a service is not bound, a preparation
// names no method, or two tables share an id prefix.
#ifndef COMPTOIR_SERVER_AREA_H_
#define COMPTOIR_SERVER_AREA_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/kv/kv.h"
#include "server/rpc/bound_service.h"
#include "server/rpc/figures/area_figure.h"
#include "server/rpc/preparation.h"
#include "server/rpc/rules/request_check.h"
#include "server/store/space.h"
#include "server/store/table_base.h"

namespace comptoir::customers {
class Participant;
}  // namespace comptoir::customers

namespace comptoir::rpc {
class Runtime;
}  // namespace comptoir::rpc

namespace comptoir::store {
class Checks;
}  // namespace comptoir::store

namespace comptoir {

using BoundServices = std::vector<std::unique_ptr<rpc::BoundService>>;

// Made before its store starts: the constructor registers jobs and listeners,
// and reads and writes nothing. Thread-safe once started.
class Area {
 public:
  virtual ~Area() = default;

  // As in `comptoir.<name>.v1` and in tools/bazel/areas.bzl.
  virtual std::string_view name() const = 0;

  // Every table. `comptoird verify` checks their records and indexes.
  virtual std::vector<const store::TableBase*> tables() const = 0;
  // Key spaces of the area whose rows are of no table: AddChecks() must have a
  // check of each of them.
  virtual std::vector<store::Space> other_spaces() const { return {}; }
  // Adds what must hold of the area's rows beyond its tables' indexes. The area
  // outlives the checks.
  virtual void AddChecks(store::Checks& checks) const = 0;

  // What the area keeps of a customer; null when it keeps nothing.
  virtual const customers::Participant* participant() const { return nullptr; }

  // Work that some methods need before their transaction, by method name.
  virtual void AddPreparations(rpc::Preparations*) {}
  // What some methods say of their requests, by method name.
  virtual void AddRequestChecks(rpc::RequestChecks*) const {}
  // The services, ready to be registered with gRPC. The area outlives them.
  virtual void Bind(rpc::Runtime& runtime, BoundServices* bound) = 0;
  // Fills what is kept in memory. Before the store starts.
  virtual absl::Status Load(const kv::View&) { return absl::OkStatus(); }
  // Writes what must exist. After the store has started, before the first call.
  virtual absl::Status Start(absl::Time /*now*/) { return absl::OkStatus(); }

  // Ends what Start() began, and waits for it: before the store stops, and
  // before any area goes. May be called again.
  virtual void Stop() {}

  // What the area counts, for metrics. Called from any thread.
  virtual std::vector<rpc::AreaFigure> figures() const { return {}; }
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_AREA_H_
