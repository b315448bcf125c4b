// Random work on groups and customers, against a plain model of both.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/groups/testing/groups_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::IsEmpty;

constexpr int kSteps = 2500;

class GroupsPropertyTest : public GroupsFixture {
 protected:
  struct Person {
    std::string name;
    std::string merged_into;
  };
  struct Deleted {
    std::map<std::string, Person> people;
    std::map<std::string, std::set<std::string>> groups;
  };

  int Random(size_t bound) {
    return std::uniform_int_distribution<int>(
        0, static_cast<int>(bound) - 1)(random_);
  }
  template <typename Map>
  std::string RandomKey(const Map& map) {
    return std::next(map.begin(), Random(map.size()))->first;
  }
  std::string RandomName() { return fmt::format("name {}", Random(8)); }

  std::string RootOf(std::string id) const {
    while (!people_.at(id).merged_into.empty()) {
      id = people_.at(id).merged_into;
    }
    return id;
  }

  // The profiles of which an identity is in the group.
  std::set<std::string> ProfilesIn(const std::string& group_id) const {
    std::set<std::string> profiles;
    for (const std::string& id : groups_in_model_.at(group_id)) {
      profiles.insert(RootOf(id));
    }
    return profiles;
  }

  Ids RandomPeople() {
    Ids ids;
    for (int i = Random(4); i >= 0; --i) ids.push_back(RandomKey(people_));
    return ids;
  }

  void ChangePeople() {
    const std::string id = RandomKey(people_);
    Person& person = people_.at(id);
    switch (Random(6)) {
      case 0: {
        const std::string name = RandomName();
        people_[NewCustomer(name)] = {.name = name};
        return;
      }
      case 1: {
        // Whichever identity is named, the survivor is renamed.
        Person& survivor = people_.at(RootOf(id));
        survivor.name = RandomName();
        Rename(id, survivor.name);
        return;
      }
      case 2: {
        const std::string into = RandomKey(people_);
        if (!person.merged_into.empty() || RootOf(into) == id) return;
        person.merged_into = into;
        ASSERT_TRUE(Merge(id, into).ok());
        return;
      }
      case 3:
        person.merged_into.clear();
        ASSERT_TRUE(Merge(id, "").ok());
        return;
      case 4:
        if (people_.size() > 5) DeletePerson(RootOf(id));
        return;
      case 5:
        BringBackOrPurge();
        return;
    }
  }

  void DeletePerson(const std::string& survivor) {
    ASSERT_TRUE(customers_.Delete(survivor).ok());
    Deleted& gone = deleted_[survivor];
    for (const auto& [id, person] : people_) {
      if (RootOf(id) == survivor) gone.people[id] = person;
    }
    for (const auto& [id, person] : gone.people) {
      people_.erase(id);
      for (auto& [group_id, members] : groups_in_model_) {
        if (members.erase(id) > 0) gone.groups[group_id].insert(id);
      }
    }
  }

  void BringBackOrPurge() {
    if (deleted_.empty()) return;
    if (Random(10) == 0) {
      store().clock().Advance(kRecoveryWindow);
      store().RunDueJobs();
      for (const auto& [survivor, gone] : deleted_) {
        ASSERT_FALSE(customers_.Undelete(survivor).ok());
      }
      return deleted_.clear();
    }
    const std::string survivor = RandomKey(deleted_);
    const Deleted& gone = deleted_.at(survivor);
    ASSERT_TRUE(customers_.Undelete(RandomKey(gone.people)).ok());
    people_.insert(gone.people.begin(), gone.people.end());
    for (const auto& [group_id, members] : gone.groups) {
      const auto group = groups_in_model_.find(group_id);
      if (group == groups_in_model_.end()) continue;
      group->second.insert(members.begin(), members.end());
    }
    deleted_.erase(survivor);
  }

