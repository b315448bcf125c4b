#include "tools/cli/text/generator/sentences.h"

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(FirstSentence, EndsAtTheFullStop) {
  EXPECT_EQ(
      FirstSentence(" Lists sales, newest\n first: of all. Errors: no.\n"),
      "Lists sales, newest first: of all.");
  EXPECT_EQ(FirstSentence(" No stop"), "No stop");
  EXPECT_EQ(FirstSentence(" A title\n\n And more. Text.\n"), "A title");
  EXPECT_EQ(FirstSentence("\n"), "");
}

TEST(FirstSentence, KnowsStopsThatEndNothing) {
  EXPECT_EQ(FirstSentence("1 to 60 of a-z 0-9 . _ - each. More."),
            "1 to 60 of a-z 0-9 . _ - each.");
  EXPECT_EQ(FirstSentence("An id, e.g. cus_1. More."), "An id, e.g. cus_1.");
  EXPECT_EQ(FirstSentence("See comptoir.sales.v1.Sale for it. More."),
            "See comptoir.sales.v1.Sale for it.");
  EXPECT_EQ(FirstSentence("\"sal_...\"; set once. More."),
            "\"sal_...\"; set once.");
}

class NoErrors final
    : public google::protobuf::compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int,
                const std::string& message) override {
    ADD_FAILURE() << file << ":" << line << ": " << message;
  }
};

// One file in memory, parsed with its comments.
class Source final : public google::protobuf::compiler::SourceTree {
 public:
  explicit Source(std::string text) : text_(std::move(text)) {}
  google::protobuf::io::ZeroCopyInputStream* Open(const std::string&) override {
    return new google::protobuf::io::ArrayInputStream(
        text_.data(), static_cast<int>(text_.size()));
  }

 private:
  const std::string text_;
};

class SentencesTest : public testing::Test {
 protected:
  const google::protobuf::FileDescriptor* Import(const std::string& name) {
    return importer_.Import(name);
  }

  Source source_{R"(syntax = "proto3";
    package a.v1;
    // Sells. A lot.
    service SaleService {
      // Opens a sale.
      rpc Open(OpenRequest) returns (OpenResponse) {}
    }
    // Asks.
    message OpenRequest {
      // Which "one". Not two.
      Sale sale = 1;
    }
    // Says.
    message OpenResponse {
      // Not asked for.
      string id = 1;
    }
    // A sale.
    message Sale {
      // Of itself.
      Sale parent = 1;
      string bare = 2;
    })"};
  NoErrors errors_;
  google::protobuf::compiler::Importer importer_{&source_, &errors_};
};

TEST_F(SentencesTest, AreOfServicesMethodsAndWhatRequestsHold) {
  EXPECT_THAT(SentencesOf({Import("a/v1/sale_service.proto")}),
              ElementsAre(Pair("a.v1.OpenRequest.sale", "Which \"one\"."),
                          Pair("a.v1.Sale.parent", "Of itself."),
                          Pair("a.v1.SaleService", "Sells."),
                          Pair("a.v1.SaleService.Open", "Opens a sale.")));
}

TEST_F(SentencesTest, AreAlsoOfTheMessagesOfEvents) {
  EXPECT_THAT(SentencesOf({Import("a/v1/sale_events.proto")}),
              testing::Contains(Pair("a.v1.Sale", "A sale.")));
}

TEST_F(SentencesTest, BecomeASourceFile) {
  const std::string source = TableSource({Import("a/v1/sale_service.proto")});

  EXPECT_THAT(source, HasSubstr(R"({"a.v1.OpenRequest.sale",
     "Which \"one\"."},)"));
  EXPECT_THAT(source,
              HasSubstr("kFiles[] = {\n    \"a/v1/sale_service.proto\""));
}

}  // namespace
}  // namespace comptoir::cli
