#include "server/customers/merges/merge_plan.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/merges/sources/source_rows.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::RepeatedPtrField;
using storage::v1::StoredCustomer;
using v1::FieldChoice;
using v1::MergeBlocker;

constexpr char kSurvivor[] = "survivor_customer_id";
// Before the name of a custom attribute.
constexpr std::string_view kAttributes = "attributes.";

std::string OtherField(size_t i) { return fmt::format("customer_ids[{}]", i); }

const FieldDescriptor* FindMergedField(std::string_view path) {
  const auto& fields = MergedFields();
  const auto found =
      std::find_if(fields.begin(), fields.end(),
                   [&](const auto* field) { return field->name() == path; });
  return found == fields.end() ? nullptr : *found;
}

bool IsAmong(const std::vector<std::string>& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

void ReadOthers(const RepeatedPtrField<std::string>& customer_ids,
                WantedMerge* wanted, FieldViolations* violations) {
  std::set<std::string_view> seen;
  for (const std::string& id : customer_ids) {
    const std::string field = OtherField(wanted->customer_ids.size());
    if (id == wanted->survivor_id) {
      violations->Add(field,
                      "must not be the survivor: nobody is merged with "
                      "themselves");
    } else if (!seen.insert(id).second) {
      violations->Add(field, "must not be there twice");
    }
    wanted->customer_ids.push_back(id);
  }
}

void ReadChoices(const RepeatedPtrField<FieldChoice>& choices,
                 WantedMerge* wanted, FieldViolations* violations) {
  for (int i = 0; i < choices.size(); ++i) {
    const FieldChoice& choice = choices[i];
    const auto field = [i](std::string_view name) {
      return fmt::format("choices[{}].{}", i, name);
    };
    if (choice.path().starts_with(kAttributes)) {
      wanted->attributes.push_back(
          {.field = field("path"),
           .name = choice.path().substr(kAttributes.size()),
           .customer_id = choice.customer_id()});
    } else if (FindMergedField(choice.path()) == nullptr) {
      violations->Add(field("path"),
                      "must be a field of Customer that can be changed, or "
                      "attributes. and the key of one");
    } else if (!wanted->choices.emplace(choice.path(), choice.customer_id())
                    .second) {
      violations->Add(field("path"), "must not be there twice");
    }
    if (choice.customer_id() != wanted->survivor_id &&
        !IsAmong(wanted->customer_ids, choice.customer_id())) {
      violations->Add(field("customer_id"),
                      "must be one of the customers of the merge");
    }
  }
}

MergeBlocker Blocker(std::string_view reason, std::string field,
                     const std::string& customer_id, std::string description) {
  MergeBlocker blocker;
  blocker.set_reason(std::string(reason));
  blocker.set_field(std::move(field));
  blocker.set_customer_id(customer_id);
  blocker.set_description(std::move(description));
  return blocker;
}

// The rows of the survivor and the others, in this order.
absl::StatusOr<std::vector<StoredCustomer>> ReadProfiles(
    const CustomerDirectory& directory, const kv::View& view,
    std::string_view merchant_id, const WantedMerge& wanted) {
  std::vector<std::string> ids = {wanted.survivor_id};
  ids.insert(ids.end(), wanted.customer_ids.begin(), wanted.customer_ids.end());
  ASSIGN_OR_RETURN(auto found, directory.tables().customers.FindMany(
                                   view, merchant_id, ids));
  std::vector<StoredCustomer> profiles;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!found[i]) {
      return Error(
          absl::StatusCode::kNotFound, "NOT_FOUND",
          fmt::format("no such customer: {}", ids[i]),
          {{"field", i == 0 ? std::string(kSurvivor) : OtherField(i - 1)},
           {"customer_id", ids[i]}});
    }
    profiles.push_back(*std::move(found[i]));
  }
  return profiles;
}

// Of those who are part of a profile already.
absl::Status FindMergedAway(const CustomerDirectory& directory,
                            const kv::View& view, std::string_view merchant_id,
                            const WantedMerge& wanted, MergePlan* plan) {
  for (size_t i = 0; i < plan->profiles.size(); ++i) {
    const StoredCustomer& profile = plan->profiles[i];
    if (profile.merged_into().empty()) continue;
    const std::string& id = profile.customer().id();
    ASSIGN_OR_RETURN(
        const std::optional<std::string> survivor,
        directory.SurvivorOf(view, merchant_id, profile.merged_into()));
    if (!survivor) return Corrupt("a customer's merges");
    const bool is_circle = i == 0 && IsAmong(wanted.customer_ids, *survivor);
    const std::string_view advice = is_circle ? "merge the other way round"
                                    : *survivor == wanted.survivor_id
                                        ? "it needs no merge"
                                        : "name that one, or unmerge it first";
    MergeBlocker blocker =
        Blocker(is_circle ? "MERGE_CIRCLE" : "ALREADY_MERGED",
                i == 0 ? kSurvivor : OtherField(i - 1), id,
                fmt::format("customer {} is part of the profile of {}: {}", id,
                            *survivor, advice));
    blocker.set_survivor_customer_id(*survivor);
    plan->blockers.push_back(std::move(blocker));
  }
  return absl::OkStatus();
}

