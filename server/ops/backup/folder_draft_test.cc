#include "server/ops/backup/folder_draft.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "server/ops/backup/source_folder.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;

// What is read at a time.
constexpr size_t kBlockBytes = size_t{1} << 20;

void Write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

class FolderDraftTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(place_);
    fs::create_directories(source_);
    auto source = SourceFolder::Open(source_);
    ASSERT_TRUE(source.ok()) << source.status();
    from_.emplace(*std::move(source));
    auto draft = FolderDraft::Create(place_ + "/copy",
                                     FolderDraft::Place::kFree, *from_);
    ASSERT_TRUE(draft.ok()) << draft.status();
    draft_.emplace(*std::move(draft));
  }

  absl::Status Copy() { return draft_->Copy(*from_, {"file"}, ""); }
  absl::Status Compare() { return draft_->Compare(*from_, {"file"}, ""); }

  const std::string place_ = testing::TempDir() + "/folder_draft_test";
  const std::string source_ = place_ + "/source";
  std::optional<SourceFolder> from_;
  std::optional<FolderDraft> draft_;
};

TEST_F(FolderDraftTest, CopiesEveryByte) {
  for (const size_t size :
       {size_t{0}, size_t{1}, kBlockBytes - 1, kBlockBytes, kBlockBytes + 1}) {
    const std::string name = std::to_string(size);
    Write(source_ + "/" + name, std::string(size, 'x'));

    ASSERT_TRUE(draft_->Copy(*from_, {name}, "").ok()) << size;

    EXPECT_TRUE(draft_->Compare(*from_, {name}, "").ok()) << size;
    EXPECT_EQ(fs::file_size(draft_->path() + "/" + name), size);
  }
}

TEST_F(FolderDraftTest, TellsOfACopyThatIsNotWhatWasRead) {
  const std::string whole = std::string(kBlockBytes, 'x') + "end";
  Write(source_ + "/file", whole);
  ASSERT_TRUE(Copy().ok());
  ASSERT_TRUE(Compare().ok());

  for (const std::string& other :
       {std::string(kBlockBytes, 'x') + "enD", whole.substr(0, kBlockBytes),
        whole + "x", std::string()}) {
    Write(draft_->path() + "/file", other);

    const absl::Status status = Compare();

    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << other.size();
  }
}

TEST_F(FolderDraftTest, LeavesNothingUnlessItIsCommitted) {
  Write(source_ + "/file", "x");
  ASSERT_TRUE(draft_->AddFolder("db").ok());
  ASSERT_TRUE(draft_->Copy(*from_, {"file"}, "db").ok());

  draft_.reset();

  fs::remove_all(source_);
  EXPECT_TRUE(fs::is_empty(place_));
}

}  // namespace
}  // namespace comptoir::ops
