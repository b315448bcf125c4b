// Who is known, new or doubtful where names say little or nothing.
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/known/recognition.h"
#include "server/customers/import/known/verdicts.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;

// The phones of next month's list without names.
TEST(Recognise, KnowsWhoHasNoNameByTheEmail) {
  const std::vector<Who> named = {
      {.given = "Awa",
       .family = "Diop",
       .email = "awa@x.fr",
       .phone = "0611111111"},
      {.given = "Noé", .email = "noe@x.fr", .phone = "0622222222"}};
  const std::vector<Who> list = {{.email = "awa@x.fr", .phone = "0799999999"},
                                 {.email = "noe@x.fr", .phone = "0788888888"}};

  EXPECT_THAT(Verdicts(list, named), ElementsAre("0", "1"));
  EXPECT_THAT(Verdicts(named, list), ElementsAre("0", "1"));
  EXPECT_THAT(Verdicts({list[0]},
                       {list[1], {.email = "awa@x.fr", .phone = "0611111111"}}),
              ElementsAre("1"));
  EXPECT_THAT(
      Verdicts({{.given = "Awa", .email = "awa@x.fr", .phone = "0799999999"}},
               named),
      ElementsAre("0"));
}

TEST(Recognise, TakesOneOfSeveralWithAnEmailForNobody) {
  const Who anne = {.given = "Anne", .email = "roux@x.fr", .phone = "06111111"};
  const Who paul = {.given = "Paul", .email = "roux@x.fr", .phone = "06222222"};
  const Who row = {.email = "roux@x.fr", .phone = "07999999"};
  const Who other = {.email = "roux@x.fr", .phone = "07888888"};

  EXPECT_THAT(Verdicts({row}, {anne, paul}), ElementsAre("doubtful"));
  EXPECT_THAT(Verdicts({row, other}, {anne}),
              ElementsAre("doubtful", "doubtful"));
  // When the other one is of the list, too, it is clear.
  EXPECT_THAT(Verdicts({row, anne}, {anne, paul}), ElementsAre("1", "0"));
}

TEST(Recognise, DoublesNobodyInSilence) {
  const Who awa = {.given = "Awa",
                   .family = "Diop",
                   .email = "awa@x.fr",
                   .phone = "0611111111",
                   .birthday = "1990-04-03"};
  Who married = awa;
  married.family = "Faye";
  Who corrected = awa;
  corrected.birthday = "1991-04-03";

  EXPECT_THAT(Verdicts({married}, {awa}), ElementsAre("doubtful"));
  EXPECT_THAT(Verdicts({corrected}, {awa}), ElementsAre("doubtful"));
  EXPECT_THAT(
      Verdicts({{.email = "awa@x.fr", .birthday = "1991-04-03"}}, {awa}),
      ElementsAre("doubtful"));
  // Somebody else at her phone, when she is of the list herself.
  EXPECT_THAT(
      Verdicts({{.email = "paul@x.fr", .phone = "0611111111"}, awa}, {awa}),
      ElementsAre("new", "0"));
}

TEST(Recognise, KnowsACopyInAnyList) {
  EXPECT_THAT(Verdicts({{.given = "Marie", .family = "Dubois"},
                        {.given = "Marie", .family = "Dubois"},
                        {.given = "Ida"},
                        {.given = "Zoë"},
                        {.given = "Eve"}},
                       {{.given = "Marie", .family = "Dubois"}}),
              ElementsAre("0", "new", "new", "new", "new"));
}

TEST(Recognise, LetsOurReferenceIdsDecideWithoutNames) {
  const std::vector<Who> known = {
      {.given = "Awa", .email = "a@x.fr", .reference = "T7"},
      {.given = "Noé", .email = "n@x.fr", .reference = "T8"},
      {.given = "Ida", .email = "i@x.fr", .reference = "T9"}};
  const Who changed = {.email = "new@y.com", .reference = "T7"};
  const std::vector<Who> others = {{.email = "n@x.fr", .reference = "T8"},
                                   {.email = "i@x.fr", .reference = "T9"}};

  EXPECT_THAT(Verdicts({changed, others[0], others[1]}, known),
              ElementsAre("0", "1", "2"));
  // Nothing shows that they are ours.
  EXPECT_THAT(Verdicts({changed}, known), ElementsAre("taken"));
  // Of two here.
  EXPECT_THAT(
      Verdicts({changed, others[0], others[1]},
               {known[0],
                known[1],
                known[2],
                {.given = "Eve", .email = "e@x.fr", .reference = "T7"}}),
      ElementsAre("new", "1", "2"));
}

}  // namespace
}  // namespace comptoir::customers
