// The rows of the benchmark. Each measures the bare echo server and Comptoir
// in turns, several times, and reports the median of the turns' ratios.
#ifndef COMPTOIR_TESTS_BENCHMARKS_ROWS_H_
#define COMPTOIR_TESTS_BENCHMARKS_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/benchmarks/calls.h"
#include "tests/benchmarks/report.h"
#include "tests/support/process.h"

namespace comptoir::benchmarks {

// One server under load.
struct Target {
  testing::Process& process;
  Connections& connections;
};

// Everything that a row measures with.
struct Bench {
  Target ours;
  Target echo;
  // Customers loaded so far: Person(0) to Person(loaded - 1), by id.
  std::vector<std::string> ids;
  // For rows that need files.
  std::string folder;
  // How long one turn lasts, and how many there are.
  absl::Duration turn = absl::Seconds(2);
  int turns = 5;
  // The HTTP port of our server, for its own figures.
  int http_port = 0;
  // A paired reader.
  std::string reader_token;
  std::string reader_address;
  // Where sales are made.
  std::string location_id;
  // Stops our server and starts it again with what it had stored. How long it
  // took from the start to the first answer.
  std::function<absl::Duration()> restart;
};

// What an hour of clerks costs the server, for cost_growth.
struct Costs {
  double get_us = 0;
  double suggest_us = 0;
};

// Creates customers until `count` are there.
void LoadCustomers(Bench& bench, int64_t count);

std::vector<Row> GetRows(Bench& bench);
Row DurableWriteRow(Bench& bench);
Row WriteAloneRow(Bench& bench);
Row SuggestRow(Bench& bench);
Row SearchRow(Bench& bench);
Row FilteredSearchRow(Bench& bench);
Row ReaderEventsRow(Bench& bench);
// Doubles some of the customers that are loaded.
Row DuplicatesRow(Bench& bench);
Row SegmentPreviewRow(Bench& bench);
Row MergeRow(Bench& bench);
Row MemoryRow(Bench& bench);
// Connections made before are of no use after it.
Row RestartRow(Bench& bench);

// Server CPU of one call, in microseconds.
Costs MeasureCosts(Bench& bench);
Row CostGrowthRow(const Costs& small, const Costs& large);

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_ROWS_H_
