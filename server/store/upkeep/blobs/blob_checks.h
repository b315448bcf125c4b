// What must hold of blobs and uploads.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_CHECKS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_CHECKS_H_

#include "server/store/upkeep/checks.h"

namespace comptoir::store {

// Row by row, of which a blob is the largest with up to 256 MiB to read:
// - every blob has the size and the hash of its manifest;
// - every chunk has the bytes that its name is the hash of, and is counted;
//   what is counted is there.
// Added up over a merchant, with about 100 bytes of memory for each chunk:
// - a chunk's count is how often manifests and uploads name it: nothing that is
//   needed is gone, and nothing is kept that nobody needs;
// - the usage is the sum of them all;
// - deleted blobs and open uploads have the job that will clear them away.
void AddBlobChecks(Checks& checks);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_CHECKS_H_
