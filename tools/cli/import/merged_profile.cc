#include "tools/cli/import/merged_profile.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/customers/import/known/changes.h"

namespace comptoir::cli {
namespace {

using customers::v1::Customer;

bool HasKey(const Customer& row) {
  return !row.reference_id().empty() || !row.email_address().empty() ||
         !row.phone_number().empty();
}

// Of `fields`, whether one is more than a name.
bool HasKeyIn(const std::set<std::string>& fields) {
  return fields.size() > fields.count(kFoundByName);
}

bool IsPartOf(const Customer& row, const MergedProfile& merged) {
  if (HasKeyIn(merged.hidden)) return true;
  return merged.hidden.contains(kFoundByName) &&
         (HasKeyIn(merged.found_by) || !HasKey(row));
}

bool IsOfName(const Customer& row, std::string_view path) {
  const bool is_person =
      !row.given_name().empty() || !row.family_name().empty();
  return is_person ? path == "given_name" || path == "family_name"
                   : path == "company_name";
}

}  // namespace

bool IsFoundByMergedAlone(const MergedProfile& merged) {
  return HasKeyIn(merged.hidden) &&
         std::all_of(merged.found_by.begin(), merged.found_by.end(),
                     [&merged](const std::string& field) {
                       return field == kFoundByName ||
                              merged.hidden.contains(field);
                     });
}

const MergedProfile* PartOf(const Customer& row,
                            const std::vector<MergedProfile>& found) {
  const MergedProfile* oldest = nullptr;
  for (const MergedProfile& merged : found) {
    if (!IsPartOf(row, merged)) continue;
    const bool is_older =
        oldest == nullptr || merged.profile->id() < oldest->profile->id();
    if (is_older) oldest = &merged;
  }
  return oldest;
}

std::vector<std::string> NotTaken(const Customer& row,
                                  const MergedProfile& merged) {
  const auto update =
      customers::ChangesOf(row, *merged.profile, {.replaces_reference = true});
  std::vector<std::string> paths;
  for (const std::string& path : update.update_mask().paths()) {
    const bool is_found =
        merged.found_by.contains(path) ||
        (merged.found_by.contains(kFoundByName) && IsOfName(row, path));
    if (!is_found) paths.push_back(path);
  }
  return paths;
}

}  // namespace comptoir::cli
