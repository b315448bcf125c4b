#include "server/sales/sales_area.h"

#include <cstdint>
#include <string>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_summary.pb.h"
#include "comptoir/sales/v1/payment_service.server.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/base/status.h"
#include "server/rpc/runtime.h"
#include "server/sales/cards/card_links.h"
#include "server/sales/rules/sale_rules.h"
#include "server/sales/sale/profile_summary.h"
#include "server/sales/upkeep/verify_sales.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using store::Space;

void CheckNewSale(const v1::CreateSaleRequest& request,
                  FieldViolations& violations) {
  CheckAmountsOf(request.lines(), request.currency(), violations);
}

void CheckAddedLines(const v1::AddSaleLinesRequest& request,
                     FieldViolations& violations) {
  CheckAmountsOf(request.lines(), /*currency=*/"", violations);
}

}  // namespace

std::vector<Space> SalesArea::other_spaces() const {
  return {Space::kCardLinks, Space::kCardLinksByCustomer};
}

void SalesArea::AddChecks(store::Checks& checks) const {
  AddSalesChecks(tables_, checks);
}

void SalesArea::AddRequestChecks(rpc::RequestChecks* checks) const {
  const std::string service = "comptoir.sales.v1.SaleService/";
  checks->emplace(service + "CreateSale", rpc::MakeRequestCheck(CheckNewSale));
  checks->emplace(service + "AddSaleLines",
                  rpc::MakeRequestCheck(CheckAddedLines));
}

void SalesArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindSaleService(service_, runtime));
  bound->push_back(v1::BindPaymentService(payment_service_, runtime));
}

std::vector<Space> SalesArea::customer_spaces() const {
  return {Space::kSales,           Space::kSalesByCustomer,
          Space::kSalesByVisitDay, Space::kPurchaseSummaries,
          Space::kCardLinks,       Space::kCardLinksByCustomer};
}

absl::StatusOr<std::vector<customers::CustomerPart>> SalesArea::PartsOf(
    const kv::View& view, std::string_view merchant_id,
    const std::string& customer_id) const {
  ASSIGN_OR_RETURN(const auto summary,
                   tables_.summaries.Find(view, merchant_id, customer_id));
  ASSIGN_OR_RETURN(const int64_t cards,
                   CountCardsOf(view, merchant_id, customer_id));
  return std::vector<customers::CustomerPart>{
      {.kind = "completed sales",
       .noun = v1::Sale::descriptor(),
       .count = summary ? summary->visit_count() : 0},
      {.kind = "known cards", .noun = v1::Sale::descriptor(), .count = cards}};
}

absl::Status SalesArea::Fold(const Call& call, const kv::View& view,
                             const std::vector<std::string>& identities,
                             customers::v1::CustomerSummary* summary) const {
  if (!call.Holds(PERMISSION_SALES_VIEW)) {
    summary->mutable_redacted_fields()->add_paths("purchases");
    summary->mutable_redacted_fields()->add_paths("known_card_count");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(
      *summary->mutable_purchases(),
      SummaryOfProfile(tables_, view, call.merchant_id(), identities));
  int64_t cards = 0;
  for (const std::string& identity : identities) {
    ASSIGN_OR_RETURN(const int64_t count,
                     CountCardsOf(view, call.merchant_id(), identity));
    cards += count;
  }
  summary->set_known_card_count(cards);
  return absl::OkStatus();
}

absl::Status SalesArea::BringBack(store::Transaction& txn,
                                  const std::string& customer_id) const {
  if (!purchase_filters_) return absl::OkStatus();
  RETURN_IF_ERROR(purchase_filters_->BringBack(txn, customer_id));
  return visited_filters_->BringBack(txn, customer_id);
}

absl::Status SalesArea::Forget(store::Transaction& txn,
                               std::string_view customer_id) const {
  RETURN_IF_ERROR(tables_.summaries.Delete(txn, customer_id).status());
  return ForgetClaimsOf(txn, customer_id);
}

}  // namespace comptoir::sales
