// What people say otherwise than the protos: the words of commands that do not
// follow from their methods, examples, columns.
#ifndef COMPTOIR_TOOLS_CLI_API_OVERRIDES_H_
#define COMPTOIR_TOOLS_CLI_API_OVERRIDES_H_

#include <optional>
#include <span>
#include <string_view>

namespace comptoir::cli {

// Of one method; what is left out follows from the descriptor. A test fails
// when a name in here leads to nothing.
struct Override {
  // "comptoir.sales.v1.SaleService.RecordPayment"
  std::string_view method;
  // "sales pay"
  std::string_view command = {};
  // Whole command lines, one a line.
  std::string_view examples = {};
  // Fields of the request that are words, separated by spaces.
  std::optional<std::string_view> words = {};
  // Columns of a list, separated by spaces.
  std::string_view columns = {};
  // To be confirmed first; empty for none.
  std::optional<std::string_view> question = {};
  // Fields of the answer that are told as a warning when there are any,
  // separated by spaces: what goes on, and somebody may want to stop.
  std::string_view warnings = {};
  // Told once it is done: what somebody may not expect to follow from it.
  std::string_view afterwards = {};
  // The command is written by hand, in a file of tools/cli.
  bool is_by_hand = false;
};

// A group of commands that is not called by the plural of a service's noun.
struct GroupOverride {
  std::string_view group;
  // The service whose methods are in it.
  std::string_view service;
};

// Sorted by method, and by group.
std::span<const Override> Overrides();
std::span<const GroupOverride> GroupOverrides();

// Null when there is none.
const Override* FindOverride(std::string_view method);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_API_OVERRIDES_H_
