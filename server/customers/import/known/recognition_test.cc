#include "server/customers/import/known/recognition.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/known/verdicts.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Customer;

// The rows of each person.
std::vector<std::vector<size_t>> GroupsOf(const std::vector<Who>& rows) {
  std::vector<std::vector<size_t>> groups;
  for (const Listed& one : GroupRows(CustomersOf(rows))) {
    groups.push_back(one.rows);
  }
  return groups;
}

TEST(GroupRows, FindsRowsOfOnePerson) {
  EXPECT_THAT(
      GroupsOf({{.given = "Awa", .email = "a@x.fr"},
                {.given = "Noé"},
                {.given = "AWA", .email = "A@x.fr", .phone = "0612345678"},
                {.given = "Awa", .phone = "+33612345678"}}),
      ElementsAre(ElementsAre(0, 2, 3), ElementsAre(1)));
  EXPECT_THAT(GroupsOf({{.given = "Awa", .reference = "7"},
                        {.given = "Awa", .reference = "7"}}),
              ElementsAre(ElementsAre(0, 1)));
  EXPECT_THAT(GroupsOf({{.given = "Awa", .phone = "０６１２３４５６７８"},
                        {.given = "Awa", .phone = "0612345678"}}),
              ElementsAre(ElementsAre(0, 1)));
}

// A desk's phone may stand in many rows: so many people are compared by it.
TEST(GroupRows, ComparesAsManyAsShareAPhone) {
  const auto groups_with = [](int others) {
    std::vector<Customer> rows;
    for (int i = 0; i < others; ++i) {
      rows.push_back(CustomerOf({.family = "Roux", .phone = "0612345678"}));
      rows.back().set_given_name(fmt::format("Person {}", i));
    }
    rows.resize(rows.size() + 2,
                CustomerOf({.given = "Awa", .phone = "0612345678"}));
    return GroupRows(rows).size();
  };

  EXPECT_EQ(groups_with(49), 50u);
  EXPECT_EQ(groups_with(50), 52u);
}

TEST(GroupRows, KeepsPeopleApart) {
  // A couple, and a father and his son, with one phone.
  EXPECT_THAT(
      GroupsOf({{.given = "Anne", .family = "Roux", .phone = "0612345678"},
                {.given = "Paul", .family = "Roux", .phone = "0612345678"}}),
      ElementsAre(ElementsAre(0), ElementsAre(1)));
  EXPECT_THAT(
      GroupsOf(
          {{.given = "Jean", .phone = "0612345678", .birthday = "1950-01-01"},
           {.given = "Jean", .phone = "0612345678", .birthday = "1980-01-01"}}),
      ElementsAre(ElementsAre(0), ElementsAre(1)));
  // Two of one name, of whom nothing else is known.
  EXPECT_THAT(GroupsOf({{.given = "Marie", .family = "Dubois"},
                        {.given = "Marie", .family = "Dubois"}}),
              ElementsAre(ElementsAre(0), ElementsAre(1)));
  // Two records of the other program.
  EXPECT_THAT(GroupsOf({{.given = "Awa", .email = "a@x.fr", .reference = "7"},
                        {.given = "Awa", .email = "a@x.fr", .reference = "8"}}),
              ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(GroupRows, LetsLaterRowsHold) {
  const std::vector<Listed> listed = GroupRows(CustomersOf(
      {{.given = "Awa", .email = "a@x.fr", .birthday = "1990-04-03"},
       {.given = "Awa", .email = "a@x.fr", .phone = "0612345678"},
       {.given = "Awa", .email = "a@x.fr", .phone = "0699999999"}}));

  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].customer.birthday(), "1990-04-03");
  EXPECT_EQ(listed[0].customer.phone_number(), "0699999999");
}

TEST(Overlay, ReplacesListsAndKeepsWhatIsNotSaid) {
  Customer earlier = CustomerOf({.given = "Awa"});
  earlier.mutable_address()->add_lines("1 rue X");
  earlier.mutable_address()->set_locality("Paris");
  Customer later;
  later.mutable_address()->add_lines("2 rue Y");

  Overlay(later, earlier);

  EXPECT_EQ(earlier.given_name(), "Awa");
  EXPECT_THAT(earlier.address().lines(), ElementsAre("2 rue Y"));
  EXPECT_EQ(earlier.address().locality(), "Paris");
}

TEST(Recognise, KnowsEverybodyOfTheSameList) {
  const std::vector<Who> list = {{.given = "Awa", .email = "a@x.fr"},
                                 {.given = "Noé", .phone = "0612345678"},
                                 {.given = "Ida", .reference = "7"},
                                 {.given = "Marie", .family = "Dubois"},
                                 {.given = "Marie", .family = "Dubois"},
                                 {.given = "Zoë", .birthday = "1990-04-03"}};

  EXPECT_THAT(Verdicts(list, list), ElementsAre("0", "1", "2", "3", "4", "5"));
}

