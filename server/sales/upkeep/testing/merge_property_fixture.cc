#include "server/sales/upkeep/testing/merge_property_fixture.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::sales {
namespace {

using customers::kIdentitiesMax;
using customers::v1::Customer;
using google::protobuf::FieldDescriptor;

const FieldDescriptor* Field(const std::string& path) {
  return Customer::descriptor()->FindFieldByName(path);
}
bool Has(const Values& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}
void SetValues(const Values& values, const List& list, Customer* customer) {
  for (const std::string& value : values) {
    if (list.path == kEmails.path) {
      customer->add_other_email_addresses()->set_email_address(value);
    } else {
      customer->add_preferences()->set_value(value);
    }
  }
}

}  // namespace

std::string ValueOf(const Customer& customer, const std::string& path) {
  return customer.GetReflection()->GetString(customer, Field(path));
}

Values ValuesOf(const Customer& customer, const List& list) {
  Values values;
  if (list.path == kEmails.path) {
    for (const auto& other : customer.other_email_addresses()) {
      values.push_back(other.email_address());
    }
  } else {
    for (const auto& preference : customer.preferences()) {
      values.push_back(preference.value());
    }
  }
  return values;
}

Values MergePropertyFixture::RandomValues(const std::string& primary) {
  Values values;
  for (int i = Random(4); i > 0; --i) {
    const std::string value = fmt::format("v{}@x.fr", Random(500));
    if (value != primary && !Has(values, value)) values.push_back(value);
  }
  return values;
}

void MergePropertyFixture::Create() {
  Customer customer;
  // So that everybody has something to be known by.
  customer.set_company_name(fmt::format("P{}", model_.size()));
  std::map<std::string, std::string> own;
  for (const char* path : kFields) {
    own[path] = RandomValue();
    customer.GetReflection()->SetString(&customer, Field(path), own[path]);
  }
  std::map<std::string, Values> lists;
  for (const List* list : {&kEmails, &kPreferences}) {
    lists[list->path] = RandomValues(own["email_address"]);
    SetValues(lists[list->path], *list, &customer);
  }
  if (own["email_address"].empty()) {
    lists[kEmails.path].clear();
    customer.clear_other_email_addresses();
  }
  const auto created = store_.Write(merchant_, [&](store::Transaction& txn) {
    return customers_.Create(txn, "", customer, {});
  });
  ASSERT_TRUE(created.ok()) << created.status();
  Person* person = model_.Add(created->id());
  person->own = std::move(own);
  person->lists = std::move(lists);
  person->updated = Now();
}

void MergePropertyFixture::Edit() {
  Person* named = RandomPerson();
  Person* root = Model::RootOf(named);
  const std::string path = kFields[Random(std::size(kFields))];
  const std::string value = RandomValue();
  // What becomes the primary one of the others is for tests of updates.
  if (path == kEmails.primary && Has(model_.ShownList(root, kEmails), value)) {
    return;
  }
  customers::v1::UpdateCustomerRequest request;
  Customer& customer = *request.mutable_customer();
  customer.set_id(named->id);
  customer.GetReflection()->SetString(&customer, Field(path), value);
  request.mutable_update_mask()->add_paths(path);
  const auto updated = store_.Write(merchant_, [&](store::Transaction& txn) {
    return customers_.Update(txn, "", request, records::Sight::kAll, {});
  });
  const std::string shown = model_.Shown(root, path);
  const bool is_lacking = path == kEmails.primary && value.empty() &&
                          !shown.empty() &&
                          !model_.ShownList(root, kEmails).empty();
  ASSERT_EQ(updated.ok(), !is_lacking) << updated.status();
  if (is_lacking) return;
  EXPECT_EQ(updated->id(), root->id);
  if (shown == value) return;
  if (path == kEmails.primary) ReplacePrimary(root, shown, value);
  root->own[path] = value;
  root->edited[path] = operation_;
  root->updated = Now();
}

void MergePropertyFixture::ReplacePrimary(Person* root,
                                          const std::string& shown,
                                          const std::string& value) {
  if (value.empty()) {
    root->lists[kEmails.path].clear();
    root->edited[kEmails.path] = operation_;
    return;
  }
  const std::string own = root->own[kEmails.primary];
  const Values others = model_.ShownList(root, kEmails);
  const bool is_joined = model_.ChosenFor(root, kEmails) == nullptr &&
                         !model_.JoinedOf(root, kEmails).empty();
  for (Person* child : model_.SourcesOf(root, kEmails.path)) {
    if (!shown.empty() && model_.PrimaryShown(child, kEmails) == shown) {
      child->without_primary.insert(kEmails.path);
    }
  }
  Values& list = root->lists[kEmails.path];
  if (is_joined && !own.empty() && Has(others, own) && !Has(list, own)) {
    list.push_back(own);
  }
}

