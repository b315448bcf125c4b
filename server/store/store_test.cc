#include "server/store/store.h"

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");

std::string RowKey(std::string_view name) {
  return Key(Space::kCustomersByName, kMerchant).Text(name).Take();
}

absl::Status PutRow(TestStore& store, std::string_view name,
                    std::string value) {
  return store.Write(kMerchant, [&](Transaction& txn) {
    txn.Put(RowKey(name), value);
    return absl::OkStatus();
  });
}

TEST(Store, ReadsWhatWasWritten) {
  TestStore store;

  ASSERT_TRUE(PutRow(store, "a", "1").ok());

  EXPECT_EQ(**store.Read()->Get(RowKey("a")), "1");
}

}  // namespace
}  // namespace comptoir::store
