// Duplicates through the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_TESTING_DUPLICATES_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_TESTING_DUPLICATES_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/customers/duplicates/duplicates.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/operations/operations.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {

class DuplicatesFixture : public ::testing::Test {
 protected:
  using Ids = std::vector<std::string>;
  struct Who {
    std::string given = {};
    std::string family = {};
    std::string email = {};
    std::string phone = {};
    std::string reference = {};
    std::string birthday = {};
    std::string company = {};
  };

  DuplicatesFixture();

  static v1::Customer CustomerOf(const Who& who);
  std::string Create(const Who& who);
  v1::Customer Get(const std::string& id) { return *customers_.Get(id); }

  absl::StatusOr<v1::ListDuplicatesResponse> Page(
      const v1::ListDuplicatesRequest& request);
  // All pages as one.
  v1::ListDuplicatesResponse List(int page_size = 0);
  // The members of each suggestion.
  std::vector<Ids> Suggestions(int page_size = 0);
  // Every two who are suggested, each once, in order.
  std::vector<IdPair> SuggestedPairs();

  absl::StatusOr<v1::CheckDuplicatesResponse> Check(
      const v1::Customer& customer);
  absl::StatusOr<v1::IgnoreDuplicateResponse> Ignore(const Ids& ids);
  absl::Status Unignore(const Ids& ids);
  std::vector<IdPair> Ignored(int page_size = 0);

  absl::StatusOr<merchants::v1::Operation> BeginMergeAll(
      v1::DuplicateConfidence least = v1::DUPLICATE_CONFIDENCE_UNSPECIFIED);
  absl::StatusOr<merchants::v1::Operation> BeginUndo(
      const std::string& operation_id);
  merchants::v1::Operation Operation(const std::string& id);
  // Begins it, runs it to its end, and gives its id.
  std::string MergeAll(
      v1::DuplicateConfidence least = v1::DUPLICATE_CONFIDENCE_UNSPECIFIED);
  // What came out of an operation that has ended.
  template <typename Result>
  Result ResultOf(const std::string& operation_id) {
    Result result;
    EXPECT_TRUE(Operation(operation_id).result().UnpackTo(&result));
    return result;
  }
  v1::UndoMergeAllResult Undo(const std::string& operation_id);

  Call NewCall();
  store::TestStore& store() { return customers_.store(); }
  // What a verification finds.
  std::vector<std::string> Problems();

  const std::string merchant_{kMerchant};
  bool sees_contact_ = true;
  CustomersForTest customers_;
  LookupLimiter lookups_{[](const Call&) {}};
  operations::Operations operations_{customers_.store().store()};
  Duplicates duplicates_{customers_.tables(), customers_.directory(), lookups_,
                         operations_};
  rpc::Preparations preparations_;
  int calls_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_TESTING_DUPLICATES_FIXTURE_H_
