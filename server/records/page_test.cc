#include "server/records/page.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/recordtest/v1/gadget.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::records {
namespace {

using recordtest::v1::Gadget;
using recordtest::v1::ListGadgetsRequest;

class PageTest : public testing::Test {
 protected:
  void Add(int count, size_t bytes = 1) {
    const auto added = store_.Write(merchant_, [&](store::Transaction& txn) {
      for (int i = 0; i < count; ++i) {
        Gadget gadget;
        gadget.set_id(txn.NewId("gad"));
        gadget.set_weight(added_++);
        gadget.set_seal(std::string(bytes, 'x'));
        const absl::Status put = table_.Put(txn, gadget);
        if (!put.ok()) return put;
      }
      return absl::OkStatus();
    });
    ASSERT_TRUE(added.ok()) << added;
  }

  Page<Gadget> List(const ListGadgetsRequest& request,
                    const std::function<bool(const Gadget&)>& keep = nullptr,
                    kv::Direction direction = kv::Direction::kForward) {
    return ListPage<Gadget>(Call::ForTest(merchant_, store_.clock().Now()),
                            *store_.Read(), table_, request, keep, direction)
        .value();
  }

  // The sizes of all pages, and every record in the order met.
  std::vector<int> Walk(ListGadgetsRequest request,
                        const std::function<bool(const Gadget&)>& keep,
                        std::vector<int>* weights,
                        kv::Direction direction = kv::Direction::kForward) {
    std::vector<int> sizes;
    do {
      const Page<Gadget> page = List(request, keep, direction);
      sizes.push_back(static_cast<int>(page.records.size()));
      for (const Gadget& gadget : page.records) {
        weights->push_back(gadget.weight());
      }
      request.set_page_token(page.next_page_token);
    } while (!request.page_token().empty());
    return sizes;
  }

  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  store::TestStore store_;
  int added_ = 0;
  const store::Table<Gadget> table_{
      {.space = store::Space::kCustomers,
       .noun = "gadget",
       .id_prefix = "gad",
       .id = [](const Gadget& gadget) { return gadget.id(); },
       // All in one row of ids: in the order in which they were made.
       .indexes = {{store::Space::kCustomersByName, [](const Gadget&) {
                      return std::vector<std::string>{""};
                    }}}}};
};

// Counts how often the view under it is asked for records.
class CountingView final : public kv::View {
 public:
  explicit CountingView(const kv::View& view) : view_(view) {}

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    ++asked_;
    return view_.Get(key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override {
    ++asked_;
    return view_.MultiGet(keys);
  }
  std::unique_ptr<kv::Iterator> Scan(const kv::Range& range,
                                     kv::Direction direction) const override {
    return view_.Scan(range, direction);
  }
  int asked() const { return asked_; }

 private:
  const kv::View& view_;
  mutable int asked_ = 0;
};

class IndexPageTest : public PageTest {
 protected:
  // The page, and how often it asked for records.
  absl::StatusOr<Page<Gadget>> ListIndex(
      const ListGadgetsRequest& request, int* asked,
      const std::function<bool(const Gadget&)>& keep = nullptr) {
    const auto snapshot = store_.Read();
    const CountingView view(*snapshot);
    const store::Key all(store::Space::kCustomersByName, merchant_);
    auto page = ListIndexPage<Gadget>(
        Call::ForTest(merchant_, store_.clock().Now()), view, table_, request,
        {.range = all.Prefix()}, keep);
    *asked = view.asked();
    return page;
  }
  // The sizes of all pages, and every record in the order met.
  std::vector<int> WalkIndex(ListGadgetsRequest request,
                             const std::function<bool(const Gadget&)>& keep,
                             std::vector<int>* weights) {
    std::vector<int> sizes;
    do {
      int asked = 0;
      const auto page = ListIndex(request, &asked, keep);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      sizes.push_back(static_cast<int>(page->records.size()));
      for (const Gadget& gadget : page->records) {
        weights->push_back(gadget.weight());
      }
      request.set_page_token(page->next_page_token);
    } while (!request.page_token().empty());
    return sizes;
  }
};

TEST_F(IndexPageTest, ReadsAPageAtOnce) {
  Add(kPageSizeMax + 1);
  ListGadgetsRequest request;
  int asked = 0;

  request.set_page_size(kPageReadMax);
  EXPECT_EQ(ListIndex(request, &asked)->records.size(), kPageReadMax);
  EXPECT_EQ(asked, 1);

  request.set_page_size(kPageReadMax + 1);
  EXPECT_EQ(ListIndex(request, &asked)->records.size(), kPageReadMax + 1);
  EXPECT_EQ(asked, 2);
}

TEST_F(IndexPageTest, ShowsEveryRecordOnce) {
  Add(7);
  ListGadgetsRequest request;
  request.set_page_size(3);
  std::vector<int> weights;

  EXPECT_EQ(WalkIndex(request, nullptr, &weights), (std::vector<int>{3, 3, 1}));
  EXPECT_EQ(weights, (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
}

TEST_F(IndexPageTest, ReadsFartherAheadForAFilterThatKeepsLittle) {
  Add(kPageRowsMax + 1);
  const auto last = [](const Gadget& gadget) {
    return gadget.weight() == kPageRowsMax;
  };
  ListGadgetsRequest request;
  request.set_page_size(1);
  std::vector<int> weights;
  int asked = 0;

  EXPECT_TRUE(ListIndex(request, &asked, last)->records.empty());
  EXPECT_LT(asked, 50);
  EXPECT_EQ(WalkIndex(request, last, &weights), (std::vector<int>{0, 1}));
  EXPECT_EQ(weights, std::vector<int>{kPageRowsMax});
}

TEST_F(IndexPageTest, EndsWhereItsBytesAreUsedUp) {
  Add(10, kPageBytesMax / 4);
  ListGadgetsRequest request;
  request.set_page_size(kPageSizeMax);
  std::vector<int> weights;

  EXPECT_EQ(WalkIndex(request, nullptr, &weights), (std::vector<int>{4, 4, 2}));
  EXPECT_EQ(weights.size(), 10);
}

TEST_F(IndexPageTest, SaysWhenARowHasNoRecord) {
  Add(2);
  ListGadgetsRequest request;
  int asked = 0;
  const std::string id = ListIndex(request, &asked)->records[0].id();
  kv::Batch batch;
  batch.Delete(store::Key(store::Space::kCustomers, merchant_).Id(id).Take());
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();

  EXPECT_EQ(ListIndex(request, &asked).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(PageTest, HoldsFiftyUnlessAskedAndTwoHundredAtMost) {
  Add(kPageSizeMax + 1);
  ListGadgetsRequest request;
  EXPECT_EQ(List(request).records.size(), kPageSizeDefault);

  request.set_page_size(kPageSizeMax + 1);
  EXPECT_EQ(List(request).records.size(), kPageSizeMax);

  request.set_page_size(kPageSizeMax);
  EXPECT_EQ(List(request).records.size(), kPageSizeMax);
}

TEST_F(PageTest, ShowsEveryRecordOnceInBothDirections) {
  Add(7);
  ListGadgetsRequest request;
  request.set_page_size(3);

  std::vector<int> forward;
  EXPECT_EQ(Walk(request, nullptr, &forward), (std::vector<int>{3, 3, 1}));
  EXPECT_EQ(forward, (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
  std::vector<int> reverse;
  Walk(request, nullptr, &reverse, kv::Direction::kReverse);
  EXPECT_EQ(reverse, (std::vector<int>{6, 5, 4, 3, 2, 1, 0}));
}

TEST_F(PageTest, EndsWhereItsBytesAreUsedUp) {
  // Four records reach the limit, whatever page size is asked for.
  Add(10, kPageBytesMax / 4);
  ListGadgetsRequest request;
  request.set_page_size(kPageSizeMax);

  std::vector<int> weights;
  EXPECT_EQ(Walk(request, nullptr, &weights), (std::vector<int>{4, 4, 2}));
  EXPECT_EQ(weights.size(), 10);
}

TEST_F(PageTest, LooksAtABoundedNumberOfRows) {
  Add(kPageRowsMax + 1);
  const auto last = [](const Gadget& gadget) {
    return gadget.weight() == kPageRowsMax;
  };

  std::vector<int> weights;
  EXPECT_EQ(Walk({}, last, &weights), (std::vector<int>{0, 1}));
  EXPECT_EQ(weights, std::vector<int>{kPageRowsMax});
}

}  // namespace
}  // namespace comptoir::records
