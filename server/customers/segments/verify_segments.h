// What must hold of the rows of segments.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_VERIFY_SEGMENTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_VERIFY_SEGMENTS_H_

#include "server/customers/segments/kept_filters.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// Adds: the filter of a segment can be read, so that all that it names is
// there; no two of a merchant have one name, and none comes back to itself; who
// is told to be in a segment is in one that is there. `kept` must outlive the
// checks.
void AddSegmentChecks(const KeptFilters& kept, store::Checks& checks);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_VERIFY_SEGMENTS_H_
