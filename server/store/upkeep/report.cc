#include "server/store/upkeep/report.h"

#include <utility>

#include "fmt/format.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {

std::string TextOfUnknown(Space space) {
  return fmt::format("rows in space {:#04x}, which is not known",
                     static_cast<int>(space));
}

void VerifyReport::Add(Space space, std::string merchant_id, std::string text) {
  ++problem_count_;
  if (problems_.size() == kListedMax) return;
  problems_.push_back({.space = std::string(SpaceName(space)),
                       .merchant_id = std::move(merchant_id),
                       .text = std::move(text)});
}

}  // namespace comptoir::store
