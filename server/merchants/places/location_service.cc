#include "server/merchants/places/location_service.h"

#include <utility>

#include "comptoir/merchants/v1/location_events.pb.h"
#include "server/base/status.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"

namespace comptoir::merchants {
namespace {

constexpr int kLocationsMax = 5000;

// What the merchant's own values stand in for.
void FillIn(const v1::Merchant& merchant, v1::Location* location) {
  if (location->country().empty()) location->set_country(merchant.country());
  if (location->currency().empty()) location->set_currency(merchant.currency());
  if (location->time_zone().empty()) {
    location->set_time_zone(merchant.time_zone());
  }
}

}  // namespace

absl::StatusOr<v1::CreateLocationResponse> LocationService::CreateLocation(
    const Call& call, store::Transaction& txn,
    const v1::CreateLocationRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.location(), "location"));
  RETURN_IF_ERROR(records::RequireRoom(txn, tables_.locations, kLocationsMax,
                                       "TOO_MANY_LOCATIONS"));
  ASSIGN_OR_RETURN(
      const v1::Merchant merchant,
      tables_.merchants.Get(txn, call.merchant_id(), call.merchant_id()));

  v1::CreateLocationResponse response;
  v1::Location& location = *response.mutable_location();
  location = request.location();
  location.set_id(txn.NewId("loc"));
  FillIn(merchant, &location);
  records::StampCreation(txn, &location);
  RETURN_IF_ERROR(tables_.locations.Put(txn, location));

  v1::LocationCreated event;
  event.set_location_id(location.id());
  txn.AppendEvent(event, {location.id()});
  return response;
}

absl::StatusOr<v1::GetLocationResponse> LocationService::GetLocation(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetLocationRequest& request) {
  v1::GetLocationResponse response;
  ASSIGN_OR_RETURN(*response.mutable_location(),
                   tables_.locations.Get(snapshot, call.merchant_id(),
                                         request.location_id()));
  return response;
}

absl::StatusOr<v1::ListLocationsResponse> LocationService::ListLocations(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListLocationsRequest& request) {
  ASSIGN_OR_RETURN(
      auto page, records::ListPage(call, snapshot, tables_.locations, request));
  v1::ListLocationsResponse response;
  for (v1::Location& location : page.records) {
    *response.add_locations() = std::move(location);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateLocationResponse> LocationService::UpdateLocation(
    const Call& call, store::Transaction& txn,
    const v1::UpdateLocationRequest& request) {
  v1::UpdateLocationResponse response;
  v1::Location& location = *response.mutable_location();
  ASSIGN_OR_RETURN(location, tables_.locations.Get(txn, call.merchant_id(),
                                                   request.location().id()));
  const v1::Location before = location;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &location));
  ASSIGN_OR_RETURN(
      const v1::Merchant merchant,
      tables_.merchants.Get(txn, call.merchant_id(), call.merchant_id()));
  FillIn(merchant, &location);
  if (records::IsNoChange(call, before, location)) return response;
  v1::LocationUpdated event;
  *event.mutable_changed_fields() = records::ChangedFields(before, location);
  records::StampChange(txn, &location);
  RETURN_IF_ERROR(tables_.locations.Put(txn, location));
  event.set_location_id(location.id());
  txn.AppendEvent(event, {location.id()});
  return response;
}

}  // namespace comptoir::merchants
