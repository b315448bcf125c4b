#include "server/kv/testing/conformance.h"

#include <filesystem>
#include <optional>

#include "server/base/status.h"

namespace comptoir::kv {

void Conformance::SetUp() {
  const testing::TestInfo& test =
      *testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test.test_suite_name()) + "_" + test.name();
  for (char& c : name) {
    if (c == '/') c = '_';
  }
  folder_ = testing::TempDir() + "/" + name;
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  Reopen();
}

void Conformance::Reopen() {
  Close();
  auto opened = GetParam().open(DataFolder());
  ASSERT_TRUE(opened.ok()) << opened.status();
  engine_ = *std::move(opened);
}

void Conformance::Put(const std::vector<Row>& rows) {
  Batch batch;
  for (const auto& [key, value] : rows) batch.Put(key, value);
  const absl::Status status = engine_->Commit(batch);
  ASSERT_TRUE(status.ok()) << status;
}

void Conformance::Delete(const std::string& key) {
  Batch batch;
  batch.Delete(key);
  const absl::Status status = engine_->Commit(batch);
  ASSERT_TRUE(status.ok()) << status;
}

std::vector<Row> Conformance::Rows(const Range& range, Direction direction) {
  return Drain(*engine_->GetSnapshot()->Scan(range, direction));
}

std::string Conformance::Value(const std::string& key) {
  return ValueIn(*engine_->GetSnapshot(), key);
}

absl::Status Conformance::PutUnderFence(Fence fence, const std::string& key,
                                        const std::string& value) {
  Batch batch;
  batch.Put(key, value);
  batch.SetFence(std::move(fence));
  return engine_->Commit(batch);
}

void Conformance::ExpectTooLarge(const Batch& batch) {
  Put({{"kept", "1"}});
  const absl::Status status = engine_->Commit(batch);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(ReasonOf(status), "TOO_LARGE");
  EXPECT_EQ(Rows({}), (std::vector<Row>{{"kept", "1"}}));
  Put({{"kept", "2"}});
  EXPECT_EQ(Value("kept"), "2");
}

std::string Conformance::NewFolder(const std::string& name) const {
  return folder_ + "/" + name;
}

std::vector<Row> Drain(Iterator& iterator) {
  std::vector<Row> rows;
  for (; iterator.Valid(); iterator.Next()) {
    rows.emplace_back(iterator.key(), iterator.value());
  }
  EXPECT_TRUE(iterator.status().ok()) << iterator.status();
  return rows;
}

std::string ValueIn(const View& view, const std::string& key) {
  const auto value = view.Get(key);
  EXPECT_TRUE(value.ok()) << value.status();
  if (!value.ok() || !value->has_value()) return "(absent)";
  return **value;
}

}  // namespace comptoir::kv