void MergePropertyFixture::EditList() {
  Person* named = RandomPerson();
  Person* root = Model::RootOf(named);
  const List& list = Random(2) == 0 ? kEmails : kPreferences;
  const Values values = RandomValues(model_.PrimaryShown(root, list));
  customers::v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_id(named->id);
  SetValues(values, list, request.mutable_customer());
  request.mutable_update_mask()->add_paths(list.path);
  const auto updated = store_.Write(merchant_, [&](store::Transaction& txn) {
    return customers_.Update(txn, "", request, records::Sight::kAll, {});
  });
  const Values shown = model_.ShownList(root, list);
  const bool is_lacking = list.path == kEmails.path && !values.empty() &&
                          shown.empty() &&
                          model_.PrimaryShown(root, list).empty();
  ASSERT_EQ(updated.ok(), !is_lacking) << updated.status();
  if (is_lacking || shown == values) return;
  root->lists[list.path] = values;
  root->edited[list.path] = operation_;
  root->updated = Now();
}

void MergePropertyFixture::Merge() {
  Person* survivor = RandomPerson();
  std::vector<Person*> others;
  for (int i = Random(3); i >= 0; --i) others.push_back(RandomPerson());
  std::map<std::string, const Person*> choices;
  if (Random(3) == 0) {
    const int chosen = Random(static_cast<int>(others.size()) + 1);
    choices[kFields[Random(std::size(kFields))]] =
        chosen == 0 ? survivor : others[chosen - 1];
  }
  if (Random(4) == 0) {
    const int chosen = Random(static_cast<int>(others.size()) + 1);
    choices[Random(2) == 0 ? kEmails.path : kPreferences.path] =
        chosen == 0 ? survivor : others[chosen - 1];
  }
  customers::v1::MergeCustomersRequest request;
  request.set_survivor_customer_id(survivor->id);
  for (const Person* other : others) request.add_customer_ids(other->id);
  for (const auto& [path, person] : choices) {
    auto& choice = *request.add_choices();
    choice.set_path(path);
    choice.set_customer_id(person->id);
  }
  const Call call = NewCall();
  const auto merged = store_.Write(merchant_, [&](store::Transaction& txn) {
    return merges_.MergeCustomers(call, txn, request);
  });
  ASSERT_EQ(merged.ok(), MayMerge(survivor, others, choices))
      << merged.status();
  if (!merged.ok()) return;
  std::sort(others.begin(), others.end(), [](const Person* a, const Person* b) {
    return std::tuple(-a->updated, a->id) < std::tuple(-b->updated, b->id);
  });
  for (size_t i = 0; i < others.size(); ++i) {
    others[i]->parent = survivor;
    others[i]->merge = operation_;
    others[i]->rank = static_cast<int>(i);
    others[i]->choices = choices;
    others[i]->without_primary.clear();
  }
  survivor->updated = Now();
  ++merges_made_;
}

bool MergePropertyFixture::MayMerge(
    Person* survivor, const std::vector<Person*>& others,
    const std::map<std::string, const Person*>& choices) {
  std::set<const Person*> all = {survivor};
  size_t identities = model_.ProfileOf(survivor).size();
  for (Person* other : others) {
    if (!all.insert(other).second) return false;
    identities += model_.ProfileOf(other).size();
  }
  for (const auto& [path, person] : choices) {
    if (person != survivor && !HasShown(person, path)) return false;
  }
  return identities <= static_cast<size_t>(kIdentitiesMax) &&
         std::all_of(all.begin(), all.end(), [](const Person* person) {
           return person->parent == nullptr;
         });
}

bool MergePropertyFixture::HasShown(const Person* person,
                                    const std::string& path) {
  for (const List* list : {&kEmails, &kPreferences}) {
    if (path == list->path) return !model_.ShownList(person, *list).empty();
  }
  return !model_.Shown(person, path).empty();
}

void MergePropertyFixture::Unmerge() {
  Person* person = RandomPerson();
  customers::v1::UnmergeCustomerRequest request;
  request.set_customer_id(person->id);
  const Call call = NewCall();
  const auto unmerged = store_.Write(merchant_, [&](store::Transaction& txn) {
    return merges_.UnmergeCustomer(call, txn, request);
  });
  ASSERT_EQ(unmerged.ok(), person->parent != nullptr) << unmerged.status();
  if (!unmerged.ok()) return;
  Person* root = Model::RootOf(person);
  person->parent = nullptr;
  person->choices.clear();
  person->updated = root->updated = Now();
}

}  // namespace comptoir::sales
