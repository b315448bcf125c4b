// What holds of any book and any list: other people's rows replace nobody, and
// a corrected cell doubles nobody.
#include <cstddef>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/customers/import/known/changes.h"
#include "server/customers/import/known/recognition.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

constexpr int kRounds = 60;
constexpr size_t kListed = 16;
constexpr const char* kFields[] = {"given_name",   "family_name",  "email",
                                   "phone_number", "reference_id", "birthday"};

// People as they come: names that many have, contacts of their own.
class People {
 public:
  explicit People(unsigned seed) : random_(seed) {}

  size_t Below(size_t end) { return random_() % end; }

  std::string GivenName() {
    static constexpr const char* kNames[] = {
        "Marie", "Jean", "Paul",   "Anne",  "Emile", "Emilie",
        "Sofia", "Awa",  "Michel", "Maria", "Marta", "Jean-Paul"};
    return kNames[Below(std::size(kNames))];
  }

  std::string FamilyName() {
    static constexpr const char* kNames[] = {"Martin",  "Roux", "Rouxette",
                                             "Videlle", "Diop", "Nunez",
                                             "Petit",   "Blanc"};
    return kNames[Below(std::size(kNames))];
  }

  std::string Email() { return fmt::format("{:08x}@example.com", random_()); }

  std::string Phone() {
    return fmt::format("06{:08}", Below(size_t{100'000'000}));
  }

  std::string Birthday() {
    return fmt::format("{}-{:02}-{:02}", 1920 + Below(90), 1 + Below(12),
                       1 + Below(28));
  }

  std::string Reference() { return fmt::format("T{}", Below(1'000'000)); }

  Customer Whole() {
    Customer customer;
    customer.set_given_name(GivenName());
    customer.set_family_name(FamilyName());
    customer.set_email_address(Email());
    customer.set_phone_number(Phone());
    if (Below(2) == 0) customer.set_birthday(Birthday());
    if (Below(2) == 0) customer.set_reference_id(Reference());
    return customer;
  }

  // Of whom not everything is known.
  Customer Any() {
    Customer customer = Whole();
    switch (Below(4)) {
      case 0:
        customer.clear_email_address();
        break;
      case 1:
        customer.clear_phone_number();
        break;
      default:
        break;
    }
    return customer;
  }

  // Somebody else, who shares one value with `known`.
  Customer SharingOneWith(const Customer& known) {
    Customer other = Any();
    while (other.birthday() == known.birthday() && !known.birthday().empty()) {
      other.set_birthday(Birthday());
    }
    while (other.given_name() == known.given_name()) {
      other.set_given_name(GivenName());
    }
    while (other.family_name() == known.family_name()) {
      other.set_family_name(FamilyName());
    }
    switch (Below(4)) {
      case 0:
        other.set_phone_number(known.phone_number());
        break;
      case 1:
        other.set_email_address(known.email_address());
        break;
      case 2:
        other.set_reference_id(known.reference_id());
        break;
      default:
        other.set_given_name(known.given_name());
        other.set_family_name(known.family_name());
    }
    return other;
  }

  // A word with one letter too many, inside it.
  std::string WithTypo(std::string word) {
    word.insert(1 + Below(word.size() - 1), 1, word[word.size() / 2]);
    return word;
  }

  // Corrects one cell: to something else, or by a letter. Gives its name.
  std::string Correct(Customer& customer) {
    const std::string field = kFields[Below(std::size(kFields))];
    if (field == "given_name") {
      customer.set_given_name(Below(2) == 0 ? WithTypo(customer.given_name())
                                            : "Eve");
    } else if (field == "family_name") {
      customer.set_family_name(Below(2) == 0 ? WithTypo(customer.family_name())
                                             : "Faye");
    } else if (field == "email") {
      customer.set_email_address(
          Below(2) == 0 ? WithTypo(customer.email_address()) : Email());
    } else if (field == "phone_number") {
      customer.set_phone_number(Phone());
    } else if (field == "reference_id") {
      customer.set_reference_id(Reference());
    } else {
      customer.set_birthday(Birthday());
    }
    return field;
  }

