#include "server/base/log/log.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::google::protobuf::Struct;
using ::google::protobuf::util::JsonStringToMessage;
using ::testing::SizeIs;

// The lines that were logged since CaptureStderr(), as JSON objects.
std::vector<Struct> Logged() {
  FlushLog();
  const std::string text = testing::internal::GetCapturedStderr();
  std::vector<Struct> lines;
  for (const auto& line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    Struct& object = lines.emplace_back();
    EXPECT_TRUE(JsonStringToMessage(std::string(line), &object).ok()) << line;
  }
  return lines;
}

std::string TextOf(const Struct& line, const std::string& name) {
  const auto found = line.fields().find(name);
  return found == line.fields().end() ? "none" : found->second.string_value();
}

TEST(FormatLogFields, WritesEachKindOfValue) {
  EXPECT_EQ(FormatLogFields("call", {{"method", "Get"},
                                     {"count", int64_t{3}},
                                     {"ms", 1.25},
                                     {"replayed", true}}),
            R"("event":"call","method":"Get","count":3,"ms":1.250,)"
            R"("replayed":true)");
}

TEST(Log, WritesOneObjectALine) {
  testing::internal::CaptureStderr();

  LogInfo("ready", {{"address", "127.0.0.1:1"}});
  LogWarning("slow");
  LogError("broken");

  const std::vector<Struct> lines = Logged();
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(TextOf(lines[0], "event"), "ready");
  EXPECT_EQ(TextOf(lines[0], "level"), "info");
  EXPECT_EQ(TextOf(lines[0], "address"), "127.0.0.1:1");
  EXPECT_EQ(TextOf(lines[1], "level"), "warning");
  EXPECT_EQ(TextOf(lines[2], "level"), "error");
}

TEST(Log, LetsNoTextForgeALineOrAField) {
  const std::string forged = "x\"}\n{\"event\":\"forged\"}\n\",\"a\":\"b";
  testing::internal::CaptureStderr();

  LogInfo(forged, {{forged, forged}});

  const std::vector<Struct> lines = Logged();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0].fields(), SizeIs(4));
  EXPECT_EQ(TextOf(lines[0], "event"), forged);
  EXPECT_EQ(TextOf(lines[0], forged), forged);
}

TEST(FlushLog, HasWrittenTheLinesOfEveryThread) {
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([] {
      for (int line = 0; line < kLines; ++line) LogInfo("line");
      FlushLog();
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(Logged(), SizeIs(kThreads * kLines));
}

}  // namespace
}  // namespace comptoir
