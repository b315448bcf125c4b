#include "server/records/sight.h"

#include "comptoir/annotations.pb.h"
#include "server/rpc/redaction/guards.h"

namespace comptoir::records {

Sight SightOf(const Call& call, const google::protobuf::Descriptor* noun) {
  const Permission guard = rpc::GuardOf(noun);
  if (guard != PERMISSION_UNSPECIFIED && !call.Holds(guard)) {
    return Sight::kNone;
  }
  return call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT) ? Sight::kAll
                                                       : Sight::kNoContact;
}

}  // namespace comptoir::records
