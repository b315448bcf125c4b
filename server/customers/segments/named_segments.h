// What filters of segments name: other segments, groups, attributes.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_NAMED_SEGMENTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_NAMED_SEGMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "comptoir/storage/v1/segment.pb.h"
#include "google/protobuf/message.h"

namespace comptoir::customers {

// Segments that one filter may name, those that their filters name included,
// each time counted: what a run of it costs.
inline constexpr int kSegmentsNamedMax = 32;

// Whether a text of the message, or of what it holds, is the id.
bool Mentions(const google::protobuf::Message& message, std::string_view id);

// FAILED_PRECONDITION when filters of `all` mention the `noun` that is to be
// deleted, such as a "group": reason GROUP_IN_USE, whose metadata `segment_ids`
// names them, up to 20, with a comma between.
absl::Status CheckUnused(const std::vector<storage::v1::StoredSegment>& all,
                         std::string_view noun, std::string_view id);

// The same for an attribute that is to be deleted, which filters name by its id
// or by its key, or for options of it when there are `option_ids`: reason
// ATTRIBUTE_IN_USE.
absl::Status CheckAttributeUnused(
    const std::vector<storage::v1::StoredSegment>& all,
    const v1::AttributeDefinition& definition,
    const std::vector<std::string>& option_ids);

// INVALID_ARGUMENT when a filter of `all`, which `changed` is one of already,
// comes back to itself, reason SEGMENT_CIRCLE, or names too many, reason
// TOO_MANY_SEGMENTS_NAMED. The others were fine before.
absl::Status CheckNamedSegments(
    const std::vector<storage::v1::StoredSegment>& all,
    const std::string& changed);

// The second of these refusals.
absl::Status TooManySegmentsNamed(std::string_view field);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_NAMED_SEGMENTS_H_
