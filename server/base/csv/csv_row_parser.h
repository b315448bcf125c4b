// One row of CSV at a time.
#ifndef COMPTOIR_SERVER_BASE_CSV_CSV_ROW_PARSER_H_
#define COMPTOIR_SERVER_BASE_CSV_CSV_ROW_PARSER_H_

#include <csv.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

// Cuts off and returns the first physical line of `text`, with its end: CR, LF
// or both.
std::string_view TakeLine(std::string_view& text);

// libcsv, started anew for each row: so an error in one costs no other. Not
// thread-safe.
class CsvRowParser {
 public:
  explicit CsvRowParser(char delimiter);
  ~CsvRowParser();
  CsvRowParser(const CsvRowParser&) = delete;
  CsvRowParser& operator=(const CsvRowParser&) = delete;

  // Reads the row at the beginning of `text` and sets what is below. False when
  // a quote in it is alone, or when it goes on for more than `bytes_max`.
  bool Read(std::string_view text, size_t bytes_max);
  // Reads a single line in which quotes are letters where they cannot be
  // anything else. False when one is alone all the same.
  bool ReadLoosely(std::string_view line);

  // Of the row that was read last; may be moved from.
  std::vector<std::string>& cells() { return cells_; }
  size_t bytes() const { return bytes_; }
  int lines() const { return lines_; }

 private:
  static void OnCell(void* data, size_t size, void* self);
  static void OnRow(int end, void* self);

  void Begin(unsigned char options);
  bool Feed(std::string_view line);
  bool Finish();

  const char delimiter_;
  csv_parser parser_;
  std::vector<std::string> cells_;
  size_t bytes_ = 0;
  int lines_ = 0;
  bool has_ended_ = false;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_CSV_ROW_PARSER_H_
