// Whom a merge of all leaves, since it cannot tell who they are: decisions
// without a store.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_DISPUTES_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_DISPUTES_H_

#include <map>
#include <vector>

#include "comptoir/customers/v1/duplicate.pb.h"
#include "server/customers/duplicates/rules/cliques.h"
#include "server/customers/duplicates/suggestions.h"

namespace comptoir::customers {

// Of `pairs`, who are suggested by at least `least`, those that are not to be
// merged, each with two who exclude each other: who are ignored, two people, or
// less sure than `least`. Both may be partners of either of the pair, that is
// be suggested with it as surely, or the two of the pair themselves. So
// somebody without a birthday is neither of two who have another one each.
//
// What is left can be merged in any order. Places are those of `around`, which
// must not be empty; their order makes no difference but to which two are
// named.
std::map<NumberPair, NumberPair> DisputesOf(
    const Neighbourhood& around, const std::vector<NumberPair>& pairs,
    v1::DuplicateConfidence least);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_DISPUTES_H_
