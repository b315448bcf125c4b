#include "server/customers/name_indexes.h"

#include <atomic>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "server/customers/index/name_suggest.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/values/names/name_terms.h"

namespace comptoir::customers {
namespace {

size_t Found(const NameIndexes& indexes, const std::string& word) {
  return indexes.Read(kMerchant, [&](const NameIndex& index) {
    return SuggestByName(index, ReadNameQuery(word, {}), 20).size();
  });
}

TEST(NameIndexes, FollowTheTable) {
  CustomersForTest customers;
  v1::Customer helene;
  helene.set_id(customers.CreateNamed("Hélène", "Martin"));
  EXPECT_EQ(Found(customers.indexes(), "helene"), 1u);

  helene.set_note("likes tea");
  ASSERT_TRUE(customers.Update(helene).ok());
  EXPECT_EQ(Found(customers.indexes(), "helene"), 1u);
  helene.set_given_name("Zoé");
  ASSERT_TRUE(customers.Update(helene).ok());
  EXPECT_EQ(Found(customers.indexes(), "helene"), 0u);
  EXPECT_EQ(Found(customers.indexes(), "zoe"), 1u);
  ASSERT_TRUE(customers.Delete(helene.id()).ok());
  EXPECT_EQ(Found(customers.indexes(), "zoe"), 0u);
}

TEST(NameIndexes, KeepNothingOfWhatFailed) {
  CustomersForTest customers;
  v1::Customer refused;
  refused.set_given_name("Hélène");
  refused.set_creation_source(v1::CREATION_SOURCE_MERGE);

  EXPECT_FALSE(customers.Create(refused).ok());

  EXPECT_EQ(Found(customers.indexes(), "helene"), 0u);
}

// For TSan: reading goes on while customers come and go.
TEST(NameIndexes, AreReadWhileTheyChange) {
  CustomersForTest customers;
  customers.CreateNamed("Hélène", "Martin");
  std::atomic<bool> stops = false;
  std::thread reader([&] {
    while (!stops) EXPECT_GE(Found(customers.indexes(), "helene"), 1u);
  });

  for (int i = 0; i < 300; ++i) {
    const std::string id =
        customers.CreateNamed("Hélène", "Nº" + std::to_string(i));
    if (i % 3 == 0) {
      EXPECT_TRUE(customers.Delete(id).ok());
    }
  }
  stops = true;
  reader.join();

  EXPECT_EQ(Found(customers.indexes(), "helene"), 20u);
}

}  // namespace
}  // namespace comptoir::customers
