// restart: how long a shop waits until the book is open again.
#include "absl/time/time.h"
#include "tests/benchmarks/rows.h"

namespace comptoir::benchmarks {

Row RestartRow(Bench& bench) {
  constexpr double kGoalSeconds = 2;
  return {.name = "restart",
          .ours = absl::ToDoubleSeconds(bench.restart()),
          .reference = kGoalSeconds,
          .unit = "s",
          .want = Row::Want::kAtMost,
          .goal = 1.0,
          .note =
              "from the start to the first answer of SuggestCustomers, with "
              "all that was stored; reference: the limit"};
}

}  // namespace comptoir::benchmarks
