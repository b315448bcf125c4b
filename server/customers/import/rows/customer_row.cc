#include "server/customers/import/rows/customer_row.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "fmt/format.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/columns.h"
#include "server/customers/import/rows/row_address.h"
#include "server/customers/import/rows/row_names.h"
#include "server/customers/import/spelling/cells.h"
#include "server/customers/import/spelling/languages.h"
#include "server/values/birthday.h"
#include "server/values/country.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

absl::Status CheckCells(const CsvRow& row, size_t columns) {
  if (!row.problem.empty()) return absl::InvalidArgumentError(row.problem);
  for (const std::string& cell : row.cells) {
    if (cell.size() <= kCellBytesMax) continue;
    return absl::InvalidArgumentError(fmt::format(
        "a cell of {} bytes: at most {}", cell.size(), kCellBytesMax));
  }
  // Spreadsheets leave out empty cells at the end, and add some.
  const auto extra = row.cells.begin() + static_cast<ptrdiff_t>(std::min(
                                             columns, row.cells.size()));
  if (std::all_of(extra, row.cells.end(),
                  [](const std::string& cell) { return cell.empty(); })) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format(
      "{} cells where the table has {} columns", row.cells.size(), columns));
}

// How a field is read whose cells may hold several values each.
struct Contact {
  std::string_view field;
  std::vector<std::string> (*split)(const std::string&);
  bool (*is_meant)(std::string_view);
  // Of a value that was not meant to be one.
  std::string_view problem;
};

constexpr Contact kEmail = {"email_address", SplitEmails, IsMeantAsEmail,
                            "is no email address"};
constexpr Contact kPhone = {"phone_number", SplitPhones, IsMeantAsPhone,
                            "is no phone number"};

// The first of the values in the columns of a field; the others are left out.
std::string FirstOf(const Contact& contact, RowCells& cells) {
  std::string first;
  for (const FilledCell& cell : cells.All(contact.field)) {
    // "Home" may head a phone, or something else.
    if (cells.heading(cell.column).rank >= kPhoneByPlace &&
        cells.heading(cell.column).rank < kOtherForm &&
        !IsLikeAPhone(cell.text)) {
      cells.LeaveOut(cell.column, "is no phone number");
      continue;
    }
    for (std::string& value : contact.split(cell.text)) {
      if (contact.field == "phone_number" && CutRemark(value)) {
        cells.LeaveOut(cell.column, "words in brackets beside a phone number");
      }
      if (!contact.is_meant(value)) {
        cells.LeaveOut(cell.column, std::string(contact.problem));
      } else if (first.empty()) {
        first = std::move(value);
      } else if (!SaysTheSame(first, value)) {
        cells.LeaveOut(cell.column,
                       "a customer has one " + std::string(contact.field));
      }
    }
  }
  return first;
}

// Takes what a reader makes of the cells of a field; leaves out what it cannot
// read.
template <typename Read, typename Set>
void Take(std::string_view field, RowCells& cells, const Read& read,
          const Set& set) {
  bool is_set = false;
  for (const FilledCell& cell : cells.All(field)) {
    const absl::StatusOr<std::string> value = read(cell.text);
    if (!value.ok()) {
      cells.LeaveOut(cell.column, std::string(value.status().message()));
    } else if (value->empty()) {
      cells.LeaveOut(cell.column, kPlaceholderReason);
    } else if (!is_set) {
      set(*value);
      is_set = true;
    }
  }
}

absl::StatusOr<std::string> NotTooLate(absl::StatusOr<std::string> date,
                                       const RowOptions& options) {
  if (date.ok() && options.latest_birthday &&
      IsBirthdayAfter(*date, *options.latest_birthday)) {
    return absl::InvalidArgumentError("a day that has not come yet");
  }
  return date;
}

void ReadBirthday(const RowOptions& options, RowCells& cells,
                  Customer& customer) {
  const DateOrder order = options.date_order.value_or(DateOrder::kDayFirst);
  Take(
      "birthday", cells,
      [&options, order](const std::string& text) {
        return NotTooLate(ReadDate(text, order), options);
      },
      [&customer](const std::string& date) { customer.set_birthday(date); });
  std::vector<FilledCell> parts;
  for (const std::string_view field : {kBirthDay, kBirthMonth, kBirthYear}) {
    for (FilledCell& part : cells.All(field)) parts.push_back(std::move(part));
  }
  if (parts.empty()) return;
  const absl::StatusOr<std::string> date = NotTooLate(
      ReadDateParts(cells.Joined(kBirthDay, ""), cells.Joined(kBirthMonth, ""),
                    cells.Joined(kBirthYear, "")),
      options);
  if (date.ok()) return customer.set_birthday(*date);
  for (const FilledCell& part : parts) {
    cells.LeaveOut(part.column, std::string(date.status().message()));
  }
}

// Odoo keeps notes as HTML.
std::string WithoutMarkup(std::string text) {
  if (!text.starts_with('<') || !text.ends_with('>')) return text;
  std::string plain;
  bool is_tag = false;
  for (const char c : text) {
    if (c == '<') {
      is_tag = true;
      if (!plain.empty() && plain.back() != ' ') plain += ' ';
    } else if (c == '>') {
      is_tag = false;
    } else if (!is_tag) {
      plain += c;
    }
  }
  return Trim(plain);
}

bool IsNobody(const Customer& customer) {
  return customer.given_name().empty() && customer.family_name().empty() &&
         customer.company_name().empty() && customer.email_address().empty() &&
         customer.phone_number().empty();
}

}  // namespace

absl::Status CheckRowOptions(const RowOptions& options) {
  if (options.country.empty() || IsCountry(options.country)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format(
      "{} is no country: give its two letters in upper case, such as FR",
      options.country));
}

absl::StatusOr<RowReading> CustomerFromRow(const CsvRow& row,
                                           const ColumnPlan& plan,
                                           const RowOptions& options) {
  absl::Status status = CheckCells(row, plan.columns.size());
  if (!status.ok()) return status;
  RowCells cells(row, plan);
  RowReading reading;
  Customer& customer = reading.customer;
  ReadNames(cells, customer);
  customer.set_email_address(FirstOf(kEmail, cells));
  customer.set_phone_number(FirstOf(kPhone, cells));
  ReadAddress(cells, customer);
  ReadBirthday(options, cells, customer);
  customer.set_reference_id(cells.First("reference_id"));
  customer.set_note(WithoutMarkup(cells.Joined("note", "\n")));
  if (std::string vat = cells.First("tax_ids.eu_vat"); !vat.empty()) {
    customer.mutable_tax_ids()->set_eu_vat(std::move(vat));
  }
  Take("language", cells, ReadLanguage,
       [&customer](const std::string& tag) { customer.set_language(tag); });
  if (IsNobody(customer)) {
    return absl::InvalidArgumentError(
        "no name, company, email or phone number");
  }
  reading.left_out = std::move(cells.left_out());
  return reading;
}

}  // namespace comptoir::customers
