#include "tools/cli/terminal/progress.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

constexpr int kBarMin = 10;
constexpr int kBarMax = 40;

int64_t Percent(int64_t done, int64_t total) {
  return total <= 0 ? 100 : done * 100 / total;
}

std::string CountsText(int64_t done, int64_t total) {
  return total == kUnknownTotal ? fmt::format("{}", done)
                                : fmt::format("{}/{}", done, total);
}

}  // namespace

std::string ProgressText(std::string_view what, int64_t done, int64_t total,
                         int width) {
  if (total == kUnknownTotal) return fmt::format("{}  {}", what, done);
  const std::string counts =
      fmt::format("{:>3}%  {}/{}", Percent(done, total), done, total);
  const int rest = width - TextWidth(what) - TextWidth(counts) - 7;
  const int bar = std::clamp(rest, kBarMin, kBarMax);
  const auto full = static_cast<int>(Percent(done, total) * bar / 100);
  return fmt::format("{}  [{:#<{}}{:.<{}}]  {}", what, "", full, "", bar - full,
                     counts);
}

Progress::Progress(const Terminal& terminal, std::string what, int64_t total)
    : terminal_(terminal),
      what_(std::move(what)),
      total_(total),
      is_redrawn_(terminal.CanRedraw() && !terminal.is_quiet()) {}

Progress::~Progress() {
  if (is_redrawn_ && shown_ >= 0) std::cerr << "\r\x1b[K" << std::flush;
}

int64_t Progress::StepOf(int64_t done) const {
  if (total_ == kUnknownTotal) {
    return is_redrawn_ ? done : std::bit_width(static_cast<uint64_t>(done));
  }
  // A hundredth on a terminal, a tenth in a log.
  return Percent(done, total_) / (is_redrawn_ ? 1 : 10);
}

void Progress::Show(int64_t done) {
  const int64_t step = StepOf(done);
  if (step == shown_) return;
  shown_ = step;
  if (is_redrawn_) {
    std::cerr << '\r' << ProgressText(what_, done, total_, terminal_.Width())
              << "\x1b[K" << std::flush;
  } else {
    terminal_.Say(fmt::format("{}: {}", what_, CountsText(done, total_)));
  }
}

}  // namespace comptoir::cli