void CountIdentities(MergePlan* plan) {
  for (const StoredCustomer& profile : plan->profiles) {
    plan->identity_count += 1 + profile.merged_size();
  }
  if (plan->identity_count <= kIdentitiesMax) return;
  plan->blockers.push_back(
      Blocker("TOO_MANY_IDENTITIES", "customer_ids", "",
              fmt::format("the profile would be of {} customers, and can be of "
                          "{}: merge fewer",
                          plan->identity_count, kIdentitiesMax)));
}

void AddEmptyChoice(const std::string& path, const std::string& customer_id,
                    MergePlan* plan) {
  plan->blockers.push_back(
      Blocker("CHOICE_EMPTY", "choices", customer_id,
              fmt::format("customer {} has no {}: choose another one's, or the "
                          "survivor's",
                          customer_id, path)));
}

// Of choices of what is not there. Of the survivor nothing is a choice, too.
void FindEmptyChoices(const WantedMerge& wanted, MergePlan* plan) {
  for (size_t i = 1; i < plan->profiles.size(); ++i) {
    const StoredCustomer& profile = plan->profiles[i];
    const std::string& id = profile.customer().id();
    for (const auto& [path, customer_id] : wanted.choices) {
      if (customer_id == id &&
          !HasValue(profile.customer(), FindMergedField(path))) {
        AddEmptyChoice(path, id, plan);
      }
    }
    for (const AttributeChoice& choice : wanted.attributes) {
      if (choice.customer_id == id && !FindShown(choice.definition, profile)) {
        AddEmptyChoice(std::string(kAttributes) + choice.definition.key(), id,
                       plan);
      }
    }
  }
}

// Once the others are part of the survivor's profile.
void ChooseAttributes(const WantedMerge& wanted, MergePlan* plan) {
  const StoredCustomer& survivor = plan->profiles[0];
  for (const AttributeChoice& choice : wanted.attributes) {
    const std::string& id = choice.definition.id();
    if (choice.customer_id == wanted.survivor_id) {
      KeepAttribute(id, survivor.merged_size(), &plan->merged);
      continue;
    }
    for (const StoredCustomer& profile : plan->profiles) {
      if (profile.customer().id() != choice.customer_id) continue;
      const auto shown = FindShown(choice.definition, profile);
      if (shown) ChooseAttribute(id, shown->customer_id, &plan->merged);
    }
  }
}

// Of a profile that its row has no room for.
void FindTooLarge(MergePlan* plan) {
  if (plan->merged.ByteSizeLong() <= kProfileBytesMax) return;
  plan->blockers.push_back(Blocker(
      "PROFILE_TOO_LARGE", "customer_ids", "",
      fmt::format(
          "the names, addresses and numbers of all these customers come "
          "to {} bytes, and a profile has room for {}: merge fewer",
          plan->merged.ByteSizeLong(), kProfileBytesMax)));
}

}  // namespace

absl::StatusOr<WantedMerge> ReadWantedMerge(
    const std::string& survivor_id,
    const RepeatedPtrField<std::string>& customer_ids,
    const RepeatedPtrField<FieldChoice>& choices) {
  WantedMerge wanted{.survivor_id = survivor_id};
  FieldViolations violations;
  ReadOthers(customer_ids, &wanted, &violations);
  ReadChoices(choices, &wanted, &violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return wanted;
}

absl::StatusOr<MergePlan> PlanMerge(const CustomerDirectory& directory,
                                    const kv::View& view,
                                    std::string_view merchant_id,
                                    const WantedMerge& wanted) {
  MergePlan plan;
  ASSIGN_OR_RETURN(plan.profiles,
                   ReadProfiles(directory, view, merchant_id, wanted));
  RETURN_IF_ERROR(FindMergedAway(directory, view, merchant_id, wanted, &plan));
  CountIdentities(&plan);
  FindEmptyChoices(wanted, &plan);
  plan.merged = plan.profiles[0];
  if (!plan.blockers.empty()) return plan;

  std::vector<const StoredCustomer*> others;
  for (size_t i = 1; i < plan.profiles.size(); ++i) {
    others.push_back(&plan.profiles[i]);
    plan.rows.emplace(plan.profiles[i].customer().id(), plan.profiles[i]);
  }
  SortBySource(&others);
  AddToProfile(others, wanted.choices, &plan.merged);
  RETURN_IF_ERROR(ReadSources(directory.tables(), view, merchant_id,
                              plan.merged, &plan.rows));
  ShowSources(plan.rows, &plan.merged);
  ChooseAttributes(wanted, &plan);
  FindTooLarge(&plan);
  return plan;
}

absl::Status Refusal(const MergeBlocker& blocker) {
  return Error(absl::StatusCode::kFailedPrecondition, blocker.reason(),
               blocker.description(),
               {{"field", blocker.field()},
                {"customer_id", blocker.customer_id()},
                {"survivor_customer_id", blocker.survivor_customer_id()}});
}

}  // namespace comptoir::customers
