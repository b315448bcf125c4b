#include "server/kv/open.h"

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/status.h"
#include "server/kv/rocksdb/rocksdb_engine.h"

namespace comptoir::kv {
namespace {

struct EngineKind {
  std::string_view name;
  absl::StatusOr<std::unique_ptr<Engine>> (*open)(const OpenOptions& options);
};

// In alphabetical order.
constexpr EngineKind kEngines[] = {
    {"rocksdb", OpenRocksDb},
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Open(const OpenOptions& options) {
  for (const EngineKind& kind : kEngines) {
    if (kind.name == options.engine) return kind.open(options);
  }
  return Error(absl::StatusCode::kInvalidArgument, "UNKNOWN_ENGINE",
               fmt::format("there is no storage engine \"{}\": use one of {}",
                           options.engine, fmt::join(EngineNames(), ", ")));
}

std::vector<std::string_view> EngineNames() {
  std::vector<std::string_view> names;
  for (const EngineKind& kind : kEngines) names.push_back(kind.name);
  return names;
}

}  // namespace comptoir::kv
