// Rows of a list that are part of a merged profile, whatever it shows.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_MERGED_PROFILE_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_MERGED_PROFILE_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer.pb.h"

namespace comptoir::cli {

// Stands for the names among the fields that somebody is found by.
inline constexpr char kFoundByName[] = "name";

// A profile of several identities that searches for a row have found.
struct MergedProfile {
  std::shared_ptr<const customers::v1::Customer> profile;
  // What of the row has found it: reference_id, email_address, phone_number or
  // kFoundByName; and which of these are not the survivor's, but of whoever was
  // merged into it.
  std::set<std::string> found_by;
  std::set<std::string> hidden;
};

// Whether emails, phones and reference ids have found it, and each in an
// identity other than the survivor's.
bool IsFoundByMergedAlone(const MergedProfile& merged);

// The oldest of `found` that the row is part of, though it may not look like
// it: one that has an email, phone or reference id of the row, or one of these
// and the name, in an identity that does not show it. Where the row has nothing
// but a name, that name. Null when there is none.
const MergedProfile* PartOf(const customers::v1::Customer& row,
                            const std::vector<MergedProfile>& found);

// Paths of what the row says, and the profile neither shows nor is found by.
std::vector<std::string> NotTaken(const customers::v1::Customer& row,
                                  const MergedProfile& merged);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_MERGED_PROFILE_H_