  void ChangeGroups() {
    if (groups_in_model_.empty() || Random(12) == 0) {
      groups_in_model_[New(fmt::format("group {}", ++named_))];
      return;
    }
    const std::string group_id = RandomKey(groups_in_model_);
    if (Random(25) == 0) {
      ASSERT_TRUE(Delete(group_id).ok());
      groups_in_model_.erase(group_id);
    } else if (Random(3) == 0) {
      RemovePeople(group_id, RandomPeople());
    } else {
      AddPeople(group_id, RandomPeople());
    }
  }

  void AddPeople(const std::string& group_id, const Ids& ids) {
    std::vector<v1::GroupMemberOutcome> expected;
    for (const std::string& id : ids) {
      const bool is_new = !ProfilesIn(group_id).contains(RootOf(id));
      groups_in_model_[group_id].insert(id);
      expected.push_back(is_new ? v1::GROUP_MEMBER_OUTCOME_ADDED
                                : v1::GROUP_MEMBER_OUTCOME_ALREADY_MEMBER);
    }
    ASSERT_EQ(Add(group_id, ids), expected);
  }

  void RemovePeople(const std::string& group_id, const Ids& ids) {
    std::vector<v1::GroupMemberOutcome> expected;
    for (const std::string& id : ids) {
      const bool is_in = ProfilesIn(group_id).contains(RootOf(id));
      expected.push_back(is_in ? v1::GROUP_MEMBER_OUTCOME_REMOVED
                               : v1::GROUP_MEMBER_OUTCOME_NOT_A_MEMBER);
      std::erase_if(groups_in_model_[group_id], [&](const std::string& member) {
        return RootOf(member) == RootOf(id);
      });
    }
    ASSERT_EQ(Remove(group_id, ids), expected);
  }

  void CheckGroup(const std::string& group_id) {
    std::vector<std::pair<std::string, std::string>> expected;
    for (const std::string& id : ProfilesIn(group_id)) {
      expected.emplace_back(people_.at(id).name, id);
    }
    std::sort(expected.begin(), expected.end());
    Ids ids;
    for (auto& [name, id] : expected) ids.push_back(id);
    ASSERT_EQ(Members(group_id, 1 + Random(4)), ids);
    ASSERT_EQ(Count(group_id), static_cast<int64_t>(ids.size()));
  }

  void CheckPerson(const std::string& id) {
    Ids expected;
    for (const auto& [group_id, members] : groups_in_model_) {
      if (ProfilesIn(group_id).contains(RootOf(id))) {
        expected.push_back(group_id);
      }
    }
    Ids ids;
    const auto groups = GroupsOf(id, /*page_size=*/200);
    ASSERT_TRUE(groups.ok()) << groups.status();
    for (const v1::GroupMembership& membership : groups->memberships()) {
      ids.push_back(membership.group().id());
    }
    ASSERT_EQ(ids, expected);
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::map<std::string, Person> people_;
  // By the survivor.
  std::map<std::string, Deleted> deleted_;
  // The identities in each.
  std::map<std::string, std::set<std::string>> groups_in_model_;
  int named_ = 0;
};

TEST_F(GroupsPropertyTest, AreAsAPlainModelSays) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (int i = 0; i < 6; ++i) {
    const std::string name = RandomName();
    people_[NewCustomer(name)] = {.name = name};
  }
  for (int step = 0; step < kSteps; ++step) {
    SCOPED_TRACE(fmt::format("step {}", step));
    if (Random(3) == 0) {
      ASSERT_NO_FATAL_FAILURE(ChangePeople());
    } else {
      ASSERT_NO_FATAL_FAILURE(ChangeGroups());
    }
    if (!groups_in_model_.empty()) {
      ASSERT_NO_FATAL_FAILURE(CheckGroup(RandomKey(groups_in_model_)));
    }
    ASSERT_NO_FATAL_FAILURE(CheckPerson(RandomKey(people_)));
    if (Random(500) == 0) {
      ASSERT_THAT(Problems(), IsEmpty());
    }
  }

  for (const auto& [group_id, members] : groups_in_model_) {
    ASSERT_NO_FATAL_FAILURE(CheckGroup(group_id));
  }
  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
