// memory: what the server keeps resident beside its block cache.
#include <httplib.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "tests/benchmarks/rows.h"

namespace comptoir::benchmarks {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kGoalMiB = 300;

// A gauge of the server's /metrics.
double Gauge(int http_port, const std::string& name) {
  httplib::Client client("127.0.0.1", http_port);
  const auto answer = client.Get("/metrics");
  std::istringstream lines(answer ? answer->body : "");
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + " ", 0) == 0) {
      return std::stod(line.substr(name.size() + 1));
    }
  }
  std::fprintf(stderr, "the server has no metric %s\n", name.c_str());
  std::exit(1);
}

}  // namespace

Row MemoryRow(Bench& bench) {
  const double resident =
      static_cast<double>(bench.ours.process.ResidentBytes()) / kMiB;
  const double cache =
      Gauge(bench.http_port, "comptoir_storage_block_cache_bytes") / kMiB;
  return {.name = "memory",
          .ours = resident - cache,
          .reference = kGoalMiB,
          .unit = "MiB",
          .want = Row::Want::kAtMost,
          .goal = 1.0,
          .note =
              "resident memory less the block cache, all customers loaded; "
              "reference: the limit"};
}

}  // namespace comptoir::benchmarks
