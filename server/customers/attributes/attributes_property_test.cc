// Random changes of values, definitions and profiles against a plain model.
#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {
namespace {

using testing::IsEmpty;
using v1::AttributeDefinition;

constexpr int kSteps = 3000;
constexpr size_t kPeople = 8;
constexpr size_t kDefinitions = 4;

class AttributesPropertyTest : public AttributesFixture {
 protected:
  // By the id of the definition: the text, or the id of the chosen option.
  using Values = std::map<std::string, std::string>;
  struct Person {
    Values own;
    std::string merged_into;
    // Of whoever is part of the profile, in the order in which they came.
    std::vector<std::pair<std::string, Values>> others;
  };

  int Random(int below) { return static_cast<int>(random_() % below); }
  template <typename Map>
  std::string RandomKey(const Map& map) {
    return std::next(map.begin(), Random(static_cast<int>(map.size())))->first;
  }
  std::string RootOf(std::string id) {
    while (!people_.at(id).merged_into.empty()) {
      id = people_.at(id).merged_into;
    }
    return id;
  }

  void Define() {
    const bool is_text = Random(2) == 0;
    const AttributeDefinition definition =
        New("attribute", is_text ? v1::ATTRIBUTE_TYPE_TEXT
                                 : v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
    definitions_[definition.id()] = definition;
  }

  void ChangeDefinitions() {
    if (definitions_.size() < kDefinitions) return Define();
    AttributeDefinition& definition = definitions_.at(RandomKey(definitions_));
    if (definition.options_size() > 1 && Random(2) == 0) {
      definition.mutable_options()->DeleteSubrange(0, 1);
      const auto updated = Update(definition, {"options"}, true);
      ASSERT_TRUE(updated.ok()) << updated.status();
      return;
    }
    const std::string id = definition.id();
    ASSERT_TRUE(Delete(id).ok());
    definitions_.erase(id);
  }

  void ChangeValues() {
    if (definitions_.empty()) return;
    const AttributeDefinition& definition =
        definitions_.at(RandomKey(definitions_));
    const std::string id = RandomKey(people_);
    Person& profile = people_.at(RootOf(id));
    if (Random(3) == 0) {
      ASSERT_TRUE(Clear(id, definition.key()).ok());
      profile.own.erase(definition.id());
      for (auto& [other, values] : profile.others) {
        values.erase(definition.id());
      }
      return;
    }
    std::string value = fmt::format("value {}", Random(3));
    if (definition.options_size() > 0) {
      value = definition.options(Random(definition.options_size())).id();
    }
    ASSERT_TRUE(
        Set(id, definition.key(),
            definition.options_size() > 0 ? Selection({value}) : Text(value))
            .ok());
    // What is shown already is not made the survivor's own.
    if (ShownOf(definition, profile) != value) {
      profile.own[definition.id()] = value;
    }
  }

  void ChangePeople() {
    const std::string id = RandomKey(people_);
    if (people_.size() < kPeople) {
      people_[NewCustomer("Anna")];
    } else if (!people_.at(id).merged_into.empty()) {
      ASSERT_TRUE(customers_.Unmerge(id).ok());
      TakeOut(id);
    } else {
      const std::string into = RootOf(RandomKey(people_));
      if (into == id) return;
      ASSERT_TRUE(customers_.Merge(into, {id}).ok());
      Person& other = people_.at(id);
      auto& others = people_.at(into).others;
      others.emplace_back(id, other.own);
      others.insert(others.end(), other.others.begin(), other.others.end());
      other.merged_into = into;
    }
  }
  void TakeOut(const std::string& id) {
    std::set<std::string> leaving = {id};
    for (const auto& [other, values] : people_.at(id).others) {
      leaving.insert(other);
    }
    std::string above = std::exchange(people_.at(id).merged_into, "");
    for (; !above.empty(); above = people_.at(above).merged_into) {
      std::erase_if(people_.at(above).others, [&](const auto& other) {
        return leaving.contains(other.first);
      });
    }
  }

  // "" when there is none.
  static std::string ShownOf(const AttributeDefinition& definition,
                             const Person& profile) {
    const auto known = [&](const Values& values) -> std::string {
      const auto found = values.find(definition.id());
      if (found == values.end()) return "";
      if (definition.type() == v1::ATTRIBUTE_TYPE_TEXT) return found->second;
      const auto& options = definition.options();
      const bool is_there = std::any_of(
          options.begin(), options.end(),
          [&](const auto& option) { return option.id() == found->second; });
      return is_there ? found->second : "";
    };
    if (std::string own = known(profile.own); !own.empty()) return own;
    for (const auto& [other, values] : profile.others) {
      if (std::string theirs = known(values); !theirs.empty()) return theirs;
    }
    return "";
  }

  void CheckPerson(const std::string& id) {
    const Person& profile = people_.at(RootOf(id));
    Values expected;
    for (const auto& [definition_id, definition] : definitions_) {
      const std::string value = ShownOf(definition, profile);
      if (!value.empty()) expected[definition_id] = value;
    }
    Values shown;
    const auto values = AttributesFixture::Values(id);
    for (const auto& attribute : values.attributes()) {
      shown[attribute.attribute_definition_id()] =
          attribute.value().has_selection()
              ? attribute.value().selection().option_ids(0)
              : attribute.value().text();
    }
    ASSERT_EQ(shown, expected);
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::map<std::string, Person> people_;
  std::map<std::string, AttributeDefinition> definitions_;
};

TEST_F(AttributesPropertyTest, AreAsAPlainModelSays) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  people_[NewCustomer("Anna")];
  for (int step = 0; step < kSteps; ++step) {
    SCOPED_TRACE(fmt::format("step {}", step));
    const int kind = Random(20);
    if (kind < 10) {
      ASSERT_NO_FATAL_FAILURE(ChangeValues());
    } else if (kind < 17) {
      ASSERT_NO_FATAL_FAILURE(ChangePeople());
    } else if (kind < 19) {
      ASSERT_NO_FATAL_FAILURE(ChangeDefinitions());
    } else {
      store().RunDueJobs();
    }
    ASSERT_NO_FATAL_FAILURE(CheckPerson(RandomKey(people_)));
    if (Random(300) == 0) {
      ASSERT_THAT(Problems(), IsEmpty());
    }
  }

  store().RunDueJobs();
  for (const auto& [id, person] : people_) {
    ASSERT_NO_FATAL_FAILURE(CheckPerson(id));
  }
  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
