// Whether two customers are suggested as one person, and why: decisions without
// a store.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_DUPLICATE_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_DUPLICATE_RULES_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "comptoir/customers/v1/duplicate.pb.h"
#include "server/customers/duplicates/rules/profile_facts.h"

namespace comptoir::customers {

// Profiles that share one email address, phone number or reference id and are
// compared: one more, and it is a desk's.
inline constexpr size_t kSharingMax = 20;
// Names are spelt alike from here on (JaroWinklerPercent).
inline constexpr int kSpellingPercentMin = 88;

// What both are found by, a sorted list for each of kIdentifiers.
struct SharedKeys {
  std::array<std::vector<std::string>, kIdentifiers.size()> keys;

  bool empty() const;
};
SharedKeys SharedBy(const ProfileFacts& a, const ProfileFacts& b);

// nullopt when they are not suggested; see DuplicateService. Which of the two
// comes first makes no difference. How many others share what they share is for
// the caller to know.
std::optional<v1::DuplicateEvidence> EvidenceOf(const ProfileFacts& a,
                                                const ProfileFacts& b);

// The same of two whom a third one may join, that is also of two who share
// nothing: then as if they did, since the third has something of either.
// nullopt when they are two people. Says nothing of what matches.
std::optional<v1::DuplicateEvidence> EvidenceIfJoined(const ProfileFacts& a,
                                                      const ProfileFacts& b);

// For those who may not see contact data: nothing in it but that they were
// found by it depends on values of contact data, of which any two are taken for
// different. The one thing by which they are found is what matches: the
// reference id, else an email address, else a phone number. So a guess is
// confirmed by nothing else, and looking for one is counted (lookups/).
std::optional<v1::DuplicateEvidence> EvidenceWithoutContact(
    const ProfileFacts& a, const ProfileFacts& b);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_DUPLICATE_RULES_H_