 private:
  std::mt19937 random_;
};

// Customers of the book, with ids.
std::vector<Customer> BookOf(std::vector<Customer> customers) {
  for (size_t i = 0; i < customers.size(); ++i) {
    customers[i].set_id(fmt::format("cus_{:03}", i));
  }
  return customers;
}

Recognition RecogniseAmong(const std::vector<Customer>& book,
                           const std::vector<Listed>& listed) {
  std::vector<std::shared_ptr<const Customer>> candidates;
  for (const Customer& customer : book) {
    candidates.push_back(std::make_shared<Customer>(customer));
  }
  return Recognise(listed, Candidates(listed.size(), candidates));
}

bool IsReplaced(const std::string& before, const std::string& after) {
  return !before.empty() && before != after;
}

// What is left of `known` when the row is taken for her.
Customer Updated(const Customer& row, const Customer& known) {
  const auto update = ChangesOf(row, known, {.replaces_reference = true});
  Customer after = known;
  Overlay(update.customer(), after);
  return after;
}

void ExpectSamePerson(const Customer& before, const Customer& after) {
  EXPECT_FALSE(IsReplaced(before.given_name(), after.given_name()) &&
               IsReplaced(before.family_name(), after.family_name()));
  EXPECT_FALSE(IsReplaced(before.birthday(), after.birthday()));
  const auto is_reached_otherwise = [](const std::string& one,
                                       const std::string& other) {
    return one.empty() || one != other;
  };
  EXPECT_FALSE(
      is_reached_otherwise(before.email_address(), after.email_address()) &&
      is_reached_otherwise(before.phone_number(), after.phone_number()));
}

TEST(RecognitionProperty, NobodyIsReplacedByWhoSharesAValueWithHer) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  People people(seed);
  for (int round = 0; round < kRounds; ++round) {
    // Some came by an earlier list, some by the counter.
    std::vector<Customer> rows;
    for (size_t i = 0; i < kListed; ++i) rows.push_back(people.Any());
    std::vector<Customer> all = rows;
    for (size_t i = 0; i < kListed; ++i) all.push_back(people.Any());
    const std::vector<Customer> book = BookOf(all);
    // The earlier list again, or nothing of it, and other people.
    if (people.Below(4) == 0) rows.clear();
    for (size_t i = 0; i < kListed; ++i) {
      rows.push_back(people.SharingOneWith(book[people.Below(book.size())]));
    }

    const std::vector<Listed> listed = GroupRows(rows);
    const Recognition recognition = RecogniseAmong(book, listed);

    for (size_t i = 0; i < listed.size(); ++i) {
      if (recognition.each[i].verdict != Verdict::kKnown) continue;
      const Customer& known = book[recognition.each[i].candidate];
      const Customer after = Updated(listed[i].customer, known);
      SCOPED_TRACE(known.ShortDebugString() + " -> " +
                   after.ShortDebugString());
      ExpectSamePerson(known, after);
    }
    if (testing::Test::HasFailure()) return;
  }
}

TEST(RecognitionProperty, NobodyIsDoubledByACorrectedCell) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  People people(seed);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Customer> rows;
    for (size_t i = 0; i < kListed; ++i) rows.push_back(people.Whole());
    std::vector<Customer> all = rows;
    for (size_t i = 0; i < kListed; ++i) all.push_back(people.Any());
    const std::vector<Customer> book = BookOf(all);
    const size_t corrected = people.Below(rows.size());
    const std::string field = people.Correct(rows[corrected]);

    const std::vector<Listed> listed = GroupRows(rows);
    const Recognition recognition = RecogniseAmong(book, listed);

    ASSERT_EQ(listed.size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      SCOPED_TRACE(field + ": " + rows[i].ShortDebugString());
      ASSERT_EQ(recognition.each[i].verdict, Verdict::kKnown);
      ASSERT_EQ(recognition.each[i].candidate, i);
    }
  }
}

}  // namespace
}  // namespace comptoir::customers
