#include "server/merchants/operations/operation_service.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

// A service over operations of two kinds, each of one step.
class OperationServiceTest : public testing::Test {
 protected:
  OperationServiceTest() {
    for (const char* kind : {"shelves.count", "shelves.dust"}) {
      operations_.Register(
          {.name = kind,
           .step = [](const store::Snapshot&, const operations::OperationRun&)
               -> absl::StatusOr<operations::OperationWrite> {
             return [](store::Transaction&) {
               return operations::StepOutcome{.done_units = 1,
                                              .total_units = 1};
             };
           }});
    }
  }

  Call NewCall(const std::string& merchant = kMerchant) {
    return Call::ForTest(merchant, store_.clock().Now());
  }

  v1::Operation Begin(std::string_view kind = "shelves.count") {
    // Ids are in the order of their milliseconds.
    store_.clock().Advance(absl::Milliseconds(1));
    return store_
        .Write(kMerchant,
               [&](store::Transaction& txn) {
                 return operations_.Begin(txn, kind, "");
               })
        .value();
  }

  std::vector<std::string> List(const v1::ListOperationsRequest& request) {
    const absl::StatusOr<v1::ListOperationsResponse> page =
        service_.ListOperations(NewCall(), *store_.Read(), request);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> ids;
    for (const v1::Operation& operation : page->operations()) {
      ids.push_back(operation.id());
    }
    next_page_token_ = page->next_page_token();
    return ids;
  }

  absl::StatusOr<v1::GetOperationResponse> Get(
      const std::string& id, const std::string& merchant = kMerchant) {
    v1::GetOperationRequest request;
    request.set_operation_id(id);
    return service_.GetOperation(NewCall(merchant), *store_.Read(), request);
  }

  absl::StatusOr<v1::CancelOperationResponse> Cancel(
      const std::string& id, const std::string& merchant = kMerchant) {
    v1::CancelOperationRequest request;
    request.set_operation_id(id);
    const Call call = NewCall(merchant);
    return store_.Write(merchant, [&](store::Transaction& txn) {
      return service_.CancelOperation(call, txn, request);
    });
  }

  absl::StatusOr<std::unique_ptr<rpc::Source<v1::WatchOperationResponse>>>
  Watch(const std::string& id, const std::string& merchant = kMerchant) {
    v1::WatchOperationRequest request;
    request.set_operation_id(id);
    return service_.WatchOperation(
        std::make_shared<const Call>(NewCall(merchant)), request, [] {});
  }

  store::TestStore store_;
  operations::Operations operations_{store_.store()};
  OperationService service_{operations_};
  std::string next_page_token_;
};

TEST_F(OperationServiceTest, GetsOneAsItStands) {
  const std::string id = Begin().id();
  EXPECT_EQ(Get(id)->operation().state(), v1::OPERATION_STATE_PENDING);
  store_.RunDueJobs();
  EXPECT_EQ(Get(id)->operation().state(), v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_EQ(ReasonOf(Get(FormatId("ope", "operation-number")).status()),
            "NOT_FOUND");
}

TEST_F(OperationServiceTest, ListsTheNewestFirstInPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(Begin().id());

  v1::ListOperationsRequest request;
  request.set_page_size(2);
  EXPECT_THAT(List(request), ElementsAre(ids[2], ids[1]));
  request.set_page_token(next_page_token_);
  EXPECT_THAT(List(request), ElementsAre(ids[0]));
  EXPECT_EQ(next_page_token_, "");
}

TEST_F(OperationServiceTest, ListsByKindAndState) {
  const std::string done = Begin().id();
  store_.RunDueJobs();
  const std::string pending = Begin().id();
  const std::string other = Begin("shelves.dust").id();

  v1::ListOperationsRequest request;
  request.add_states(v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_THAT(List(request), ElementsAre(done));
  request.add_states(v1::OPERATION_STATE_PENDING);
  EXPECT_THAT(List(request), ElementsAre(other, pending, done));
  request.set_kind("shelves.dust");
  EXPECT_THAT(List(request), ElementsAre(other));
}

TEST_F(OperationServiceTest, NamesTheKindsThereAreWhereNoneIsMeant) {
  v1::ListOperationsRequest request;
  request.set_kind("shelves.dust");
  EXPECT_THAT(List(request), IsEmpty());
  request.set_kind("shelves");

  const absl::Status status =
      service_.ListOperations(NewCall(), *store_.Read(), request).status();

  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("shelves.count, shelves.dust"));
}

TEST_F(OperationServiceTest, CancelsOnceAndForAll) {
  const std::string id = Begin().id();
  const auto canceled = Cancel(id);

  ASSERT_TRUE(canceled.ok()) << canceled.status();
  EXPECT_EQ(canceled->operation().state(), v1::OPERATION_STATE_CANCELED);
  store_.RunDueJobs();
  EXPECT_EQ(Get(id)->operation().state(), v1::OPERATION_STATE_CANCELED);
  EXPECT_EQ(Get(id)->operation().done_units(), 0);
}

TEST_F(OperationServiceTest, ShowsNobodyAnothersOperation) {
  const std::string id = Begin().id();

  EXPECT_EQ(ReasonOf(Get(id, kOther).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Cancel(id, kOther).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Watch(id, kOther).status()), "NOT_FOUND");
  const auto page =
      service_.ListOperations(NewCall(kOther), *store_.Read(), {});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->operations_size(), 0);
  EXPECT_EQ(Get(id)->operation().state(), v1::OPERATION_STATE_PENDING);
}

TEST_F(OperationServiceTest, WatchesOneToItsEnd) {
  const auto source = Watch(Begin().id());
  ASSERT_TRUE(source.ok()) << source.status();
  v1::WatchOperationResponse seen;
  EXPECT_TRUE(*(*source)->Next(&seen));
  EXPECT_EQ(seen.operation().state(), v1::OPERATION_STATE_PENDING);
  store_.RunDueJobs();
  EXPECT_TRUE(*(*source)->Next(&seen));
  EXPECT_EQ(seen.operation().state(), v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_EQ((*source)->Next(&seen).status().code(),
            absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace comptoir::merchants
