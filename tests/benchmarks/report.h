// The table and the JSON file of a benchmark run.
#ifndef COMPTOIR_TESTS_BENCHMARKS_REPORT_H_
#define COMPTOIR_TESTS_BENCHMARKS_REPORT_H_

#include <string>
#include <vector>

namespace comptoir::benchmarks {

// One line: a figure of ours beside the reference of the same run.
struct Row {
  std::string name;
  double ours = 0;
  double reference = 0;
  std::string unit;
  // What `ours / reference` is to be: at least the goal, or at most.
  enum class Want { kAtLeast, kAtMost } want = Want::kAtLeast;
  double goal = 0;
  // What the reference is and what limits us, for the reader.
  std::string note;

  double Ratio() const { return reference == 0 ? 0 : ours / reference; }
  bool Met() const {
    return want == Want::kAtLeast ? Ratio() >= goal : Ratio() <= goal;
  }
};

// For people: one line a row, aligned.
std::string Table(const std::vector<Row>& rows);

// An array of {name, ours, reference, ratio, unit, goal, met, note}.
std::string Json(const std::vector<Row>& rows);

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_REPORT_H_
