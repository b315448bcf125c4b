#include "server/kv/last_row_view.h"

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/kv/memory/memory_engine.h"

namespace comptoir::kv {
namespace {

using testing::ElementsAre;
using testing::Optional;

// Counts the single reads of another view, and fails the next when told to.
class CountedView final : public View {
 public:
  explicit CountedView(const View& view) : view_(view) {}

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    ++gets;
    if (std::exchange(fails, false)) return absl::DataLossError("torn");
    return view_.Get(key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override {
    return view_.MultiGet(keys);
  }
  std::unique_ptr<Iterator> Scan(const Range& range,
                                 Direction direction) const override {
    return view_.Scan(range, direction);
  }

  mutable int gets = 0;
  mutable bool fails = false;

 private:
  const View& view_;
};

class LastRowViewTest : public testing::Test {
 protected:
  LastRowViewTest() {
    Batch batch;
    batch.Put("a", "1");
    batch.Put("b", "2");
    EXPECT_TRUE(engine_.Commit(batch).ok());
    rows_ = engine_.GetSnapshot();
    counted_.emplace(*rows_);
    view_.emplace(*counted_);
  }

  std::optional<std::string> Get(std::string_view key) {
    const auto value = view_->Get(key);
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() ? *value : std::nullopt;
  }

  MemoryEngine engine_;
  std::shared_ptr<const Snapshot> rows_;
  std::optional<CountedView> counted_;
  std::optional<LastRowView> view_;
};

TEST_F(LastRowViewTest, ReadsARowOnce) {
  EXPECT_THAT(Get("a"), Optional(std::string("1")));
  EXPECT_THAT(Get("a"), Optional(std::string("1")));
  EXPECT_EQ(counted_->gets, 1);
}

TEST_F(LastRowViewTest, KnowsTheLastOneAlone) {
  Get("a");
  EXPECT_THAT(Get("b"), Optional(std::string("2")));
  EXPECT_THAT(Get("a"), Optional(std::string("1")));
  EXPECT_EQ(counted_->gets, 3);
}

TEST_F(LastRowViewTest, RemembersThatThereIsNone) {
  EXPECT_EQ(Get("c"), std::nullopt);
  EXPECT_EQ(Get("c"), std::nullopt);
  EXPECT_EQ(counted_->gets, 1);
}

TEST_F(LastRowViewTest, AsksAgainAfterAnError) {
  counted_->fails = true;
  EXPECT_EQ(view_->Get("a").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Get("a"), Optional(std::string("1")));
}

TEST_F(LastRowViewTest, PassesOnWhatAsksForMore) {
  const std::vector<std::string> keys = {"b", "a"};
  const auto values = view_->MultiGet(keys);
  ASSERT_TRUE(values.ok());
  EXPECT_THAT(*values, ElementsAre(Optional(std::string("2")),
                                   Optional(std::string("1"))));
  const auto rows = view_->Scan(Range{}, Direction::kReverse);
  ASSERT_TRUE(rows->Valid());
  EXPECT_EQ(rows->key(), "b");
}

}  // namespace
}  // namespace comptoir::kv
