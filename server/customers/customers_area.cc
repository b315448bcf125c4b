#include "server/customers/customers_area.h"

#include "comptoir/customers/v1/attribute_definition_service.server.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/customers/v1/customer_service.server.h"
#include "comptoir/customers/v1/customer_summary_service.server.h"
#include "comptoir/customers/v1/duplicate_service.server.h"
#include "comptoir/customers/v1/group_service.server.h"
#include "comptoir/customers/v1/segment_service.server.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_sight.h"
#include "server/customers/merges/merge_checks.h"
#include "server/customers/phones/phone_preparations.h"
#include "server/customers/writes/batch_preparations.h"
#include "server/rpc/runtime.h"
#include "server/rpc/writes/write_as.h"

namespace comptoir::customers {
namespace {

// What the log says made the event.
constexpr char kLookup[] =
    "comptoir.customers.v1.CustomerService/SearchCustomers";

}  // namespace

std::vector<const store::TableBase*> CustomersArea::tables() const {
  std::vector<const store::TableBase*> tables = tables_.All();
  tables.push_back(&groups_.tables().groups);
  tables.push_back(&segments_.tables().segments);
  tables.push_back(&attributes_.tables().definitions);
  return tables;
}

absl::StatusOr<bool> CustomersArea::HidesAttribute(
    const Call& call, const kv::View& view, const std::string& id) const {
  ASSIGN_OR_RETURN(const auto found, attributes_.tables().definitions.Find(
                                         view, call.merchant_id(), id));
  return found &&
         AttributeSightOf(call, found->attribute_definition()).is_hidden;
}

void CustomersArea::ReportLookups(const Call& call) {
  const Principal& caller = call.principal();
  v1::ContactLookupsLimited event;
  event.set_caller_id(caller.id);
  // Nobody waits: the look is refused whether or not this is written.
  rpc::RunWrite(
      store_, {.principal = caller, .method = kLookup, .now = call.now()},
      [event](const Call&, store::Transaction& txn) {
        txn.AppendEvent(event, {event.caller_id()});
        return absl::OkStatus();
      },
      [](store::WriteResult) {});
}

void CustomersArea::AddChecks(store::Checks& checks) const {
  groups_.AddChecks(checks);
  segments_.AddChecks(checks);
  recovery_.AddChecks(checks);
  attributes_.AddChecks(checks);
  duplicates_.AddChecks(checks);
  AddMergeChecks(directory_, checks);
}

absl::Status CustomersArea::Load(const kv::View& view) {
  RETURN_IF_ERROR(indexes_.Load(view));
  return filters_.Load(view);
}

void CustomersArea::AddPreparations(rpc::Preparations* preparations) {
  AddPhonePreparations(preparations);
  AddBatchPreparations(preparations);
}

void CustomersArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(
      v1::BindAttributeDefinitionService(attributes_.service(), runtime));
  bound->push_back(v1::BindCustomerService(service_, runtime));
  bound->push_back(v1::BindCustomerSummaryService(summary_service_, runtime));
  bound->push_back(v1::BindDuplicateService(duplicates_.service(), runtime));
  bound->push_back(v1::BindGroupService(groups_.service(), runtime));
  bound->push_back(v1::BindMergeService(merge_service_, runtime));
  bound->push_back(v1::BindSegmentService(segments_.service(), runtime));
}

}  // namespace comptoir::customers
