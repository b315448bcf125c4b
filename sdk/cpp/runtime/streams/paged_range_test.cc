#include "comptoir/sdk/paged_range.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Pages of words by token.
using Book = std::map<std::string, absl::StatusOr<Page<std::string>>>;

class PagedRangeTest : public testing::Test {
 protected:
  PagedRange<std::string> Range(Book book, std::string first_token = "") {
    return PagedRange<std::string>(
        [this, book = std::move(book)](const std::string& token) {
          fetched_.push_back(token);
          return book.at(token);
        },
        std::move(first_token));
  }

  // Words, or the code of the error.
  static std::vector<std::string> ReadAll(PagedRange<std::string> range) {
    std::vector<std::string> words;
    for (const absl::StatusOr<std::string>& word : range) {
      words.push_back(word.ok() ? *word : word.status().ToString());
    }
    return words;
  }

  std::vector<std::string> fetched_;
};

TEST_F(PagedRangeTest, IsEmptyWhenThereIsNothing) {
  EXPECT_THAT(ReadAll(Range({{"", Page<std::string>{}}})), IsEmpty());
}

TEST_F(PagedRangeTest, ReadsPageAfterPage) {
  EXPECT_THAT(ReadAll(Range({{"", Page<std::string>{{"a", "b"}, "2"}},
                             {"2", Page<std::string>{{"c"}, ""}}})),
              ElementsAre("a", "b", "c"));
  EXPECT_THAT(fetched_, ElementsAre("", "2"));
}

TEST_F(PagedRangeTest, GoesOnAfterAnEmptyPage) {
  EXPECT_THAT(ReadAll(Range({{"", Page<std::string>{{}, "2"}},
                             {"2", Page<std::string>{{"a"}, ""}}})),
              ElementsAre("a"));
}

TEST_F(PagedRangeTest, StartsWhereItIsTold) {
  EXPECT_THAT(ReadAll(Range({{"2", Page<std::string>{{"c"}, ""}}}, "2")),
              ElementsAre("c"));
}

TEST_F(PagedRangeTest, EndsWithTheError) {
  EXPECT_THAT(ReadAll(Range({{"", Page<std::string>{{"a"}, "2"}},
                             {"2", absl::NotFoundError("gone")}})),
              ElementsAre("a", "NOT_FOUND: gone"));
}

TEST_F(PagedRangeTest, FetchesAPageOnlyWhenItIsWanted) {
  PagedRange<std::string> range =
      Range({{"", Page<std::string>{{"a", "b"}, "2"}},
             {"2", Page<std::string>{{"c"}, ""}}});
  EXPECT_THAT(fetched_, IsEmpty());

  auto position = range.begin();
  ++position;

  EXPECT_EQ(**position, "b");
  EXPECT_THAT(fetched_, ElementsAre(""));
}

}  // namespace
}  // namespace comptoir::sdk
