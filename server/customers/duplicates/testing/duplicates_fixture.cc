#include "server/customers/duplicates/testing/duplicates_fixture.h"

#include <algorithm>
#include <any>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/customers/phones/phone_preparations.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {
namespace {

// Of both requests that name customers.
template <typename Request>
Request RequestFor(const std::vector<std::string>& ids) {
  Request request;
  request.mutable_customer_ids()->Assign(ids.begin(), ids.end());
  return request;
}

}  // namespace

DuplicatesFixture::DuplicatesFixture() {
  AddPhonePreparations(&preparations_);
  customers_.directory().AddParticipant(duplicates_.participant());
}

v1::Customer DuplicatesFixture::CustomerOf(const Who& who) {
  v1::Customer customer;
  customer.set_given_name(who.given);
  customer.set_family_name(who.family);
  customer.set_email_address(who.email);
  customer.set_phone_number(who.phone);
  customer.set_reference_id(who.reference);
  customer.set_birthday(who.birthday);
  customer.set_company_name(who.company);
  return customer;
}

std::string DuplicatesFixture::Create(const Who& who) {
  const auto created = customers_.Create(CustomerOf(who));
  EXPECT_TRUE(created.ok()) << created.status();
  return created->id();
}

Call DuplicatesFixture::NewCall() {
  store().clock().Advance(absl::Milliseconds(1));
  Principal principal =
      Call::ForTest(merchant_, store().clock().Now()).principal();
  principal.merchant_country = "FR";
  if (!sees_contact_) {
    principal.permissions = Permissions();
    principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW);
  }
  return Call(std::move(principal), store().clock().Now(),
              std::to_string(++calls_) + "-seed-of-a-duplicate-");
}

absl::StatusOr<v1::ListDuplicatesResponse> DuplicatesFixture::Page(
    const v1::ListDuplicatesRequest& request) {
  return duplicates_.service().ListDuplicates(NewCall(), *store().Read(),
                                              request);
}

v1::ListDuplicatesResponse DuplicatesFixture::List(int page_size) {
  v1::ListDuplicatesResponse all;
  v1::ListDuplicatesRequest request;
  request.set_page_size(page_size);
  do {
    const auto page = Page(request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    EXPECT_LE(page->duplicates_size(), page_size == 0 ? 50 : page_size);
    all.MergeFrom(*page);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::vector<DuplicatesFixture::Ids> DuplicatesFixture::Suggestions(
    int page_size) {
  std::vector<Ids> suggestions;
  const v1::ListDuplicatesResponse all = List(page_size);
  for (const v1::Duplicate& duplicate : all.duplicates()) {
    Ids& ids = suggestions.emplace_back();
    for (const v1::Customer& customer : duplicate.customers()) {
      ids.push_back(customer.id());
    }
  }
  return suggestions;
}

std::vector<IdPair> DuplicatesFixture::SuggestedPairs() {
  std::vector<IdPair> pairs;
  const v1::ListDuplicatesResponse all = List();
  for (const v1::Duplicate& duplicate : all.duplicates()) {
    for (const v1::DuplicatePair& pair : duplicate.pairs()) {
      pairs.emplace_back(pair.customer_id(), pair.other_customer_id());
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

absl::StatusOr<v1::CheckDuplicatesResponse> DuplicatesFixture::Check(
    const v1::Customer& customer) {
  v1::CheckDuplicatesRequest request;
  *request.mutable_customer() = customer;
  const Call call = NewCall();
  std::any data;
  preparations_.at("comptoir.customers.v1.DuplicateService/CheckDuplicates")(
      {.caller = call.principal(), .request = request, .now = call.now()},
      [&](absl::StatusOr<rpc::Prepared> prepared) {
        data = std::move(prepared->data);
      });
  return duplicates_.service().CheckDuplicates(
      Call(call.principal(), call.now(), "seed-of-a-duplicate", data),
      *store().Read(), request);
}

absl::StatusOr<v1::IgnoreDuplicateResponse> DuplicatesFixture::Ignore(
    const Ids& ids) {
  const Call call = NewCall();
  return store().Write(merchant_, [&](store::Transaction& txn) {
    return duplicates_.service().IgnoreDuplicate(
        call, txn, RequestFor<v1::IgnoreDuplicateRequest>(ids));
  });
}

absl::Status DuplicatesFixture::Unignore(const Ids& ids) {
  const Call call = NewCall();
  return store()
      .Write(merchant_,
             [&](store::Transaction& txn) {
               return duplicates_.service().UnignoreDuplicate(
                   call, txn, RequestFor<v1::UnignoreDuplicateRequest>(ids));
             })
      .status();
}

std::vector<IdPair> DuplicatesFixture::Ignored(int page_size) {
  std::vector<IdPair> pairs;
  v1::ListIgnoredDuplicatesRequest request;
  request.set_page_size(page_size);
  do {
    const auto page = duplicates_.service().ListIgnoredDuplicates(
        NewCall(), *store().Read(), request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    for (const v1::IgnoredDuplicate& ignored : page->ignored_duplicates()) {
      pairs.emplace_back(ignored.customer_id(), ignored.other_customer_id());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return pairs;
}

absl::StatusOr<merchants::v1::Operation> DuplicatesFixture::BeginMergeAll(
    v1::DuplicateConfidence least) {
  v1::MergeAllDuplicatesRequest request;
  request.set_least_confidence(least);
  const Call call = NewCall();
  const auto response = store().Write(merchant_, [&](store::Transaction& txn) {
    return duplicates_.service().MergeAllDuplicates(call, txn, request);
  });
  if (!response.ok()) return response.status();
  return response->operation();
}

absl::StatusOr<merchants::v1::Operation> DuplicatesFixture::BeginUndo(
    const std::string& operation_id) {
  v1::UndoMergeAllDuplicatesRequest request;
  request.set_operation_id(operation_id);
  const Call call = NewCall();
  const auto response = store().Write(merchant_, [&](store::Transaction& txn) {
    return duplicates_.service().UndoMergeAllDuplicates(call, txn, request);
  });
  if (!response.ok()) return response.status();
  return response->operation();
}

merchants::v1::Operation DuplicatesFixture::Operation(const std::string& id) {
  return operations_.table().Get(*store().Read(), merchant_, id)->operation();
}

std::string DuplicatesFixture::MergeAll(v1::DuplicateConfidence least) {
  const auto begun = BeginMergeAll(least);
  EXPECT_TRUE(begun.ok()) << begun.status();
  store().RunDueJobs();
  EXPECT_EQ(Operation(begun->id()).state(),
            merchants::v1::OPERATION_STATE_SUCCEEDED)
      << Operation(begun->id()).DebugString();
  return begun->id();
}

v1::UndoMergeAllResult DuplicatesFixture::Undo(
    const std::string& operation_id) {
  const auto begun = BeginUndo(operation_id);
  EXPECT_TRUE(begun.ok()) << begun.status();
  store().RunDueJobs();
  return ResultOf<v1::UndoMergeAllResult>(begun->id());
}

std::vector<std::string> DuplicatesFixture::Problems() {
  const auto report = store::VerifyStore(
      *store().Read(),
      {.tables = {&customers_.tables().customers, &operations_.table()},
       .add_checks = [this](store::Checks& checks) {
         duplicates_.AddChecks(checks);
       }});
  EXPECT_TRUE(report.ok()) << report.status();
  std::vector<std::string> problems;
  for (const store::VerifyProblem& problem : report->problems()) {
    problems.push_back(problem.space + ": " + problem.text);
  }
  return problems;
}

}  // namespace comptoir::customers
