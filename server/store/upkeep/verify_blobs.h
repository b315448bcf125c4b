// The part of VerifyStore that checks blobs and uploads.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_BLOBS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_BLOBS_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {

// Checks, for one merchant after the other:
// - every chunk has the bytes that its name is the hash of, and every blob the
//   size and the hash of its manifest;
// - a chunk's count is how often manifests and uploads name it: nothing that is
//   needed is gone, and nothing is kept that nobody needs;
// - the usage is the sum of them all;
// - deleted blobs and open uploads have the job that will clear them away.
// Needs about 100 bytes of memory for each chunk of one merchant.
absl::Status VerifyBlobs(const kv::View& snapshot, VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_BLOBS_H_
