#include "server/customers/merges/profile_view.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/kv/memory/memory_engine.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using store::Key;
using store::Space;
using testing::ElementsAre;
using testing::IsEmpty;

class ProfileViewTest : public testing::Test {
 protected:
  std::string KeyOf(const std::string& customer_id, uint64_t revision) const {
    return Key(Space::kFeed, merchant_).Id(customer_id).U64(revision).Take();
  }
  kv::Range RangeOf(const std::string& customer_id) const {
    return Key(Space::kFeed, merchant_).Id(customer_id).Prefix();
  }
  void Put(const std::string& customer_id,
           const std::vector<uint64_t>& revisions) {
    kv::Batch batch;
    for (const uint64_t revision : revisions) {
      batch.Put(KeyOf(customer_id, revision), customer_id);
    }
    ASSERT_TRUE(engine_.Commit(batch).ok());
  }
  // The revisions in `range`, all under `customer_id`.
  std::vector<uint64_t> Walk(
      const kv::Range& range, const std::string& customer_id,
      kv::Direction direction = kv::Direction::kForward) const {
    const auto snapshot = engine_.GetSnapshot();
    const ProfileView view(*snapshot, {anna_, ann_, annie_});
    std::vector<uint64_t> revisions;
    const auto rows = view.Scan(range, direction);
    for (; rows->Valid(); rows->Next()) {
      store::KeyReader key(rows->key());
      std::string id;
      uint64_t revision = 0;
      EXPECT_TRUE(key.Id("cus", &id) && key.U64(&revision));
      EXPECT_EQ(id, customer_id);
      revisions.push_back(revision);
    }
    EXPECT_TRUE(rows->status().ok());
    return revisions;
  }

  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  const std::string anna_ = FormatId("cus", "customer-anna-01");
  const std::string ann_ = FormatId("cus", "customer-ann-001");
  // Where its rows end, four bytes count up.
  const std::string annie_ = FormatId("cus", "customer-anni\xff\xff\xff");
  const std::string bob_ = FormatId("cus", "customer-bob-001");
  kv::MemoryEngine engine_;
};

TEST_F(ProfileViewTest, WalksAllInOneOrder) {
  Put(anna_, {1, 4, 9});
  Put(ann_, {2, 8});
  Put(annie_, {3});
  Put(bob_, {5, 7});

  EXPECT_THAT(Walk(RangeOf(anna_), anna_), ElementsAre(1, 2, 3, 4, 8, 9));
  EXPECT_THAT(Walk(RangeOf(anna_), anna_, kv::Direction::kReverse),
              ElementsAre(9, 8, 4, 3, 2, 1));
}

TEST_F(ProfileViewTest, WalksUnderWhicheverIdIsAskedFor) {
  Put(anna_, {1});
  Put(ann_, {2});

  EXPECT_THAT(Walk(RangeOf(annie_), annie_), ElementsAre(1, 2));
}

TEST_F(ProfileViewTest, GivesWhatSeveralHaveOnce) {
  Put(anna_, {1, 2});
  Put(ann_, {2, 3});
  Put(annie_, {2});

  EXPECT_THAT(Walk(RangeOf(anna_), anna_), ElementsAre(1, 2, 3));
}

TEST_F(ProfileViewTest, WalksParts) {
  Put(anna_, {1, 4});
  Put(ann_, {2, 3});
  kv::Range rest = RangeOf(anna_);
  rest.start = KeyOf(anna_, 3);
  kv::Range beginning = RangeOf(anna_);
  beginning.limit = KeyOf(anna_, 3);

  EXPECT_THAT(Walk(rest, anna_), ElementsAre(3, 4));
  EXPECT_THAT(Walk(beginning, anna_), ElementsAre(1, 2));
}

TEST_F(ProfileViewTest, IsEmptyWithoutRows) {
  Put(bob_, {1});

  EXPECT_THAT(Walk(RangeOf(anna_), anna_), IsEmpty());
}

// A walk that breaks off, as when the disk fails.
class BrokenView final : public kv::View {
 public:
  explicit BrokenView(const kv::View& view) : view_(view) {}
  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    return view_.Get(key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override {
    return view_.MultiGet(keys);
  }
  std::unique_ptr<kv::Iterator> Scan(const kv::Range& range,
                                     kv::Direction direction) const override {
    if (scans_++ > 0) return view_.Scan(range, direction);
    class Broken final : public kv::Iterator {
      bool Valid() const override { return false; }
      void Next() override {}
      std::string_view key() const override { return ""; }
      std::string_view value() const override { return ""; }
      absl::Status status() const override {
        return absl::DataLossError("broken");
      }
    };
    return std::make_unique<Broken>();
  }

 private:
  const kv::View& view_;
  mutable int scans_ = 0;
};

TEST_F(ProfileViewTest, EndsWithAnErrorWhenOneWalkDoes) {
  Put(ann_, {1, 2});
  const auto snapshot = engine_.GetSnapshot();
  const BrokenView broken(*snapshot);

  const auto rows = ProfileView(broken, {anna_, ann_}).Scan(RangeOf(anna_));

  EXPECT_FALSE(rows->Valid());
  EXPECT_TRUE(absl::IsDataLoss(rows->status()));
}

}  // namespace
}  // namespace comptoir::customers
