// The places where a merchant sells.
#ifndef COMPTOIR_SERVER_MERCHANTS_PLACES_LOCATION_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_PLACES_LOCATION_SERVICE_H_

#include "comptoir/merchants/v1/location_service.server.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class LocationService final : public v1::LocationServiceBase {
 public:
  explicit LocationService(const MerchantTables& tables) : tables_(tables) {}

  absl::StatusOr<v1::CreateLocationResponse> CreateLocation(
      const Call& call, store::Transaction& txn,
      const v1::CreateLocationRequest& request) override;
  absl::StatusOr<v1::UpdateLocationResponse> UpdateLocation(
      const Call& call, store::Transaction& txn,
      const v1::UpdateLocationRequest& request) override;
  absl::StatusOr<v1::GetLocationResponse> GetLocation(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetLocationRequest& request) override;
  absl::StatusOr<v1::ListLocationsResponse> ListLocations(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListLocationsRequest& request) override;

 private:
  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PLACES_LOCATION_SERVICE_H_