TEST(Recognise, KnowsTheRowWhoseCellWasCorrected) {
  const std::vector<Who> before = {
      {.given = "Awa",
       .family = "Diop",
       .email = "awa@x.fr",
       .phone = "0612345678"},
      {.given = "Noé", .family = "Petit", .email = "noe@x.fr"},
      {.given = "Ida", .family = "Roux", .phone = "0144556677"}};
  // Each cell of the first row in turn, as something else altogether.
  for (const Who& corrected : {Who{.given = "Eve",
                              .family = "Diop",
                              .email = "awa@x.fr",
                              .phone = "0612345678"},
                               Who{.given = "Awa",
                               .family = "Faye",
                               .email = "awa@x.fr",
                               .phone = "0612345678"},
                               Who{.given = "Awa",
                               .family = "Diop",
                               .email = "diop@y.com",
                               .phone = "0612345678"},
                               Who{.given = "Awa",
                               .family = "Diop",
                               .email = "awa@x.fr",
                               .phone = "0799887766"}}) {
    EXPECT_THAT(Verdicts({corrected, before[1], before[2]}, before),
                ElementsAre("0", "1", "2"))
        << corrected.given << corrected.family << corrected.email;
  }
  // The only way to reach them, by a letter.
  EXPECT_THAT(
      Verdicts({before[0],
                {.given = "Noé", .family = "Petit", .email = "noee@x.fr"},
                before[2]},
               before),
      ElementsAre("0", "1", "2"));
}

// The verdict on a row of next month's file, half of which is known, where
// `known` is one of the book.
std::string VerdictNextMonth(const Who& row, const Who& known) {
  const Who awa = {.given = "Awa", .email = "awa@x.fr"};
  const Who ida = {.given = "Ida", .phone = "0144556677"};
  return Verdicts({awa, ida, row}, {awa, ida, known}).back();
}

TEST(Recognise, ReplacesNobodyWhoSharesAContact) {
  const Who marie = {.given = "Marie",
                     .family = "Rouxette",
                     .email = "marie@x.fr",
                     .phone = "0673666666",
                     .birthday = "1970-02-02"};
  const Who paul = {.given = "Paul",
                    .family = "Videlle",
                    .phone = "0673666666",
                    .birthday = "2001-01-01"};
  const Who by_email = {
      .given = "Paul", .family = "Videlle", .email = "marie@x.fr"};
  const Who anne = {
      .given = "Anne", .family = "Rouxette", .phone = "0673666666"};

  EXPECT_EQ(VerdictNextMonth(paul, marie), "new");
  EXPECT_EQ(VerdictNextMonth(by_email, marie), "new");
  EXPECT_EQ(VerdictNextMonth(anne, marie), "new");
  // Without a name.
  EXPECT_EQ(VerdictNextMonth({.email = "other@y.com", .phone = "0622222222"},
                             {.email = "desk@x.fr", .phone = "0622222222"}),
            "doubtful");
}

TEST(Recognise, ReplacesNobodyWhoSharesANameOrAnId) {
  const Who jean = {.given = "Jean",
                    .family = "Martin",
                    .email = "jean@x.fr",
                    .phone = "0655443322",
                    .birthday = "1960-01-01"};
  const Who other_jean = {.given = "Jean",
                          .family = "Martin",
                          .email = "martin@y.com",
                          .phone = "0799887766",
                          .birthday = "1991-09-09"};
  Who sofia = jean;
  sofia.reference = "T77";
  Who other_sofia = other_jean;
  other_sofia.reference = "T12";

  EXPECT_EQ(VerdictNextMonth(other_jean, jean), "new");
  EXPECT_EQ(VerdictNextMonth(other_sofia, sofia), "new");
  EXPECT_EQ(VerdictNextMonth(
                {.given = "Noé", .family = "Petit", .email = "petit@y.com"},
                {.given = "Noé", .family = "Petit", .email = "noe@x.fr"}),
            "new");
  // The id of another program is told.
  EXPECT_EQ(VerdictNextMonth({.given = "Paul",
                              .family = "Videlle",
                              .email = "paul@y.com",
                              .reference = "T77"},
                             sofia),
            "taken");
}

// A list of which nobody is known.
TEST(Recognise, TakesNoNeighbouringContactForATypo) {
  const auto verdict_of = [](const Who& row, const Who& known) {
    return Verdicts({row, {.given = "Ida"}, {.given = "Zoë"}}, {known}).front();
  };

  EXPECT_EQ(verdict_of({.given = "Hotel Ibis", .phone = "0140000002"},
                       {.given = "Hotel Ibis", .phone = "0140000001"}),
            "new");
  EXPECT_EQ(
      verdict_of({.given = "Jean", .family = "Bon", .email = "ab@free.fr"},
                 {.given = "Jean", .family = "Bon", .email = "jb@free.fr"}),
      "new");
}

TEST(Recognise, KnowsAReferenceIdWithACorrectedName) {
  EXPECT_THAT(Verdicts({{.given = "Awa", .family = "Faye", .reference = "7"}},
                       {{.given = "Awa", .family = "Diop", .reference = "7"}}),
              ElementsAre("0"));
  EXPECT_THAT(Verdicts({{.given = "Eve", .email = "a@x.fr", .reference = "7"}},
                       {{.given = "Awa", .email = "a@x.fr", .reference = "7"}}),
              ElementsAre("0"));
}

