#include "tools/cli/terminal/table.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace comptoir::cli {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kGap = "  ";

int WidthOf(UChar32 c) {
  const int category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
      category == U_FORMAT_CHAR) {
    return 0;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

void Pad(std::string& line, int width) {
  if (width > 0) line.append(static_cast<size_t>(width), ' ');
}

std::string Line(const std::vector<std::string>& cells,
                 const std::vector<int>& widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 == cells.size()) break;
    Pad(line, widths[i] - TextWidth(cells[i]));
    line += kGap;
  }
  return line;
}

}  // namespace

int TextWidth(std::string_view text) {
  int width = 0;
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(text.data(), i, length, c);
    width += c < 0 ? 1 : WidthOf(c);
  }
  return width;
}

std::string Printable(std::string_view text) {
  std::string printable;
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    const int32_t start = i;
    UChar32 c;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0 || u_iscntrl(c)) {
      printable += ' ';
    } else {
      printable += text.substr(static_cast<size_t>(start),
                               static_cast<size_t>(i - start));
    }
  }
  return printable;
}

std::string FormatTable(const std::vector<std::string>& headings,
                        const std::vector<std::vector<std::string>>& rows,
                        const TableOptions& options) {
  std::vector<int> widths;
  for (const std::string& heading : headings) {
    widths.push_back(TextWidth(heading));
  }
  std::vector<std::vector<std::string>> cells;
  for (const std::vector<std::string>& row : rows) {
    std::vector<std::string>& line = cells.emplace_back();
    for (size_t i = 0; i < headings.size(); ++i) {
      line.push_back(i < row.size() ? Printable(row[i]) : "");
      widths[i] = std::max(widths[i], TextWidth(line.back()));
    }
  }
  std::string table;
  if (options.has_color) table += kBold;
  table += Line(headings, widths);
  if (options.has_color) table += kPlain;
  table += '\n';
  for (const std::vector<std::string>& row : cells) {
    table += Line(row, widths);
    table += '\n';
  }
  return table;
}

std::string FormatPairs(
    const std::vector<std::pair<std::string, std::string>>& pairs) {
  int width = 0;
  for (const auto& [name, value] : pairs) {
    width = std::max(width, TextWidth(name));
  }
  std::string lines;
  for (const auto& [name, value] : pairs) {
    std::string line = name;
    Pad(line, width - TextWidth(name));
    line += kGap;
    lines += line + Printable(value) + '\n';
  }
  return lines;
}

}  // namespace comptoir::cli
