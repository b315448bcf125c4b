// Who of those that share something is suggested as one person.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_SUGGESTIONS_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_SUGGESTIONS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/duplicate.pb.h"
#include "comptoir/customers/v1/duplicate_service.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/duplicates/ignored_duplicates.h"
#include "server/customers/duplicates/rules/cliques.h"
#include "server/customers/duplicates/rules/profile_facts.h"
#include "server/customers/duplicates/sharing_walk.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// What a page of suggestions or a step of an operation looks at: rows of
// indexes, and profiles that share something. Some milliseconds.
inline constexpr int64_t kWalkedRowsMax = 10'000;
inline constexpr int64_t kComparedProfilesMax = 500;
// Whom a draft may double, at most.
inline constexpr size_t kMatchesMax = 20;
// Profiles around one thing that is shared, altogether: of more nobody says
// that no two of them exclude each other.
inline constexpr size_t kNeighboursMax = 200;

// Of the profiles that share one thing.
struct Suggested {
  // The oldest first.
  std::vector<storage::v1::StoredCustomer> profiles;
  // Who is suggested, by places among the profiles.
  std::map<NumberPair, v1::DuplicateEvidence> pairs;
  // Those of `pairs` that share nothing that is walked before: the others were
  // met there.
  std::set<NumberPair> own;
};

// Who shares something, and everybody who shares anything with one of them who
// is suggested.
struct Neighbourhood {
  // Those of Suggested first, in their order. Empty when there are too many.
  std::vector<std::string> ids;
  std::vector<ProfileFacts> facts;
  // Of them, by places.
  std::set<NumberPair> ignored;
};

// Thread-safe. What it is made of must outlive it.
class Suggester {
 public:
  Suggester(const CustomerTables& tables, const IgnoredDuplicates& ignored)
      : tables_(tables), ignored_(ignored) {}

  // Nothing of too many.
  absl::StatusOr<Suggested> Suggest(const kv::View& view,
                                    std::string_view merchant_id,
                                    const Sharing& sharing) const;

  // Of kNeighboursMax at most, apart from what too many share.
  absl::StatusOr<Neighbourhood> Around(const kv::View& view,
                                       std::string_view merchant_id,
                                       const Sharing& sharing,
                                       const Suggested& suggested) const;

  // Whether both are profiles and suggested now; in the lane, at the moment of
  // a merge.
  absl::StatusOr<std::optional<v1::DuplicateEvidence>> LookAgain(
      const kv::View& view, std::string_view merchant_id,
      const IdPair& ids) const;

  // Whom somebody who is not there yet would double. `draft` has what was read
  // of its phone number. Who does not see contact data is told nothing of it:
  // EvidenceWithoutContact().
  absl::StatusOr<v1::CheckDuplicatesResponse> Check(
      const kv::View& view, std::string_view merchant_id,
      const storage::v1::StoredCustomer& draft, bool sees_contact) const;

 private:
  // Whom those of `suggested` who are suggested share anything with, beyond
  // `sharing`; at most one more than kNeighboursMax.
  absl::StatusOr<std::set<std::string>> OthersAround(
      const kv::View& view, std::string_view merchant_id,
      const Sharing& sharing, const Suggested& suggested) const;

  // Whether two profiles that share the keys are compared for one of them, and
  // met there, before the walk comes to `sharing`.
  absl::StatusOr<bool> AreMetBefore(const kv::View& view,
                                    std::string_view merchant_id,
                                    const ProfileFacts& a,
                                    const ProfileFacts& b,
                                    const Sharing& sharing) const;

  const CustomerTables& tables_;
  const IgnoredDuplicates& ignored_;
};

// What is said of a sharing of too many.
v1::SharedIdentifier SharedIdentifierOf(const Sharing& sharing);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_SUGGESTIONS_H_
