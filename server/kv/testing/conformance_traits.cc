// What an engine says of itself.
#include <cmath>
#include <set>

#include "gmock/gmock.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::EndsWith;
using testing::MatchesRegex;
using testing::Not;

std::set<std::string> NamesOf(const std::vector<Figure>& figures) {
  std::set<std::string> names;
  for (const Figure& figure : figures) names.insert(figure.name);
  return names;
}

TEST_P(Conformance, AnEngineHasAName) {
  EXPECT_THAT(std::string(engine().traits().name),
              MatchesRegex("[a-z][a-z0-9_]*"));
}

TEST_P(Conformance, FiguresAreNamedAndExplained) {
  Put({{"a", "1"}});

  const std::vector<Figure> figures = engine().Figures();

  EXPECT_EQ(NamesOf(figures).size(), figures.size()) << "a name twice";
  for (const Figure& figure : figures) {
    SCOPED_TRACE(figure.name);
    EXPECT_THAT(figure.name, MatchesRegex("[a-z][a-z0-9_]*"));
    if (figure.kind == Figure::Kind::kCounter) {
      EXPECT_THAT(figure.name, EndsWith("_total"));
    } else {
      EXPECT_THAT(figure.name, Not(EndsWith("_total")));
    }
    EXPECT_THAT(figure.help, MatchesRegex("[A-Z].*\\."));
    EXPECT_TRUE(std::isfinite(figure.value) && figure.value >= 0);
  }
}

TEST_P(Conformance, FiguresAreTheSameOnesAtAnyTime) {
  const std::set<std::string> at_first = NamesOf(engine().Figures());
  Put({{"a", "1"}, {"b", std::string(kValueBytesMax, 'v')}});
  Delete("a");

  EXPECT_EQ(NamesOf(engine().Figures()), at_first);
}

}  // namespace
}  // namespace comptoir::kv
