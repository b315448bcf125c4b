// How far long work has come, on standard error.
#ifndef COMPTOIR_TOOLS_CLI_TERMINAL_PROGRESS_H_
#define COMPTOIR_TOOLS_CLI_TERMINAL_PROGRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {

// When nobody knows yet how much there is to do.
inline constexpr int64_t kUnknownTotal = -1;

// The bar as text: "importing  [#####.....]  50%  261/522"; without a bar when
// the total is not known.
std::string ProgressText(std::string_view what, int64_t done, int64_t total,
                         int width);

// A bar that is redrawn on a terminal; elsewhere a plain line for each tenth,
// or whenever twice as much is done. Not thread-safe. Clears its line when it
// goes.
class Progress {
 public:
  Progress(const Terminal& terminal, std::string what, int64_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void set_total(int64_t total) { total_ = total; }
  void Show(int64_t done);

 private:
  // Shown when it changes.
  int64_t StepOf(int64_t done) const;

  const Terminal& terminal_;
  const std::string what_;
  int64_t total_;
  const bool is_redrawn_;
  int64_t shown_ = -1;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TERMINAL_PROGRESS_H_
