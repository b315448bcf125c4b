#include "server/records/page.h"

#include <string>
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
       .id = [](const Gadget& gadget) { return gadget.id(); }}};
};

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
