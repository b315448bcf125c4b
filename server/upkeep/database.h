// A look at the database of a data folder that is not served.
#ifndef COMPTOIR_SERVER_UPKEEP_DATABASE_H_
#define COMPTOIR_SERVER_UPKEEP_DATABASE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/kv/engine.h"
#include "server/store/upkeep/verify.h"

namespace comptoir {

// Opened for reading. FAILED_PRECONDITION, reason NEWER_DATA, when this program
// is too old for it.
absl::StatusOr<std::unique_ptr<kv::Engine>> OpenDatabase(
    const std::string& folder);

// Whether there is one in the data folder, which no server has open. For
// commands that make or change something: a folder that was named by mistake
// stays as it is.
absl::Status CheckHasData(const std::string& data_dir);

// Reads all of it.
absl::StatusOr<store::VerifyReport> VerifyDatabase(const std::string& folder);

std::string TextOf(const store::VerifyProblem& problem);

// One line for each problem that is listed, on standard output.
void Print(const store::VerifyReport& report);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_UPKEEP_DATABASE_H_
