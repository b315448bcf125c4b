// Random merges, unmerges, edits and sales, held against a plain model.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/customers/customer_service.h"
#include "server/customers/filters/filters.h"
#include "server/customers/merges/merge_checks.h"
#include "server/sales/upkeep/testing/merge_property_fixture.h"
#include "server/sales/upkeep/verify_sales.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::sales {
namespace {

using customers::v1::Customer;

constexpr int kOperations = 50'000;
constexpr int kBetweenReopens = 10'000;
constexpr int kPersons = 140;

class MergePropertyTest : public MergePropertyFixture {
 protected:
  // Paid in cash: of the identity that was named, whoever survives.
  void SellTo(Person* named) {
    const int price = 1 + Random(1000);
    const v1::Sale sale = Completed({Line("tea", price)}, named->id);
    CheckShown(sale, named);
    ++named->visits;
    named->spend += price;
  }

  // The same, when it was nobody's or somebody else's before. It stays with the
  // first one who is the same profile.
  void Attach(Person* first, Person* named) {
    const int price = 1 + Random(1000);
    const v1::Sale sale =
        Completed({Line("tea", price)}, first == nullptr ? "" : first->id);
    const auto attached = SalesFixture::Attach(sale, named->id);
    ASSERT_TRUE(attached.ok()) << attached.status();
    if (first != nullptr && Model::RootOf(first) == Model::RootOf(named)) {
      named = first;
    }
    CheckShown(attached->sale(), named);
    ++named->visits;
    named->spend += price;
  }

  static void CheckShown(const v1::Sale& sale, Person* identity) {
    const std::string& survivor = Model::RootOf(identity)->id;
    EXPECT_EQ(sale.customer_id(), survivor);
    EXPECT_EQ(sale.identity_customer_id(),
              identity->id == survivor ? "" : identity->id);
  }

  // By their own card, which one sale made known: theirs, whoever survives.
  void PayByCard(Person* person) {
    const int price = 1 + Random(1000);
    const v1::Sale sale =
        Open({Line("cake", price)}, person->has_card ? "" : person->id);
    const auto paid = Apply(CardFor(sale, "card of " + person->id));
    ASSERT_TRUE(paid.ok()) << paid.status();
    person->has_card = true;
    ++person->visits;
    person->spend += price;
  }

  void Check(Person* person) {
    Person* root = Model::RootOf(person);
    const auto stored =
        customers_.GetStored(*store_.Read(), merchant_, person->id);
    ASSERT_TRUE(stored.ok()) << stored.status();
    const Customer& shown = stored->customer();
    ASSERT_EQ(shown.id(), root->id);
    for (const char* path : kFields) {
      ASSERT_EQ(ValueOf(shown, path), model_.Shown(root, path)) << path;
    }
    for (const List* list : {&kEmails, &kPreferences}) {
      ASSERT_EQ(ValuesOf(shown, *list), model_.ShownList(root, *list))
          << list->path;
    }
    std::vector<Person*> profile = model_.ProfileOf(root);
    std::set<std::string> merged;
    int visits = 0;
    int64_t spend = 0;
    for (const Person* each : profile) {
      if (each != root) merged.insert(each->id);
      visits += each->visits;
      spend += each->spend;
    }
    ASSERT_EQ(std::set<std::string>(shown.merged_customer_ids().begin(),
                                    shown.merged_customer_ids().end()),
              merged);
    const v1::PurchaseSummary summary = SummaryOf(root->id);
    ASSERT_EQ(summary.visit_count(), visits);
    ASSERT_EQ(visits == 0 ? 0 : summary.spend(0).total().minor_units(), spend);
    ASSERT_EQ(SalesOf(root->id).size(),
              static_cast<size_t>(std::min(visits, 50)));
    CheckFound(person, root);
  }

  // By what they had themselves, whatever became of it.
  void CheckFound(const Person* person, const Person* root) {
    const std::string& email = person->own.at("email_address");
    if (email.empty()) return;
    customers::v1::SearchCustomersRequest request;
    request.mutable_query()->mutable_email_address()->set_exact(email);
    request.set_page_size(200);
    const auto found =
        directory_service_.SearchCustomers(NewCall(), *store_.Read(), request);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(
        std::count_if(found->customers().begin(), found->customers().end(),
                      [&](const Customer& c) { return c.id() == root->id; }),
        1);
  }

  void Reopen() {
    store_.Reopen();
    // What is in memory is what the rows say.
    customers::CustomerTables tables;
    customers::NameIndexes loaded(tables);
    ASSERT_TRUE(loaded.Load(*store_.Read()).ok());
    size_t roots = 0;
    for (size_t i = 0; i < model_.size(); ++i) {
      const Person* person = model_.at(i);
      const IdBytes id = *ParseId("cus", person->id);
      if (person->parent == nullptr) ++roots;
      ASSERT_EQ(
          loaded.IsMerged(merchant_, id),
          person->parent == nullptr && !model_.ChildrenOf(person).empty());
      ASSERT_EQ(loaded.IsMerged(merchant_, id),
                indexes_.IsMerged(merchant_, id));
    }
    // The fixture's three customers are nobody of the model.
    ASSERT_EQ(loaded.Read(merchant_, [](const auto& i) { return i.size(); }),
              roots + 3);
    Verify();
  }

  void Verify() {
    const auto report =
        store::VerifyStore(*store_.Read(),
                           {.tables = Tables(),
                            .add_checks =
                                [this](store::Checks& checks) {
                                  AddSalesChecks(tables_, checks);
                                  customers::AddMergeChecks(customers_, checks);
                                }})
            .value();
    ASSERT_TRUE(report.ok()) << report.problems()[0].text;
  }
  std::vector<const store::TableBase*> Tables() const {
    std::vector<const store::TableBase*> tables = tables_.All();
    tables.push_back(&customer_tables_.customers);
    return tables;
  }

  void Operate() {
    store_.clock().Advance(absl::Microseconds(Random(3)));
    const int dice = Random(100);
    if (model_.size() < kPersons && (model_.size() < 5 || dice < 2)) {
      Create();
    } else if (dice < 25) {
      Edit();
    } else if (dice < 30) {
      EditList();
    } else if (dice < 50) {
      Merge();
    } else if (dice < 72) {
      Unmerge();
    } else if (dice < 76) {
      Random(2) == 0
          ? SellTo(RandomPerson())
          : Attach(Random(2) == 0 ? nullptr : RandomPerson(), RandomPerson());
    } else if (dice < 80) {
      PayByCard(RandomPerson());
    } else {
      Check(RandomPerson());
    }
  }

  customers::NameIndexes indexes_{customer_tables_};
  customers::LookupLimiter lookups_{[](const Call&) {}};
  customers::Filters filters_{customer_tables_};
  customers::CustomerService directory_service_{customers_, indexes_, filters_,
                                                lookups_};
};

TEST_F(MergePropertyTest, ShowsWhatTheModelShows) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  // The fixture's own were there before the index listened.
  ASSERT_TRUE(indexes_.Load(*store_.Read()).ok());
  for (operation_ = 1; operation_ <= kOperations; ++operation_) {
    SCOPED_TRACE(fmt::format("operation {}", operation_));
    Operate();
    if (operation_ % kBetweenReopens == 0) Reopen();
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(merges_made_, kOperations / 100);
  // Everybody is themselves again.
  for (size_t i = 0; i < model_.size(); ++i) {
    Check(model_.at(i));
    if (HasFatalFailure()) return;
  }
  Verify();
}

}  // namespace
}  // namespace comptoir::sales
