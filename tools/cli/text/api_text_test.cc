#include "tools/cli/text/api_text.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::ServiceDescriptor;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ApiFiles, AreAllLinked) {
  ASSERT_THAT(ApiFiles(), Not(IsEmpty()));
  for (const std::string_view file : ApiFiles()) {
    EXPECT_NE(
        DescriptorPool::generated_pool()->FindFileByName(std::string(file)),
        nullptr)
        << file;
  }
}

TEST(ApiServices, HaveSentencesWithAllTheirMethods) {
  ASSERT_THAT(ApiServices(), Not(IsEmpty()));
  for (const ServiceDescriptor* service : ApiServices()) {
    EXPECT_NE(SentenceOf(service->full_name()), "") << service->full_name();
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& name = service->method(i)->full_name();
      EXPECT_NE(SentenceOf(name), "") << name;
    }
  }
}

TEST(SentenceOf, IsTheFirstOfTheComment) {
  EXPECT_EQ(SentenceOf("comptoir.sales.v1.SaleService.GetSale"),
            "Returns one sale with its payments.");
  EXPECT_EQ(SentenceOf("comptoir.types.v1.Money.currency").empty(), false);
  EXPECT_EQ(SentenceOf("comptoir.sales.v1.NoSuchService"), "");
  EXPECT_EQ(SentenceOf(""), "");
}

TEST(ApiSentences, AreSorted) {
  EXPECT_TRUE(std::is_sorted(ApiSentences().begin(), ApiSentences().end(),
                             [](const ApiSentence& a, const ApiSentence& b) {
                               return a.name < b.name;
                             }));
}

}  // namespace
}  // namespace comptoir::cli
