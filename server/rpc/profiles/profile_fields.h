// Requests name customers by any identity of their profile; handlers see the
// survivor alone.
#ifndef COMPTOIR_SERVER_RPC_PROFILES_PROFILE_FIELDS_H_
#define COMPTOIR_SERVER_RPC_PROFILES_PROFILE_FIELDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/kv/kv.h"

namespace comptoir::rpc {

// Whose profile an identity belongs to. Thread-safe; given by the customers
// area.
class Profiles {
 public:
  virtual ~Profiles() = default;
  // The survivor: the id itself unless it was merged away. nullopt when the
  // merchant has no such customer.
  virtual absl::StatusOr<std::optional<std::string>> SurvivorOf(
      const kv::View& view, std::string_view merchant_id,
      std::string_view customer_id) const = 0;
};

// The fields of a request that are annotated `names_profile`.
class ProfileFields {
 public:
  explicit ProfileFields(const google::protobuf::Descriptor* request);

  // Replaces each id by its survivor's. NOT_FOUND when a customer is unknown.
  // After the request's hash was taken: what was sent tells requests apart, not
  // what has been merged since.
  absl::Status Resolve(const Profiles& profiles, const kv::View& view,
                       std::string_view merchant_id,
                       google::protobuf::Message& request) const;

  bool empty() const { return fields_.empty(); }

 private:
  std::vector<const google::protobuf::FieldDescriptor*> fields_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_PROFILES_PROFILE_FIELDS_H_
