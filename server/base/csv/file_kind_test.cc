#include "server/base/csv/file_kind.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using std::string_view_literals::operator""sv;
using ::testing::HasSubstr;

std::string Advice(std::string_view bytes) {
  return std::string(CheckIsText(bytes).message());
}

TEST(CheckIsText, TakesTables) {
  for (const char* text :
       {"a,b", "\xEF\xBB\xBF\n a;b\n", "PKW;Name", "[1];2", "<b>;2",
        "\xFF\xFE"
        "a"}) {
    EXPECT_TRUE(CheckIsText(text).ok()) << text;
  }
}

TEST(CheckIsText, SaysHowToMakeATableOfAWorkbook) {
  EXPECT_THAT(Advice("PK\x03\x04\x14\0_rels/.rels..xl/workbook.xml"sv),
              HasSubstr("(.xlsx): save it as CSV"));
  EXPECT_THAT(Advice("PK\x03\x04\x14\0mimetypeapplication/"
                     "vnd.oasis.opendocument.spreadsheet"sv),
              HasSubstr("(.ods): save it as CSV"));
  EXPECT_THAT(Advice("PK\x03\x04\x14\0Index/Document.iwa"sv),
              HasSubstr("Numbers workbook"));
  EXPECT_THAT(Advice("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
              HasSubstr("(.xls): save it as CSV"));
}

TEST(CheckIsText, SaysWhatOtherFilesAre) {
  EXPECT_THAT(Advice("PK\x03\x04\x14\0customers.csv"sv), HasSubstr("zip"));
  EXPECT_THAT(Advice("%PDF-1.7"), HasSubstr("PDF"));
  EXPECT_THAT(Advice("\x1f\x8b\x08"), HasSubstr("unpack"));
  EXPECT_THAT(Advice("BEGIN:VCARD\r\nVERSION:3.0"), HasSubstr("vCards"));
  EXPECT_THAT(Advice("\r\n<!DOCTYPE html>"), HasSubstr("web page"));
  EXPECT_THAT(Advice("[{\"name\": \"Awa\"}]"), HasSubstr("JSON"));
  EXPECT_EQ(Advice(""), "is empty");
  EXPECT_EQ(Advice("\xEF\xBB\xBF \r\n"), "is empty");
}

}  // namespace
}  // namespace comptoir
