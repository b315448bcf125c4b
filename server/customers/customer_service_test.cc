#include "server/customers/customer_service.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Customer;

Customer Helene() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_family_name("Martin");
  customer.set_email_address("Helene@Example.com");
  customer.set_phone_number("06 12 34 56 78");
  return customer;
}

TEST(CreateCustomer, KeepsWhatIsGivenAndFillsTheRest) {
  CustomersForTest customers;
  Customer given = Helene();
  given.set_note(" likes tea ");
  given.set_phone_e164("+1");

  const Customer created = *customers.Create(given);

  EXPECT_THAT(created.id(), ::testing::StartsWith("cus_"));
  EXPECT_THAT(created.etag(), Not(IsEmpty()));
  EXPECT_TRUE(created.has_create_time());
  EXPECT_TRUE(
      MessageDifferencer::Equals(created.create_time(), created.update_time()));
  EXPECT_EQ(created.creation_source(), v1::CREATION_SOURCE_DIRECTORY);
  EXPECT_EQ(created.note(), "likes tea");
  EXPECT_EQ(created.email_address(), "Helene@Example.com");
  EXPECT_EQ(created.phone_number(), "06 12 34 56 78");
  EXPECT_EQ(created.phone_e164(), "+33612345678");
  EXPECT_TRUE(
      MessageDifferencer::Equals(created, *customers.Get(created.id())));
}

TEST(CreateCustomer, AppendsAnEventWithoutPersonalData) {
  CustomersForTest customers;

  const Customer created = *customers.Create(Helene());

  const auto log = customers.Log();
  ASSERT_THAT(log, SizeIs(1));
  EXPECT_EQ(EventIn<v1::CustomerCreated>(log[0]).customer_id(), created.id());
  EXPECT_THAT(log[0].events(0).subjects(), ElementsAre(created.id()));
  EXPECT_THAT(log[0].events(0).feed(), ElementsAre(created.id()));
}

