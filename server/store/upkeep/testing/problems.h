// What is found wrong, in comparable words.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_TESTING_PROBLEMS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_TESTING_PROBLEMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "comptoir/storage/v1/verify.pb.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/checks.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// "space: text" of each problem that is listed of a merchant.
std::vector<std::string> TextsOf(const VerifyReport& report,
                                 const std::string& merchant_id);
std::vector<std::string> TextsOf(const storage::v1::VerifyProgress& progress);

// Verifies a merchant in steps of `rows_max`, all on one view.
storage::v1::VerifyProgress VerifyInSteps(const kv::View& view,
                                          const std::string& merchant_id,
                                          const Verified& verified,
                                          int64_t rows_max);

// What VerifyStore says of a merchant. Fails the test when the verification of
// the merchant alone, in steps of any length, says anything else.
std::vector<std::string> ProblemsOf(const kv::View& view,
                                    const std::string& merchant_id,
                                    const Verified& verified);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_TESTING_PROBLEMS_H_
