#include "server/customers/import/customer_row.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "fmt/format.h"
#include "server/base/csv/csv_reader.h"
#include "server/base/csv/text_encoding.h"
#include "server/customers/import/columns.h"
#include "server/values/birthday.h"

namespace comptoir::customers {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using v1::Customer;

// Blanks of every kind, the no-break space of French tables among them.
std::string Trim(std::string_view text) {
  icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  while (unicode.startsWith(u'\u00a0')) unicode.remove(0, 1);
  while (unicode.endsWith(u'\u00a0')) unicode.truncate(unicode.length() - 1);
  unicode.trim();
  std::string utf8;
  unicode.toUTF8String(utf8);
  return utf8;
}

// Exports put an apostrophe before what a spreadsheet would take for a formula.
std::string_view WithoutGuard(std::string_view cell) {
  constexpr std::string_view kGuarded = "=+-@\t\r\n";
  if (cell.size() > 1 && cell[0] == '\'' &&
      kGuarded.find(cell[1]) != std::string_view::npos) {
    cell.remove_prefix(1);
  }
  return cell;
}

// Sets the text at a path, or adds one to a repeated field.
absl::Status SetText(Message& message, std::string_view path,
                     const std::string& text) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(
      std::string(path.substr(0, dot)));
  const Reflection* reflection = message.GetReflection();
  if (field != nullptr && dot != std::string_view::npos &&
      field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
      !field->is_repeated()) {
    return SetText(*reflection->MutableMessage(&message, field),
                   path.substr(dot + 1), text);
  }
  if (field == nullptr || dot != std::string_view::npos ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return absl::InvalidArgumentError(
        fmt::format("a customer has no text called {}", path));
  }
  if (field->is_repeated()) {
    reflection->AddString(&message, field, text);
  } else {
    reflection->SetString(&message, field, text);
  }
  return absl::OkStatus();
}

// "Roux, Hélène" or "Hélène Roux"; a single word is the given name.
void SetFullName(std::string_view name, Customer& customer) {
  const size_t comma = name.find(',');
  if (comma != std::string_view::npos) {
    customer.set_family_name(Trim(name.substr(0, comma)));
    customer.set_given_name(Trim(name.substr(comma + 1)));
    return;
  }
  const size_t space = std::min(name.find(' '), name.size());
  customer.set_given_name(std::string(name.substr(0, space)));
  customer.set_family_name(Trim(name.substr(space)));
}

absl::Status SetCell(std::string_view field, const std::string& cell,
                     const RowOptions& options, Customer& customer) {
  if (field == kFullName) {
    // Columns of their own know better.
    if (customer.given_name().empty() && customer.family_name().empty()) {
      SetFullName(cell, customer);
    }
    return absl::OkStatus();
  }
  if (field == "birthday") {
    const auto date = ReadDate(cell, options.date_order);
    if (!date.ok()) return date.status();
    customer.set_birthday(*date);
    return absl::OkStatus();
  }
  if (field == "address.country") {
    const auto country = ReadCountry(cell);
    if (!country.ok()) return country.status();
    customer.mutable_address()->set_country(*country);
    return absl::OkStatus();
  }
  if (field == "address.lines.2") field = "address.lines";
  return SetText(customer, field, cell);
}

bool IsNobody(const Customer& customer) {
  return customer.given_name().empty() && customer.family_name().empty() &&
         customer.company_name().empty() && customer.email_address().empty() &&
         customer.phone_number().empty();
}

// The numbers in a date: "3/4/1990" -> 3, 4, 1990; empty when there is more.
std::vector<std::string> DateParts(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      parts.back() += c;
    } else if (c == '-' || c == '/' || c == '.' || c == ' ') {
      if (!parts.back().empty()) parts.emplace_back();
    } else {
      return {};
    }
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

