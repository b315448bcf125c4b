#include "server/base/log/json_text.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <random>
#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::google::protobuf::Value;
using ::google::protobuf::util::JsonStringToMessage;

std::string Json(std::string_view text) {
  std::string json;
  AppendJsonText(json, text);
  return json;
}

TEST(AppendJsonText, LeavesWhatIsPlainAlone) {
  EXPECT_EQ(Json("Hélène 李 😀 {a: 'b'}"), "\"Hélène 李 😀 {a: 'b'}\"");
  EXPECT_EQ(Json(""), "\"\"");
}

TEST(AppendJsonText, EscapesWhatEndsOrBeginsSomething) {
  EXPECT_EQ(Json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(Json("a\r\n\tb"), R"("a\u000d\u000a\u0009b")");
  EXPECT_EQ(Json(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(AppendJsonText, EscapesWhatSomeViewersTakeForALineEndOrACommand) {
  EXPECT_EQ(Json("\x7f\u0085\u009b[31m"), R"("\u007f\u0085\u009b[31m")");
  EXPECT_EQ(Json("\u2028\u2029"), R"("\u2028\u2029")");
  EXPECT_EQ(Json("\u202egnp\u2066"), R"("\u202egnp\u2066")");
}

TEST(AppendJsonText, MarksBytesThatAreNoUtf8) {
  EXPECT_EQ(Json("caf\xe9!"), R"("caf\ufffd!")");
  EXPECT_EQ(Json("\xe2\x82"), R"("\ufffd")");
}

// Whatever the bytes, a JSON parser reads one text, in one line.
TEST(AppendJsonText, MakesJsonOfAnyBytes) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random());

    const std::string json = Json(text);

    Value value;
    ASSERT_TRUE(JsonStringToMessage(json, &value).ok()) << json;
    EXPECT_EQ(value.kind_case(), Value::kStringValue);
    EXPECT_EQ(json.find_first_of("\r\n"), std::string::npos);
  }
}

}  // namespace
}  // namespace comptoir
