// One store at a time writes to a database.
#ifndef COMPTOIR_SERVER_STORE_CLAIM_CLAIM_H_
#define COMPTOIR_SERVER_STORE_CLAIM_CLAIM_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/kv/batch.h"
#include "server/kv/engine.h"

namespace comptoir::store {

// Takes the database over: raises the number of its store by one. Every commit
// of the caller stands on the fence that this returns, and so does every one of
// the stores before it, which fail from now on.
//
// Writes the format version too when there is none. FAILED_PRECONDITION, reason
// NEWER_DATA, when an older server cannot read what is there: it takes nothing
// over then.
absl::StatusOr<kv::Fence> ClaimDatabase(kv::Engine& engine);

// Whether a store was ever opened in the database.
absl::StatusOr<bool> HasStore(const kv::View& view);

// NEWER_DATA as above, or DATA_LOSS when the format version or the number of
// the store cannot be read. For whoever reads a database without opening a
// store.
absl::Status CheckFormat(const kv::View& view);

// The secrets that the data cannot be used without are kept outside of it. What
// is kept here of each, under its file's `name`, says whether a secret is the
// one that the data was written with, and nothing more.
//
// FAILED_PRECONDITION, reason WRONG_KEY, when another one is known.
absl::Status CompareSecret(const kv::View& view, std::string_view name,
                           std::string_view secret);
// As CompareSecret(), and keeps the fingerprint when there is none yet.
absl::Status CheckSecret(kv::Engine& engine, std::string_view name,
                         std::string_view secret);
// What was kept under `name` is void: another secret is to be taken.
absl::Status ForgetSecret(kv::Engine& engine, std::string_view name);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_CLAIM_CLAIM_H_