TEST(CreateCustomer, WritesNothingWhenItRefuses) {
  CustomersForTest customers;
  Customer nobody;
  nobody.set_note("nobody");

  EXPECT_EQ(customers.Create(nobody).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(customers.Log(), IsEmpty());
}

TEST(CreateCustomer, RefusesABirthdayToCome) {
  CustomersForTest customers;
  const auto today =
      absl::ToCivilDay(customers.store().clock().Now(), absl::UTCTimeZone());
  Customer newborn = Helene();
  newborn.set_birthday(absl::FormatCivilTime(today + 1));
  EXPECT_EQ(ReasonOf(customers.Create(newborn).status()), "INVALID_FIELDS");
  newborn.set_birthday(absl::FormatCivilTime(today));
  newborn = *customers.Create(newborn);

  newborn.set_birthday("9999-12-31");
  EXPECT_EQ(ReasonOf(customers.Update(newborn).status()), "INVALID_FIELDS");
}

TEST(CreateCustomer, RefusesSourcesOfTheServer) {
  CustomersForTest customers;
  Customer given = Helene();
  given.set_creation_source(v1::CREATION_SOURCE_MERGE);

  EXPECT_EQ(customers.Create(given).status().code(),
            absl::StatusCode::kInvalidArgument);
  given.set_creation_source(v1::CREATION_SOURCE_IMPORT);
  EXPECT_EQ(customers.Create(given)->creation_source(),
            v1::CREATION_SOURCE_IMPORT);
}

TEST(CreateCustomer, RefusesWhoIsKnownWhenAskedTo) {
  CustomersForTest customers;
  Customer known = Helene();
  known.set_reference_id("Kd-7");
  ASSERT_TRUE(customers.Create(known, /*unless_known=*/true).ok());
  std::vector<Customer> others(3);
  others[0].set_given_name("Zoë");
  others[0].set_reference_id("kd-7");
  others[1].set_email_address("helene@example.com");
  others[2].set_phone_number("+33 6 12 34 56 78");

  for (const Customer& other : others) {
    EXPECT_EQ(ReasonOf(customers.Create(other, true).status()),
              "CUSTOMER_KNOWN");
  }
  EXPECT_THAT(customers.Log(), SizeIs(1));
  EXPECT_TRUE(customers.Create(others[1]).ok());
  customers.MaySeeContact(false);
  EXPECT_EQ(ReasonOf(customers.Create(others[0], true).status()),
            "PERMISSION_DENIED");
}

// Who finds or creates goes on with whoever is known.
TEST(CreateCustomer, NamesWhoIsKnownAndByWhat) {
  CustomersForTest customers;
  Customer known = Helene();
  known.set_reference_id("Kd-7");
  const std::string id = customers.Create(known)->id();
  Customer same;
  same.set_given_name("Zoë");
  same.set_reference_id("kd-7");
  same.set_phone_number("+33 6 12 34 56 78");

  const absl::Status both = customers.Create(same, true).status();
  EXPECT_EQ(both.message(),
            "another customer has this reference id and this phone number");
  EXPECT_EQ(MetadataOf(both, "field"), "reference_id,phone_number");
  EXPECT_EQ(MetadataOf(both, "customer_id"), id);
  EXPECT_EQ(MetadataOf(both, "customer_ids"), id + "," + id);

  Customer other;
  other.set_reference_id("KD-8");
  other.set_given_name("Anna");
  const std::string anna = customers.Create(other)->id();
  same.set_reference_id("kd-8");
  const absl::Status two = customers.Create(same, true).status();
  EXPECT_EQ(two.message(),
            "others have this reference id and this phone number");
  EXPECT_EQ(MetadataOf(two, "customer_id"), anna);
  EXPECT_EQ(MetadataOf(two, "customer_ids"), anna + "," + id);
}

TEST(CreateCustomer, NamesNobodyToWhoSeesNoCustomers) {
  CustomersForTest customers;
  ASSERT_TRUE(customers.Create(Helene()).ok());
  Customer same = Helene();
  same.clear_phone_number();
  storage::v1::StoredCustomer made;
  *made.mutable_customer() = same;

  const absl::Status status = customers.directory().CheckIsOnlyOne(
      *customers.store().Read(), kMerchant, made, records::Sight::kNone);

  EXPECT_EQ(ReasonOf(status), "CUSTOMER_KNOWN");
  EXPECT_EQ(MetadataOf(status, "field"), "email_address");
  EXPECT_EQ(MetadataOf(status, "customer_id"), "");
  EXPECT_EQ(MetadataOf(status, "customer_ids"), "");
}

TEST(GetCustomer, DoesNotKnowOthersCustomers) {
  CustomersForTest customers;
  const std::string id = customers.Create(Helene())->id();

  customers.ActFor(kOtherMerchant);

  EXPECT_EQ(ReasonOf(customers.Get(id).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(customers.Delete(id)), "NOT_FOUND");
  Customer changes;
  changes.set_id(id);
  changes.set_note("mine");
  EXPECT_EQ(ReasonOf(customers.Update(changes).status()), "NOT_FOUND");
  EXPECT_THAT(customers.BatchGet({id})->missing_customer_ids(),
              ElementsAre(id));
  EXPECT_THAT(customers.Suggest("helene")->suggestions(), IsEmpty());
}

TEST(BatchGetCustomers, KeepsTheOrderAndNamesTheMissing) {
  CustomersForTest customers;
  const std::string first = customers.CreateNamed("A", "");
  const std::string second = customers.CreateNamed("B", "");
  const std::string gone = customers.CreateNamed("C", "");
  ASSERT_TRUE(customers.Delete(gone).ok());

  const auto batch = *customers.BatchGet({second, gone, first, second});

  ASSERT_THAT(batch.customers(), SizeIs(3));
  EXPECT_EQ(batch.customers(0).id(), second);
  EXPECT_EQ(batch.customers(1).id(), first);
  EXPECT_EQ(batch.customers(2).id(), second);
  EXPECT_THAT(batch.missing_customer_ids(), ElementsAre(gone));
}

TEST(UpdateCustomer, ChangesTheNamedFields) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());
  Customer changes;
  changes.set_id(created.id());
  changes.set_family_name("Roy");

  const Customer updated =
      *customers.Update(changes, {"family_name", "phone_number"});

  EXPECT_EQ(updated.given_name(), "Hélène");
  EXPECT_EQ(updated.family_name(), "Roy");
  EXPECT_EQ(updated.phone_e164(), "");
  EXPECT_NE(updated.etag(), created.etag());
  EXPECT_GT(updated.update_time().nanos(), created.update_time().nanos());
  EXPECT_THAT(
      EventIn<v1::CustomerUpdated>(customers.Log()[1]).changed_fields().paths(),
      ElementsAre("family_name", "phone_number", "phone_e164"));
}