int Number(const std::string& digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

absl::Status NoDate(std::string_view text) {
  // Not the text itself: it may be anything, and errors are logged.
  return absl::InvalidArgumentError(
      fmt::format("birthday: {} letters that are no date", text.size()));
}

// Names of countries in the languages that headings are known in.
const std::map<std::string, std::string, std::less<>>& CountryNames() {
  static const auto* const names = [] {
    auto* map = new std::map<std::string, std::string, std::less<>>;
    for (const char* const* country = icu::Locale::getISOCountries();
         *country != nullptr; ++country) {
      for (const char* language : {"en", "fr", "es", "de", "it", "pt"}) {
        icu::UnicodeString name;
        icu::Locale("", *country)
            .getDisplayCountry(icu::Locale(language), name);
        std::string utf8;
        name.toUTF8String(utf8);
        map->emplace(FoldHeading(utf8), *country);
      }
    }
    for (const auto& [name, code] :
         {std::pair("usa", "US"), std::pair("uk", "GB"),
          std::pair("england", "GB"), std::pair("angleterre", "GB"),
          std::pair("inglaterra", "GB"), std::pair("hollande", "NL")}) {
      map->emplace(name, code);
    }
    return map;
  }();
  return *names;
}

}  // namespace

absl::StatusOr<std::string> ReadDate(std::string_view text, DateOrder order) {
  const std::vector<std::string> parts = DateParts(text);
  if (parts.size() < 2 || parts.size() > 3) return NoDate(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (parts.size() == 3 && parts[0].size() == 4) {
    year = Number(parts[0]);
    month = Number(parts[1]);
    day = Number(parts[2]);
  } else if (parts.size() == 2 && text.find('-') != std::string_view::npos) {
    month = Number(parts[0]);
    day = Number(parts[1]);
  } else {
    day = Number(parts[0]);
    month = Number(parts[1]);
    if (order == DateOrder::kMonthFirst) std::swap(day, month);
    // 03/31 can only be meant one way.
    if (month > 12 && day <= 12) std::swap(day, month);
    if (parts.size() == 3) {
      // A year of two digits could be one of two centuries.
      if (parts[2].size() != 4) return NoDate(text);
      year = Number(parts[2]);
    }
  }
  if (month < 1 || month > 12 || day < 1 || day > 31) return NoDate(text);
  std::string date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
  // Says which day there is not.
  if (const std::string problem = BirthdayProblem(date); !problem.empty()) {
    return absl::InvalidArgumentError(fmt::format("birthday: {}", problem));
  }
  return PlainBirthday(date);
}

absl::StatusOr<std::string> ReadCountry(std::string_view text) {
  const std::string folded = FoldHeading(text);
  if (folded.size() == 2) {
    std::string code = folded;
    for (char& c : code) c = static_cast<char>(std::toupper(c));
    if (code == "UK") code = "GB";
    return code;
  }
  const auto found = CountryNames().find(folded);
  if (found == CountryNames().end()) {
    return absl::InvalidArgumentError(
        "address.country: a country that is not known");
  }
  return found->second;
}

absl::StatusOr<Customer> CustomerFromRow(const CsvRow& row,
                                         const ColumnPlan& plan,
                                         const RowOptions& options) {
  // Spreadsheets leave out empty cells at the end, and add some.
  const auto extra =
      row.cells.begin() +
      static_cast<ptrdiff_t>(std::min(plan.fields.size(), row.cells.size()));
  if (std::any_of(extra, row.cells.end(),
                  [](const std::string& cell) { return !cell.empty(); })) {
    return absl::InvalidArgumentError(
        fmt::format("{} cells where the table has {} columns", row.cells.size(),
                    plan.fields.size()));
  }
  Customer customer;
  for (size_t i = 0; i < std::min(plan.fields.size(), row.cells.size()); ++i) {
    const std::string cell = Trim(WithoutGuard(row.cells[i]));
    if (plan.fields[i].empty() || cell.empty()) continue;
    const absl::Status status =
        SetCell(plan.fields[i], cell, options, customer);
    if (!status.ok()) return status;
  }
  if (IsNobody(customer)) {
    return absl::InvalidArgumentError(
        "no name, company, email or phone number");
  }
  if (customer.address().country().empty() && !options.country.empty()) {
    customer.mutable_address()->set_country(options.country);
  }
  customer.set_creation_source(v1::CREATION_SOURCE_IMPORT);
  return customer;
}

}  // namespace comptoir::customers
