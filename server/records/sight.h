// How much of a noun its caller may see, for those who change it.
#ifndef COMPTOIR_SERVER_RECORDS_SIGHT_H_
#define COMPTOIR_SERVER_RECORDS_SIGHT_H_

#include "google/protobuf/descriptor.h"
#include "server/rpc/call.h"

namespace comptoir::records {

enum class Sight {
  kAll,
  // All but contact data.
  kNoContact,
  // Nothing: who changes it does so blindly.
  kNone,
};

// What the caller may see of nouns of this type (rpc/redaction/guards.h).
Sight SightOf(const Call& call, const google::protobuf::Descriptor* noun);

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_SIGHT_H_