TEST(UpdateCustomer, LeavesEverythingWhenNothingChanges) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());

  const Customer updated = *customers.Update(created);

  EXPECT_TRUE(MessageDifferencer::Equals(created, updated));
  // The creation alone: what changes nothing is not logged.
  EXPECT_THAT(customers.Log(), SizeIs(1));
}

TEST(UpdateCustomer, RefusesAStaleEtag) {
  CustomersForTest customers;
  Customer read = *customers.Create(Helene());
  Customer other = read;
  other.set_note("first");
  ASSERT_TRUE(customers.Update(other).ok());

  read.set_note("second");
  const absl::Status status = customers.Update(read).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
  read.clear_etag();
  EXPECT_EQ(customers.Update(read)->note(), "second");
}

TEST(UpdateCustomer, RefusesToLeaveNothingToKnowTheCustomerBy) {
  CustomersForTest customers;
  Customer changes;
  changes.set_id(customers.CreateNamed("Hélène", ""));

  EXPECT_EQ(customers.Update(changes, {"given_name"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(customers.Update(changes, {"colour"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(DeleteCustomer, DeletesOnce) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());

  EXPECT_EQ(ReasonOf(customers.Delete(created.id(), "stale")), "ETAG_MISMATCH");
  EXPECT_TRUE(customers.Delete(created.id(), created.etag()).ok());
  EXPECT_EQ(ReasonOf(customers.Delete(created.id())), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(customers.Get(created.id()).status()), "NOT_FOUND");
  EXPECT_EQ(EventIn<v1::CustomerDeleted>(customers.Log()[1]).customer_id(),
            created.id());
}

// The given names of all pages, creating and deleting others between them.
std::vector<std::string> ListAll(CustomersForTest& customers,
                                 v1::CustomerOrder order, int page_size) {
  std::vector<std::string> names;
  v1::ListCustomersRequest request;
  request.set_order(order);
  request.set_page_size(page_size);
  do {
    const auto page = *customers.List(request);
    for (const Customer& customer : page.customers()) {
      if (customer.note() != "passing") names.push_back(customer.given_name());
    }
    request.set_page_token(page.next_page_token());
    Customer passing;
    passing.set_given_name(names.empty() ? "A" : names.back());
    passing.set_note("passing");
    const Customer created = *customers.Create(passing);
    if (names.size() % 2 == 0) {
      EXPECT_TRUE(customers.Delete(created.id()).ok());
    }
  } while (!request.page_token().empty());
  return names;
}

TEST(ListCustomers, WalksEveryoneOnceWhileOthersComeAndGo) {
  CustomersForTest customers;
  std::vector<std::string> names;
  for (char c = 'A'; c <= 'W'; ++c) names.emplace_back(1, c);
  std::vector<std::string> created = names;
  std::shuffle(created.begin(), created.end(), std::mt19937(7));
  for (const std::string& name : created) customers.CreateNamed(name, "");
  const std::vector<std::string> newest(created.rbegin(), created.rend());
  const std::vector<std::string> falling(names.rbegin(), names.rend());

  EXPECT_EQ(ListAll(customers, v1::CUSTOMER_ORDER_NAME, 5), names);
  EXPECT_EQ(ListAll(customers, v1::CUSTOMER_ORDER_NAME_DESCENDING, 4), falling);
  EXPECT_EQ(ListAll(customers, v1::CUSTOMER_ORDER_OLDEST_FIRST, 7), created);
  EXPECT_EQ(ListAll(customers, v1::CUSTOMER_ORDER_UNSPECIFIED, 3), newest);
}

TEST(ListCustomers, RefusesATokenOfAnotherQuery) {
  CustomersForTest customers;
  for (int i = 0; i < 3; ++i) customers.CreateNamed("Hélène", "");
  v1::ListCustomersRequest request;
  request.set_page_size(1);
  request.set_page_token(customers.List(request)->next_page_token());

  request.set_order(v1::CUSTOMER_ORDER_NAME);

  EXPECT_EQ(ReasonOf(customers.List(request).status()), "PAGE_TOKEN_MISMATCH");
}

TEST(CustomerDirectory, CreatesInstantProfiles) {
  CustomersForTest customers;

  const auto created = customers.store().Write(
      std::string(kMerchant), [&](store::Transaction& txn) {
        return customers.directory().CreateInstantProfile(txn, "Hélène",
                                                          "Martin");
      });

  EXPECT_EQ(created->creation_source(), v1::CREATION_SOURCE_INSTANT_PROFILE);
  EXPECT_EQ(customers.Suggest("martin")->suggestions(0).customer_id(),
            created->id());
}

TEST(CustomerDirectory, CutsLongNamesOfCards) {
  CustomersForTest customers;
  std::string longest;
  for (int i = 0; i < 300; ++i) longest += "é";

  const auto created = customers.store().Write(
      std::string(kMerchant), [&](store::Transaction& txn) {
        return customers.directory().CreateInstantProfile(txn, longest,
                                                          longest + "e");
      });

  EXPECT_EQ(created->given_name(), longest);
  EXPECT_EQ(created->family_name(), longest);
}

TEST(CustomerDirectory, ShowsAProfileOnceUnderAllItsIdentities) {
  CustomersForTest customers;
  const CustomerDirectory& directory = customers.directory();
  const std::string anna = customers.CreateNamed("Anna", "Roux");
  const std::string ann = customers.CreateNamed("Ann", "Roux");
  const std::string annie = customers.CreateNamed("Annie", "Roux");
  const auto merge = [&](const std::string& identity, const std::string& into) {
    return customers.store().Write(
        std::string(kMerchant), [&](store::Transaction& txn) -> absl::Status {
          ASSIGN_OR_RETURN(auto stored, directory.tables().customers.Get(
                                            txn, kMerchant, identity));
          stored.set_merged_into(into);
          return directory.tables().customers.Put(txn, stored);
        });
  };
  ASSERT_TRUE(merge(annie, ann).ok());
  ASSERT_TRUE(merge(ann, anna).ok());
  const auto snapshot = customers.store().Read();

  EXPECT_THAT(*directory.CustomerIdentities(*snapshot, kMerchant, anna),
              ElementsAre(anna, ann, annie));
  EXPECT_EQ(**directory.SurvivorOf(*snapshot, kMerchant, annie), anna);
  EXPECT_EQ(customers.Suggest("roux")->suggestions_size(), 1);
  v1::ListCustomersRequest by_name;
  by_name.set_order(v1::CUSTOMER_ORDER_NAME);
  EXPECT_EQ(customers.List(by_name)->customers_size(), 1);
}

}  // namespace
}  // namespace comptoir::customers
