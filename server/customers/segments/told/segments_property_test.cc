// Segments against a plain model: who is in them, and what is told of it.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "comptoir/customers/v1/segment_events.pb.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/customers/segments/testing/segments_fixture.h"

namespace comptoir::customers {
namespace {

constexpr int kSteps = 1000;
// Each is asked for in a millisecond, and all within a second.
constexpr size_t kPeopleMax = 60;

using People = std::set<std::string>;

class SegmentsPropertyTest : public SegmentsFixture {
 protected:
  int Random(int below) { return static_cast<int>(random_() % below); }
  bool OneIn(int many) { return Random(many) == 0; }
  std::string Pick(const Ids& ids) {
    return ids[static_cast<size_t>(Random(static_cast<int>(ids.size())))];
  }

  v1::Filter RandomFilter(int depth) {
    switch (Random(depth > 0 ? 6 : 3)) {
      case 0:
        return NameIs(Pick(names_));
      case 1:
        return NewerThan(1 + Random(5));
      case 2:
        return InGroup(Pick(group_ids_));
      case 3:
        if (!filters_.empty()) return InSegments({AnySegment(), AnySegment()});
        [[fallthrough]];
      case 4: {
        v1::Filter none;
        *none.mutable_none()->add_parts() = RandomFilter(depth - 1);
        *none.mutable_none()->add_parts() = RandomFilter(depth - 1);
        return none;
      }
      default:
        return AnyOf({RandomFilter(depth - 1), RandomFilter(depth - 1)});
    }
  }
  std::string AnySegment() {
    auto one = filters_.begin();
    std::advance(one, Random(static_cast<int>(filters_.size())));
    return one->first;
  }

  // What must hold of the fields of a profile, read from its rows.
  bool Holds(const v1::Filter& filter, const v1::Customer& customer,
             const People& groups) {
    const auto holds = [&](const v1::Filter& part) {
      return Holds(part, customer, groups);
    };
    const auto any = [&](const v1::FilterList& list) {
      return std::any_of(list.parts().begin(), list.parts().end(), holds);
    };
    switch (filter.part_case()) {
      case v1::Filter::kText:
        return customer.given_name() == filter.text().is();
      case v1::Filter::kCreateTime: {
        const int64_t age = absl::ToUnixSeconds(store().clock().Now()) -
                            customer.create_time().seconds();
        return age <= filter.create_time().last_days() * int64_t{86400};
      }
      case v1::Filter::kGroups:
        return groups.contains(filter.groups().any_of_group_ids(0));
      case v1::Filter::kSegments:
        return std::any_of(
            filter.segments().any_of_segment_ids().begin(),
            filter.segments().any_of_segment_ids().end(),
            [&](const std::string& id) { return holds(filters_.at(id)); });
      case v1::Filter::kAny:
        return any(filter.any());
      default:
        return !any(filter.none());
    }
  }

  std::map<std::string, People> Model() {
    std::map<std::string, People> model;
    for (const auto& [segment_id, filter] : filters_) model[segment_id];
    for (const std::string& id : people_) {
      const auto customer = customers_.Get(id);
      // Merged into another one, who has a turn of their own.
      if (!customer.ok() || customer->id() != id) continue;
      People groups;
      const auto listed = GroupsOf(id, 200);
      EXPECT_TRUE(listed.ok()) << listed.status();
      for (const auto& membership : listed->memberships()) {
        groups.insert(membership.group().id());
      }
      for (const auto& [segment_id, filter] : filters_) {
        if (Holds(filter, *customer, groups)) model[segment_id].insert(id);
      }
    }
    return model;
  }

