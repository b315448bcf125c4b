// What an area that keeps something of customers says when they are merged, and
// does when a customer comes back or goes for ever.
#ifndef COMPTOIR_SERVER_CUSTOMERS_PARTICIPANT_H_
#define COMPTOIR_SERVER_CUSTOMERS_PARTICIPANT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/kv/kv.h"
#include "server/store/space.h"
#include "server/store/transaction.h"

namespace comptoir {
class Call;
}  // namespace comptoir

namespace comptoir::customers::v1 {
class CustomerSummary;
}  // namespace comptoir::customers::v1

namespace comptoir::customers {

// Something of a customer, for people: "completed sales".
struct CustomerPart {
  std::string kind;
  // What it is told with: who may see such nouns may know how many there are
  // (rpc/redaction/guards.h).
  const google::protobuf::Descriptor* noun = nullptr;
  int64_t count = 0;
};

// Thread-safe. An area gives its one by Area::participant().
class Participant {
 public:
  virtual ~Participant() = default;

  // The area's key spaces whose rows name customers. A test looks through a
  // whole database and fails when a space that holds a customer's id is none of
  // any participant.
  virtual std::vector<store::Space> customer_spaces() const = 0;

  // What the area keeps of an identity: what comes along when its profile is
  // merged into another one. Nothing is to be done then: rows stay under the
  // identity, and whoever asks for all of a profile walks those of each.
  virtual absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View& view, std::string_view merchant_id,
      const std::string& customer_id) const = 0;

  // Folds what the area has of the `identities` of a profile, its survivor
  // first, into its own fields of a summary. What the caller may not see it
  // leaves out and names in `redacted_fields`. Nothing, for an area without
  // such fields.
  virtual absl::Status Fold(const Call&, const kv::View&,
                            const std::vector<std::string>& /*identities*/,
                            v1::CustomerSummary*) const {
    return absl::OkStatus();
  }

  // An identity that was deleted is there again, in the same transaction as all
  // others of its profile. Rows under it stayed meanwhile, and nothing is to be
  // done for them: this is for rows elsewhere that went with the customer's.
  virtual absl::Status BringBack(store::Transaction&,
                                 const std::string& /*customer_id*/) const {
    return absl::OkStatus();
  }

  // Forgets what the area keeps of an identity that is deleted for ever, in the
  // same transaction; its row is gone by then. What the shop must keep, such as
  // its sales, stays under the id, which names nobody from then on.
  virtual absl::Status Forget(store::Transaction& txn,
                              std::string_view customer_id) const = 0;
};

// Several of one area: says and does what each of them does, in their order.
// They must outlive it.
class Participants final : public Participant {
 public:
  explicit Participants(std::vector<const Participant*> all)
      : all_(std::move(all)) {}

  std::vector<store::Space> customer_spaces() const override {
    std::vector<store::Space> spaces;
    for (const Participant* one : all_) {
      const std::vector<store::Space> some = one->customer_spaces();
      spaces.insert(spaces.end(), some.begin(), some.end());
    }
    return spaces;
  }

  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View& view, std::string_view merchant_id,
      const std::string& customer_id) const override {
    std::vector<CustomerPart> parts;
    for (const Participant* one : all_) {
      ASSIGN_OR_RETURN(const std::vector<CustomerPart> some,
                       one->PartsOf(view, merchant_id, customer_id));
      parts.insert(parts.end(), some.begin(), some.end());
    }
    return parts;
  }

  absl::Status Fold(const Call& call, const kv::View& view,
                    const std::vector<std::string>& identities,
                    v1::CustomerSummary* summary) const override {
    for (const Participant* one : all_) {
      RETURN_IF_ERROR(one->Fold(call, view, identities, summary));
    }
    return absl::OkStatus();
  }

  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const override {
    for (const Participant* one : all_) {
      RETURN_IF_ERROR(one->BringBack(txn, customer_id));
    }
    return absl::OkStatus();
  }

  absl::Status Forget(store::Transaction& txn,
                      std::string_view customer_id) const override {
    for (const Participant* one : all_) {
      RETURN_IF_ERROR(one->Forget(txn, customer_id));
    }
    return absl::OkStatus();
  }

 private:
  const std::vector<const Participant*> all_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_PARTICIPANT_H_
