// What a cell of somebody's table says, without what programs put around it.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_CELLS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_CELLS_H_

#include <string>
#include <string_view>
#include <vector>

namespace comptoir::customers {

// A cell without blanks of any kind at its ends, without the apostrophe that
// exports put before what a spreadsheet would take for a formula or a number
// ('+33..., '75011), without the ="..." that keeps its zeros, and without the
// ".0" that a spreadsheet gave a number.
std::string CleanCell(std::string_view cell);

// Whether a clean cell says that there is nothing: "NULL", "n/a", "-". "Null"
// and "None" are names that people have.
bool IsPlaceholder(std::string_view cell);

// Whether a number was rounded by a spreadsheet: "6.12E+08".
bool IsRounded(std::string_view cell);

// Whether two cells say the same but for case, accents and punctuation.
bool SaysTheSame(std::string_view a, std::string_view b);

// Whether there are enough digits in a cell for a phone number.
bool IsLikeAPhone(std::string_view cell);

// Whether a value is an address for email, or meant to be one. "none", "no
// email", "inconnu" are not: they say that there is none.
bool IsMeantAsEmail(std::string_view value);

// As IsMeantAsEmail, of a phone number: "none", "00 00 00 00 00", "NC" are not,
// nor is a country code alone: "+33".
bool IsMeantAsPhone(std::string_view value);

// The addresses in a cell for email: "a@x.fr ::: b@x.fr", "Awa <a@x.fr>",
// "mailto:a@x.fr; b@x.fr". What is no address is one by itself.
std::vector<std::string> SplitEmails(const std::string& cell);

// The numbers in a cell for phones: "06 12 34 56 78 / 01 44 55 66 77".
std::vector<std::string> SplitPhones(const std::string& cell);

// Takes words in brackets off a phone number: "01 44 55 66 77 (bureau)".
// Whether there were any; brackets with digits in them are part of the number.
bool CutRemark(std::string& phone);

// The lines of a cell, clean and not empty.
std::vector<std::string> SplitLines(std::string_view cell);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_CELLS_H_
