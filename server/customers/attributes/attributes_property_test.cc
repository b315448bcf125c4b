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
#include "server/base/status.h"
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
  // A definition, and the identity whose value was chosen.
  using Choices = std::vector<std::pair<std::string, std::string>>;
  struct Identity {
    std::string id;
    Values values;
    // What was chosen last comes first.
    Choices choices;
  };
  struct Person {
    Values own;
    Choices choices;
    std::string merged_into;
    // Of whoever is part of the profile, in the order in which they came.
    std::vector<Identity> others;
  };
  // What a profile shows of a definition: "" for nothing.
  struct Shown {
    std::string value;
    std::string owner;
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
      for (Identity& other : profile.others) {
        other.values.erase(definition.id());
      }
      DropIdleChoices(profile);
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
    if (ShownOf(definition, profile).value == value) return;
    profile.own[definition.id()] = value;
    std::erase_if(profile.choices, [&](const auto& choice) {
      return choice.first == definition.id();
    });
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
      MergePeople(into, id);
    }
  }
  void MergePeople(const std::string& into, const std::string& id) {
    v1::MergeCustomersRequest request;
    request.set_survivor_customer_id(into);
    request.add_customer_ids(id);
    const AttributeDefinition* chosen = nullptr;
    Person& profile = people_.at(into);
    Person& other = people_.at(id);
    if (!definitions_.empty() && Random(2) == 0) {
      chosen = &definitions_.at(RandomKey(definitions_));
      v1::FieldChoice& choice = *request.add_choices();
      choice.set_path("attributes." + chosen->key());
      choice.set_customer_id(Random(2) == 0 ? id : into);
    }
    const bool is_others =
        chosen != nullptr && request.choices(0).customer_id() == id;
    const std::string owner = is_others ? ShownOf(*chosen, other).owner : "";
    const auto merged = customers_.Merge(request);
    if (is_others && owner.empty()) {
      ASSERT_EQ(ReasonOf(merged.status()), "CHOICE_EMPTY");
      return;
    }
    ASSERT_TRUE(merged.ok()) << merged.status();
    const size_t first = profile.others.size();
    profile.others.push_back({id, other.own, other.choices});
    profile.others.insert(profile.others.end(), other.others.begin(),
                          other.others.end());
    other.merged_into = into;
    if (is_others) {
      profile.choices.insert(profile.choices.begin(), {chosen->id(), owner});
    } else if (chosen != nullptr) {
      for (size_t i = first; i < profile.others.size(); ++i) {
        profile.others[i].values.erase(chosen->id());
      }
      DropIdleChoices(profile);
    }
  }
  static void DropIdleChoices(Person& profile) {
    const auto drop = [&](Choices& choices) {
      std::erase_if(choices, [&](const auto& choice) {
        return std::none_of(profile.others.begin(), profile.others.end(),
                            [&](const Identity& other) {
                              return other.id == choice.second &&
                                     other.values.contains(choice.first);
                            });
      });
    };
    drop(profile.choices);
    for (Identity& other : profile.others) drop(other.choices);
  }
  void TakeOut(const std::string& id) {
    std::set<std::string> leaving = {id};
    for (const Identity& other : people_.at(id).others) {
      leaving.insert(other.id);
    }
    std::string above = std::exchange(people_.at(id).merged_into, "");
    for (; !above.empty(); above = people_.at(above).merged_into) {
      std::erase_if(people_.at(above).others, [&](const Identity& other) {
        return leaving.contains(other.id);
      });
      DropIdleChoices(people_.at(above));
    }
  }

  Shown ShownOf(const AttributeDefinition& definition, const Person& profile) {
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
    const auto chosen = [&](const Choices& choices) -> Shown {
      for (const auto& [definition_id, customer_id] : choices) {
        if (definition_id != definition.id()) continue;
        for (const Identity& other : profile.others) {
          if (other.id != customer_id) continue;
          std::string value = known(other.values);
          if (!value.empty()) return {value, other.id};
        }
      }
      return {};
    };
    if (Shown shown = chosen(profile.choices); !shown.owner.empty()) {
      return shown;
    }
    if (std::string own = known(profile.own); !own.empty()) {
      return {own, IdOf(profile)};
    }
    for (const Identity& other : profile.others) {
      if (Shown shown = chosen(other.choices); !shown.owner.empty()) {
        return shown;
      }
      if (std::string theirs = known(other.values); !theirs.empty()) {
        return {theirs, other.id};
      }
    }
    return {};
  }
  std::string IdOf(const Person& profile) const {
    for (const auto& [id, person] : people_) {
      if (&person == &profile) return id;
    }
    return "";
  }

  void CheckPerson(const std::string& id) {
    const Person& profile = people_.at(RootOf(id));
    Values expected;
    for (const auto& [definition_id, definition] : definitions_) {
      const std::string value = ShownOf(definition, profile).value;
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
