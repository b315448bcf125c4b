#include "server/base/csv/csv_row_parser.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {
namespace {

// What libcsv's buffer grows by; its own step is 128 bytes.
constexpr size_t kBlockBytes = 4096;
// Empty lines end a row, too, and an open quote is an error.
constexpr unsigned char kAlways = CSV_REPALL_NL | CSV_STRICT_FINI;

}  // namespace

std::string_view TakeLine(std::string_view& text) {
  size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) {
    end = text.size();
  } else {
    end += text.substr(end, 2) == "\r\n" ? 2 : 1;
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  return line;
}

CsvRowParser::CsvRowParser(char delimiter) : delimiter_(delimiter) {
  csv_init(&parser_, kAlways);
}

CsvRowParser::~CsvRowParser() { csv_free(&parser_); }

bool CsvRowParser::Read(std::string_view text, size_t bytes_max) {
  Begin(kAlways | CSV_STRICT);
  while (!text.empty() && !has_ended_) {
    const std::string_view line = TakeLine(text);
    if (lines_ > 0 && bytes_ + line.size() > bytes_max) return false;
    if (!Feed(line)) return false;
  }
  return has_ended_ || Finish();
}

bool CsvRowParser::ReadLoosely(std::string_view line) {
  // libcsv says nothing of an open quote when it is not strict.
  const auto is_paired = [](std::string_view text) {
    return std::count(text.begin(), text.end(), '"') % 2 == 0;
  };
  Begin(kAlways);
  return is_paired(line) && Feed(line) && (has_ended_ || Finish()) &&
         std::all_of(cells_.begin(), cells_.end(), is_paired);
}

void CsvRowParser::OnCell(void* data, size_t size, void* self) {
  static_cast<CsvRowParser*>(self)->cells_.emplace_back(
      static_cast<const char*>(data), size);
}

void CsvRowParser::OnRow(int, void* self) {
  static_cast<CsvRowParser*>(self)->has_ended_ = true;
}

void CsvRowParser::Begin(unsigned char options) {
  csv_free(&parser_);
  csv_init(&parser_, options);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
  csv_set_blk_size(&parser_, kBlockBytes);
  cells_.clear();
  bytes_ = 0;
  lines_ = 0;
  has_ended_ = false;
}

bool CsvRowParser::Feed(std::string_view line) {
  bytes_ += line.size();
  ++lines_;
  return csv_parse(&parser_, line.data(), line.size(), OnCell, OnRow, this) ==
         line.size();
}

bool CsvRowParser::Finish() {
  return csv_fini(&parser_, OnCell, OnRow, this) == 0;
}

}  // namespace comptoir
