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

// Answers of a list of events.
struct EventsAnswer {
  std::vector<std::string> items;
  std::string token;
  int64_t listed;

  std::vector<std::string>* mutable_items() { return &items; }
  const std::string& next_page_token() const { return token; }
  int64_t listed_revision() const { return listed; }
  std::string listed_history() const { return "h" + std::to_string(listed); }
  static int64_t revision() { return 9; }
  static std::string history() { return "h9"; }
};

class EventsRequest {
 public:
  const std::string& page_token() const { return token_; }
  void set_page_token(const std::string& token) { token_ = token; }

 private:
  std::string token_;
};

TEST_F(PagedRangeTest, OfEventsTellsFromWhereToGoOn) {
  auto range = MakePagedRange<std::string, EventsAnswer>(
      EventsRequest(),
      [](const EventsRequest& page) -> absl::StatusOr<EventsAnswer> {
        if (page.page_token().empty()) return EventsAnswer{{"a", "b"}, "2", 3};
        return EventsAnswer{{"c"}, "", 9};
      },
      [](EventsAnswer& page) { return page.mutable_items(); });
  EXPECT_FALSE(range.until().has_value());

  // What was read before each element, and where the list ends.
  std::vector<std::string> seen;
  for (const absl::StatusOr<std::string>& item : range) {
    seen.push_back((range.position() ? range.position()->history : "") + ":" +
                   *item + ":" + range.until()->history);
  }

  EXPECT_THAT(seen, ElementsAre(":a:h9", ":b:h9", "h3:c:h9"));
  EXPECT_EQ(range.position()->revision, 9);
  EXPECT_EQ(range.until()->revision, 9);
}

}  // namespace
}  // namespace comptoir::sdk