  void ChangePeople() {
    switch (Random(7)) {
      case 0:
      case 1:
        if (people_.size() == kPeopleMax) return;
        people_.push_back(NewCustomer(Pick(names_)));
        return;
      case 2:
      case 3:
        if (const auto one = customers_.Get(Pick(people_)); one.ok()) {
          Rename(one->id(), Pick(names_));
        }
        return;
      case 4: {
        const auto into = customers_.Get(Pick(people_));
        const auto other = customers_.Get(Pick(people_));
        if (into.ok() && other.ok() && into->id() != other->id()) {
          (void)customers_.Merge(into->id(), {other->id()});
        }
        return;
      }
      case 5:
        // NOT_MERGED for most.
        (void)customers_.Unmerge(Pick(people_));
        return;
      default: {
        if (OneIn(2) && !deleted_.empty()) {
          // CUSTOMER_PURGED after 30 days.
          (void)customers_.Undelete(deleted_.back());
          deleted_.pop_back();
        } else if (const auto one = customers_.Get(Pick(people_)); one.ok()) {
          ASSERT_TRUE(customers_.Delete(one->id()).ok());
          deleted_.push_back(one->id());
        }
      }
    }
  }
  void ChangeGroups() {
    const std::string group = Pick(group_ids_);
    if (OneIn(3)) {
      Remove(group, {Pick(people_)});
    } else {
      Add(group, {Pick(people_)});
    }
  }
  void ChangeSegments() {
    if (filters_.size() < 3 || OneIn(5)) {
      const v1::Filter filter = RandomFilter(2);
      const auto made = CreateSegment(fmt::format("s{}", ++made_), filter);
      if (made.ok()) filters_[made->id()] = filter;
      return;
    }
    const std::string id = AnySegment();
    if (OneIn(6)) {
      // Refused while another one names it.
      if (DeleteSegment(id).ok()) filters_.erase(id);
    } else {
      const v1::Filter filter = RandomFilter(2);
      // Refused for a circle.
      if (ChangeFilter(id, filter).ok()) filters_[id] = filter;
    }
  }

  // Follows the log.
  void Follow() {
    const auto log = customers_.Log();
    for (; seen_ < log.size(); ++seen_) {
      for (const auto& event : log[seen_].events()) {
        ASSERT_NO_FATAL_FAILURE(Follow(event));
      }
    }
  }
  void Follow(const storage::v1::LoggedEvent& event) {
    v1::CustomerEnteredSegment entered;
    v1::CustomerLeftSegment left;
    v1::SegmentRecomputed recomputed;
    v1::SegmentDeleted deleted;
    if (event.data().UnpackTo(&entered)) {
      ASSERT_TRUE(
          told_[entered.segment_id()].insert(entered.customer_id()).second)
          << entered.customer_id() << " has entered twice";
    } else if (event.data().UnpackTo(&left)) {
      ASSERT_EQ(told_[left.segment_id()].erase(left.customer_id()), 1u)
          << left.customer_id() << " has left twice";
    } else if (event.data().UnpackTo(&deleted)) {
      told_.erase(deleted.segment_id());
    } else if (event.data().UnpackTo(&recomputed)) {
      const People now = model_[recomputed.segment_id()];
      People& before = told_[recomputed.segment_id()];
      const auto in_both = static_cast<int64_t>(
          std::count_if(now.begin(), now.end(),
                        [&](const auto& id) { return before.contains(id); }));
      ASSERT_EQ(recomputed.entered_count(),
                static_cast<int64_t>(now.size()) - in_both);
      ASSERT_EQ(recomputed.left_count(),
                static_cast<int64_t>(before.size()) - in_both);
      before = now;
    }
  }

  void Check() {
    model_ = Model();
    ASSERT_TRUE(segments_.keeper().RunPending().ok());
    ASSERT_NO_FATAL_FAILURE(Follow());
    for (const auto& [segment_id, people] : model_) {
      ASSERT_EQ(told_[segment_id], people)
          << segment_id << ": " << filters_[segment_id].ShortDebugString();
      ASSERT_EQ(MembersOf(segment_id).size(), people.size());
    }
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  const Ids names_ = {"Anna", "Bob", "Carl"};
  // Also those who are deleted or merged.
  Ids people_;
  Ids deleted_;
  Ids group_ids_;
  std::map<std::string, v1::Filter> filters_;
  std::map<std::string, People> model_;
  // As the log tells.
  std::map<std::string, People> told_;
  size_t seen_ = 0;
  int made_ = 0;
};

TEST_F(SegmentsPropertyTest, TellWhatAModelDoes) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (int i = 0; i < 8; ++i) people_.push_back(NewCustomer(Pick(names_)));
  for (const char* name : {"tea", "cake"}) group_ids_.push_back(New(name));
  for (int step = 0; step < kSteps; ++step) {
    SCOPED_TRACE(fmt::format("step {}", step));
    switch (Random(5)) {
      case 0:
      case 1:
        ASSERT_NO_FATAL_FAILURE(ChangePeople());
        break;
      case 2:
        ChangeGroups();
        break;
      case 3:
        ChangeSegments();
        break;
      default:
        store().clock().Advance(absl::Hours(Random(40)));
    }
    // Several changes may be looked at together; a filter alone, so that what
    // it counts is known. All of a step is looked at within one second.
    const absl::Time now = store().clock().Now();
    store().clock().Set(absl::FromUnixSeconds(absl::ToUnixSeconds(now) + 1));
    ASSERT_NO_FATAL_FAILURE(Check());
  }
  ASSERT_TRUE(SegmentProblems().empty());
}

}  // namespace
}  // namespace comptoir::customers
