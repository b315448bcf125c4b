#include "server/kv/open.h"

#include <string>

#include "gmock/gmock.h"
#include "server/base/status.h"

namespace comptoir::kv {
namespace {

using testing::Contains;
using testing::HasSubstr;

TEST(Open, OpensTheEngineThatIsAskedFor) {
  for (const std::string_view name : EngineNames()) {
    const auto engine = Open(
        {.engine = std::string(name), .folder = testing::TempDir() + "/open"});
    ASSERT_TRUE(engine.ok()) << engine.status();
    EXPECT_EQ((*engine)->traits().name, name);
  }
}

TEST(Open, KnowsItsDefault) {
  EXPECT_THAT(EngineNames(), Contains(OpenOptions().engine));
}

TEST(Open, NamesTheEnginesThatThereAre) {
  const auto engine = Open({.engine = "abacus"});

  EXPECT_EQ(engine.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(engine.status()), "UNKNOWN_ENGINE");
  EXPECT_THAT(std::string(engine.status().message()), HasSubstr("rocksdb"));
}

TEST(Open, ReadsWhatAnotherWrote) {
  const std::string folder = testing::TempDir() + "/read_only";
  auto writer = Open({.folder = folder});
  ASSERT_TRUE(writer.ok()) << writer.status();
  Batch batch;
  batch.Put("a", "1");
  ASSERT_TRUE((*writer)->Commit(batch).ok());
  writer->reset();

  const auto reader = Open({.folder = folder, .read_only = true});

  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(**(*reader)->GetSnapshot()->Get("a"), "1");
}

}  // namespace
}  // namespace comptoir::kv
