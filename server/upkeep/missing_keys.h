// Says which keys a copy of data lacks, without which it is of no use.
#ifndef COMPTOIR_SERVER_UPKEEP_MISSING_KEYS_H_
#define COMPTOIR_SERVER_UPKEEP_MISSING_KEYS_H_

#include <string>
#include <string_view>

namespace comptoir {

// Whether `folder` has all keys; says on standard error which it lacks,
// `where` being what else lacks them, such as " in the backup, too".
bool SayMissingKeys(const std::string& folder, std::string_view where);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_UPKEEP_MISSING_KEYS_H_
