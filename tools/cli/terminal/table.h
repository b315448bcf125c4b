// Columns of text, aligned for people.
#ifndef COMPTOIR_TOOLS_CLI_TERMINAL_TABLE_H_
#define COMPTOIR_TOOLS_CLI_TERMINAL_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace comptoir::cli {

struct TableOptions {
  // Bold headings, for terminals that show them.
  bool has_color = false;
};

// How many columns of a terminal the text takes: none for combining marks, two
// for wide letters.
int TextWidth(std::string_view text);

// The rows below the headings, each column as wide as its widest cell. Line
// ends and control characters inside cells become spaces, so that a cell
// cannot steer the terminal.
std::string FormatTable(const std::vector<std::string>& headings,
                        const std::vector<std::vector<std::string>>& rows,
                        const TableOptions& options);

// "name  value" lines, the values aligned.
std::string FormatPairs(
    const std::vector<std::pair<std::string, std::string>>& pairs);

// `text` without control characters.
std::string Printable(std::string_view text);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TERMINAL_TABLE_H_
