// The jobs that clear away what is left of blobs and uploads.
#ifndef COMPTOIR_SERVER_STORE_BLOBS_UPKEEP_BLOB_UPKEEP_H_
#define COMPTOIR_SERVER_STORE_BLOBS_UPKEEP_BLOB_UPKEEP_H_

#include "server/store/jobs/job.h"

namespace comptoir::store {

// Of the kind kBlobRelease. Renewed: a job for each deleted blob that has none.
JobKind BlobReleaseJobs();

// Of the kind kUploadExpiry. Renewed: the merchant's job, while it should have
// one.
JobKind UploadExpiryJobs();

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_BLOBS_UPKEEP_BLOB_UPKEEP_H_
