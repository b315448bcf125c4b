// The customers area on a store in memory, for tests.
#ifndef COMPTOIR_SERVER_CUSTOMERS_TESTING_CUSTOMERS_FOR_TEST_H_
#define COMPTOIR_SERVER_CUSTOMERS_TESTING_CUSTOMERS_FOR_TEST_H_

#include <any>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/customers/customer_service.h"
#include "server/customers/merges/merge_service.h"
#include "server/customers/recovery/recovery.h"
#include "server/rpc/preparation.h"
#include "server/store/testing/test_store.h"

namespace comptoir::customers {

inline constexpr std::string_view kMerchant = "mer_00000000000000000000000001";
inline constexpr std::string_view kOtherMerchant =
    "mer_00000000000000000000000002";

// The one event of a log entry.
template <typename Event>
Event EventIn(const storage::v1::LogEntry& entry) {
  Event event;
  EXPECT_EQ(entry.events_size(), 1);
  EXPECT_TRUE(entry.events(0).data().UnpackTo(&event));
  return event;
}

// Calls the handlers as the server does, as somebody who may do everything
// unless told otherwise. Both merchants are in France.
class CustomersForTest {
 public:
  CustomersForTest();

  absl::StatusOr<v1::Customer> Create(const v1::Customer& customer,
                                      bool unless_known = false);
  // Of somebody known to be fine; her id.
  std::string CreateNamed(std::string given, std::string family);
  absl::StatusOr<v1::Customer> Update(
      const v1::Customer& customer, const std::vector<std::string>& mask = {});
  absl::Status Delete(std::string id, std::string etag = "");
  absl::StatusOr<v1::Customer> Undelete(std::string id, std::string etag = "");
  absl::StatusOr<v1::ListDeletedCustomersResponse> ListDeleted(
      const v1::ListDeletedCustomersRequest& request = {});
  absl::StatusOr<v1::BatchCreateCustomersResponse> BatchCreate(
      const v1::BatchCreateCustomersRequest& request);
  absl::StatusOr<v1::BatchUpdateCustomersResponse> BatchUpdate(
      const v1::BatchUpdateCustomersRequest& request);
  absl::StatusOr<v1::BatchDeleteCustomersResponse> BatchDelete(
      const v1::BatchDeleteCustomersRequest& request);
  absl::StatusOr<v1::Customer> Get(std::string id);
  absl::StatusOr<v1::BatchGetCustomersResponse> BatchGet(
      const std::vector<std::string>& ids);
  absl::StatusOr<v1::ListCustomersResponse> List(
      const v1::ListCustomersRequest& request);
  absl::StatusOr<v1::ExplainFilterResponse> Explain(
      const v1::ExplainFilterRequest& request);
  absl::StatusOr<v1::SearchCustomersResponse> Search(
      const v1::SearchCustomersRequest& request);
  absl::StatusOr<v1::SuggestCustomersResponse> Suggest(std::string text,
                                                       int limit = 0);

  absl::StatusOr<v1::Customer> Merge(const v1::MergeCustomersRequest& request);
  // With nothing chosen.
  absl::StatusOr<v1::Customer> Merge(const std::string& survivor_id,
                                     const std::vector<std::string>& others);
  absl::StatusOr<v1::UnmergeCustomerResponse> Unmerge(std::string id,
                                                      std::string etag = "");
  absl::StatusOr<v1::PreviewMergeResponse> Preview(
      const v1::PreviewMergeRequest& request);
  absl::StatusOr<v1::ListMergesResponse> ListMerges(
      const v1::ListMergesRequest& request);

  // A call of a method as its preparation makes it; `missing` is what the
  // handler asked for.
  Call Prepared(const std::string& method,
                const google::protobuf::Message& request,
                const std::string& missing = "");
  // How often one was made.
  int preparations_made() const { return preparations_made_; }
  // What the handler says to such a call.
  absl::Status Handle(const Call& call,
                      const v1::UpdateCustomerRequest& request);

  void ActFor(std::string_view merchant_id) { merchant_id_ = merchant_id; }
  // The country of both merchants from here on.
  void LiveIn(std::string country) { country_ = std::move(country); }
  // How often somebody looked for too many numbers and addresses.
  int lookup_alarms() const { return lookup_alarms_; }
  void MaySeeContact(bool may) { sees_contact_ = may; }
  void MaySeeSales(bool may) { sees_sales_ = may; }
  // Not the customers at all: who changes them does so blindly.
  void MaySeeCustomers(bool may) { sees_customers_ = may; }
  void MayDelete(bool may) { deletes_ = may; }
  store::TestStore& store() { return store_; }
  CustomerDirectory& directory() { return directory_; }
  NameIndexes& indexes() { return indexes_; }
  Filters& filters() { return filters_; }
  CustomerTables& tables() { return tables_; }
  const Recovery& recovery() const { return recovery_; }
  std::vector<storage::v1::LogEntry> Log() { return store_.Log(merchant_id_); }

 private:
  Principal NewPrincipal() const;
  // Every call has ids of its own.
  Call NewCall(std::any prepared = {});

  // Prepares and calls until nothing is missing.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Write(
      absl::StatusOr<Response> (CustomerService::*method)(const Call&,
                                                          store::Transaction&,
                                                          const Request&),
      const std::string& name, const Request& request);

  CustomerTables tables_;
  NameIndexes indexes_{tables_};
  Filters filters_{tables_};
  CustomerDirectory directory_{tables_};
  LookupLimiter lookups_{[this](const Call&) { ++lookup_alarms_; }};
  CustomerService service_{directory_, indexes_, filters_, lookups_};
  MergeService merges_{directory_};
  rpc::Preparations preparations_;
  std::string merchant_id_{kMerchant};
  std::string country_ = "FR";
  bool sees_contact_ = true;
  bool sees_customers_ = true;
  bool sees_sales_ = true;
  bool deletes_ = false;
  int calls_ = 0;
  int lookup_alarms_ = 0;
  int preparations_made_ = 0;
  store::TestStore store_;
  const Recovery recovery_{store_.store(), directory_};
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_TESTING_CUSTOMERS_FOR_TEST_H_