TEST(Recognise, LeavesWhoeverSharesAPhoneAlone) {
  // In a list of which nothing else is known.
  EXPECT_THAT(
      Verdicts({{.given = "Anne", .family = "Roux", .phone = "0612345678"},
                {.given = "Ida"},
                {.given = "Zoë"}},
               {{.given = "Paul", .family = "Roux", .phone = "0612345678"}}),
      ElementsAre("new", "new", "new"));
  EXPECT_THAT(
      Verdicts({{.given = "Anne", .family = "Roux", .phone = "0612345678"}},
               {{.given = "Paul", .family = "Roux", .phone = "0612345678"}}),
      ElementsAre("new"));
  // And in one where Paul is, too.
  EXPECT_THAT(
      Verdicts({{.given = "Anne", .family = "Roux", .phone = "0612345678"},
                {.given = "Paul", .family = "Roux", .phone = "0612345678"}},
               {{.given = "Paul", .family = "Roux", .phone = "0612345678"}}),
      ElementsAre("new", "0"));
}

TEST(Recognise, TakesNobodyForSomebodyOfTheSameName) {
  EXPECT_THAT(
      Verdicts({{.given = "Marie", .family = "Dubois"},
                {.given = "Ida"},
                {.given = "Zoë"}},
               {{.given = "Marie", .family = "Dubois", .email = "m@x.fr"}}),
      ElementsAre("new", "new", "new"));
  EXPECT_THAT(
      Verdicts({{.given = "Marie", .family = "Dubois", .email = "other@y.com"},
                {.given = "Ida"},
                {.given = "Zoë"}},
               {{.given = "Marie", .family = "Dubois", .email = "m@x.fr"}}),
      ElementsAre("new", "new", "new"));
}

TEST(Recognise, AsksTheWholeListWhereSomeAreDecidedAnew) {
  const std::vector<Who> overtaken = {{"Awa", "Diop", "awa@example.com"},
                                      {"Marie", "Roux", "marie@example.com"}};
  const std::vector<Who> known = {{"Awa", "Diop", "awa@example.com"},
                                  {"Marie", "Roux"}};

  EXPECT_THAT(Verdicts(overtaken, known), ElementsAre("0", "1"));
  EXPECT_THAT(Verdicts(overtaken, known, {.listed = 3, .known = 0}),
              ElementsAre("0", "new"));
  EXPECT_THAT(Verdicts(overtaken, known, {.listed = 3, .known = 2}),
              ElementsAre("0", "1"));
}

// Small numbers mean other people in every program.
TEST(Recognise, RefusesTheIdOfSomebodyElse) {
  EXPECT_THAT(Verdicts({{.given = "Awa", .email = "a@x.fr", .reference = "1"},
                        {.given = "Noé", .reference = "2"},
                        {.given = "Ida", .reference = "3"}},
                       {{.given = "Paul", .email = "p@y.fr", .reference = "1"},
                        {.given = "Eve", .reference = "2"}}),
              ElementsAre("taken", "taken", "new"));
}

TEST(Recognise, IgnoresAnIdThatManyHave) {
  EXPECT_THAT(Verdicts({{.given = "Awa", .reference = "WEB"}},
                       {{.given = "Paul", .reference = "WEB"},
                        {.given = "Eve", .reference = "WEB"}}),
              ElementsAre("new"));
}

TEST(Recognise, TakesAnotherIdForACorrectionOnlyWhereItsListHasOurs) {
  const std::vector<Who> known = {
      {.given = "Awa", .email = "a@x.fr", .reference = "7"},
      {.given = "Noé", .email = "n@x.fr", .reference = "8"},
      {.given = "Ida", .email = "i@x.fr", .reference = "9"}};
  const auto recognise = [&known](const std::vector<Who>& list) {
    const std::vector<Listed> listed = GroupRows(CustomersOf(list));
    return Recognise(listed, CandidatesFor(listed.size(), known));
  };

  EXPECT_TRUE(recognise({{.given = "Awa", .email = "a@x.fr", .reference = "70"},
                         known[1],
                         known[2]})
                  .has_our_references);
  EXPECT_FALSE(
      recognise({{.given = "Awa", .email = "a@x.fr", .reference = "A"},
                 {.given = "Noé", .email = "n@x.fr", .reference = "B"},
                 {.given = "Ida", .email = "i@x.fr", .reference = "C"}})
          .has_our_references);
}

TEST(Recognise, KeepsTwoRecordsOfOnePersonApart) {
  const std::vector<Who> list = {
      {.given = "Awa", .email = "a@x.fr", .reference = "7"},
      {.given = "Awa", .email = "a@x.fr", .reference = "8"}};

  EXPECT_THAT(Verdicts(list, {list[0]}), ElementsAre("0", "new"));
  EXPECT_THAT(Verdicts(list, list), ElementsAre("0", "1"));
}

TEST(Recognise, KnowsNobodyInAnEmptyBook) {
  EXPECT_THAT(Verdicts({{.given = "Awa"}}, {}), ElementsAre("new"));
  EXPECT_THAT(Verdicts({}, {}), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
