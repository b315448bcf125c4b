#include "server/base/csv/file_kind.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Enough of a file to tell what it is.
constexpr size_t kBeginningBytes = 64;

struct Kind {
  // In lower case, as the beginning of the file is compared.
  std::string_view beginning;
  std::string_view advice;
};

// The longer beginnings first.
constexpr Kind kKinds[] = {
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv,
     "is an Excel workbook (.xls): save it as CSV and import that"},
    {"%pdf-"sv, "is a PDF: export the customers as CSV"},
    {"\x1f\x8b"sv, "is compressed: unpack it first"},
    {"rar!"sv, "is an archive: unpack it first"},
    {"7z\xbc\xaf"sv, "is an archive: unpack it first"},
    {"begin:vcard"sv, "holds vCards: export the contacts as CSV"},
    {"<!doctype"sv, "is a web page: save the table as CSV"},
    {"<html"sv, "is a web page: save the table as CSV"},
    {"<table"sv, "is a web page: save the table as CSV"},
    {"<?xml"sv, "is XML: save the table as CSV"},
    {"{\""sv, "is JSON: export the customers as CSV"},
    {"[{"sv, "is JSON: export the customers as CSV"},
};

std::string BeginningOf(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  bytes.remove_prefix(
      std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  return absl::AsciiStrToLower(ToAbsl(bytes.substr(0, kBeginningBytes)));
}

// Of what is packed as zip: workbooks are, and tell by the names of what is in
// them.
std::string_view AdviceForZip(std::string_view bytes) {
  constexpr auto kNowhere = std::string_view::npos;
  if (bytes.find("xl/workbook") != kNowhere) {
    return "is an Excel workbook (.xlsx): save it as CSV and import that";
  }
  if (bytes.find("opendocument.spreadsheet") != kNowhere) {
    return "is a LibreOffice workbook (.ods): save it as CSV and import that";
  }
  if (bytes.find("Index/Document.iwa") != kNowhere) {
    return "is a Numbers workbook: export it as CSV and import that";
  }
  return "is a zip archive: unpack it first";
}

}  // namespace

absl::Status CheckIsText(std::string_view bytes) {
  const std::string beginning = BeginningOf(bytes);
  if (beginning.empty()) return absl::InvalidArgumentError("is empty");
  if (beginning.starts_with("pk\x03\x04")) {
    return absl::InvalidArgumentError(std::string(AdviceForZip(bytes)));
  }
  for (const auto& [start, advice] : kKinds) {
    if (beginning.starts_with(start)) {
      return absl::InvalidArgumentError(std::string(advice));
    }
  }
  return absl::OkStatus();
}

}  // namespace comptoir
