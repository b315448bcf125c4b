// What other areas do with customers inside their transactions, and what the
// customer service itself is made of.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_DIRECTORY_H_
#define COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_DIRECTORY_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/participant.h"
#include "server/kv/kv.h"
#include "server/records/sight.h"
#include "server/rpc/profiles/profile_fields.h"
#include "server/store/transaction.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {

// The day that it is at `now` where the location, which may be "", or the
// merchant is. Given by whoever knows those.
using HomeDay = std::function<absl::CivilDay(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view location_id, absl::Time now)>;
inline absl::CivilDay UtcDay(const kv::View&, std::string_view,
                             std::string_view, absl::Time now) {
  return absl::ToCivilDay(now, absl::UTCTimeZone());
}

// Identities that one profile may have come of: what a walk over them costs.
inline constexpr int kIdentitiesMax = 100;

// Thread-safe. `tables` must outlive it.
class CustomerDirectory final : public rpc::Profiles {
 public:
  explicit CustomerDirectory(const CustomerTables& tables,
                             HomeDay home_day = UtcDay)
      : tables_(tables), home_day_(std::move(home_day)) {}

  // The profile that `customer_id`, any of its identities, stands for.
  // NOT_FOUND when the merchant has no such customer.
  absl::StatusOr<v1::Customer> Get(const kv::View& reader,
                                   std::string_view merchant_id,
                                   std::string_view customer_id) const;
  absl::StatusOr<storage::v1::StoredCustomer> GetStored(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view customer_id) const;

  // The survivor of an identity: see rpc::Profiles.
  absl::StatusOr<std::optional<std::string>> SurvivorOf(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view customer_id) const override;

  // Every identity of the profile whose survivor is `survivor_id`, which comes
  // first.
  absl::StatusOr<std::vector<std::string>> CustomerIdentities(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view survivor_id) const;

  // A new customer who is not stored yet: trims and checks `customer`.
  // INVALID_ARGUMENT as CheckCustomer, and for a birthday to come at the
  // location, which may be "". Its phone numbers must be among `phones`: see
  // SetPhones.
  absl::StatusOr<storage::v1::StoredCustomer> Make(
      store::Transaction& txn, std::string_view location_id,
      v1::Customer customer, const PhoneReadings& phones) const;

  // Stores who was made; appends CustomerCreated.
  absl::Status Add(store::Transaction& txn,
                   const storage::v1::StoredCustomer& made) const;

  // Make and Add.
  absl::StatusOr<v1::Customer> Create(store::Transaction& txn,
                                      std::string_view location_id,
                                      v1::Customer customer,
                                      const PhoneReadings& phones) const;

  // ALREADY_EXISTS, reason CUSTOMER_KNOWN, when another customer has an email
  // address, a phone number or the reference id of `made`, with the metadata of
  // CreateCustomerRequest.unless_known; no ids to Sight::kNone.
  absl::Status CheckIsOnlyOne(const kv::View& reader,
                              std::string_view merchant_id,
                              const storage::v1::StoredCustomer& made,
                              records::Sight sight) const;

  // A customer of whom only the name on a card is known: whoever pays by card
  // gets a profile, so that the next visit is recognised.
  absl::StatusOr<v1::Customer> CreateInstantProfile(
      store::Transaction& txn, std::string_view given_name,
      std::string_view family_name) const;

  // Changes the customer that `request` names; appends CustomerUpdated unless
  // all stays the same (records::IsNoChange). Errors as
  // CustomerService.UpdateCustomer. Phone numbers that are to be read must
  // be among `phones`: see SetPhones.
  absl::StatusOr<v1::Customer> Update(store::Transaction& txn,
                                      std::string_view location_id,
                                      const v1::UpdateCustomerRequest& request,
                                      records::Sight sight,
                                      const PhoneReadings& phones) const;

  // Before the store starts. The participant must outlive this.
  void AddParticipant(const Participant& participant) {
    participants_.push_back(&participant);
  }
  const std::vector<const Participant*>& participants() const {
    return participants_;
  }

  const CustomerTables& tables() const { return tables_; }

 private:
  // INVALID_ARGUMENT for a birthday to come.
  absl::Status CheckBirthdayAt(const store::Transaction& txn,
                               std::string_view location_id,
                               const v1::Customer& customer) const;

  const CustomerTables& tables_;
  const HomeDay home_day_;
  std::vector<const Participant*> participants_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_DIRECTORY_H_
