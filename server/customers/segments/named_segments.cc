#include "server/customers/segments/named_segments.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_tables.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using storage::v1::StoredSegment;
using v1::AttributeDefinition;
using v1::Filter;

constexpr size_t kUsersShownMax = 20;

// Adds the segments that the filter itself names, each time.
void AddNamed(const Filter& filter, std::vector<std::string>* ids) {
  const v1::SegmentFilter& own = filter.segments();
  for (const auto* some : {&own.any_of_segment_ids(), &own.all_of_segment_ids(),
                           &own.none_of_segment_ids()}) {
    ids->insert(ids->end(), some->begin(), some->end());
  }
  for (const auto* list : {&filter.all(), &filter.any(), &filter.none()}) {
    for (const Filter& part : list->parts()) AddNamed(part, ids);
  }
}

// Whether a condition of the filter, however deep, is on the attribute.
bool NamesAttribute(const Filter& filter,
                    const AttributeDefinition& definition) {
  const v1::AttributeFilter& own = filter.attribute();
  if (own.attribute_definition_id() == definition.id() ||
      AttributeKey(own.key()) == AttributeKey(definition.key())) {
    return true;
  }
  const auto names = [&](const Filter& part) {
    return NamesAttribute(part, definition);
  };
  for (const auto* list : {&filter.all(), &filter.any(), &filter.none()}) {
    if (std::any_of(list->parts().begin(), list->parts().end(), names)) {
      return true;
    }
  }
  return false;
}

// The ids of the segments whose filter `names` it, up to kUsersShownMax.
template <typename Names>
std::vector<std::string> UsersOf(const std::vector<StoredSegment>& all,
                                 const Names& names) {
  std::vector<std::string> users;
  for (const StoredSegment& stored : all) {
    if (users.size() < kUsersShownMax && names(stored.segment().filter())) {
      users.push_back(stored.segment().id());
    }
  }
  return users;
}

absl::Status RefuseUsers(const std::vector<std::string>& users,
                         std::string_view reason, std::string_view subject) {
  if (users.empty()) return absl::OkStatus();
  const std::string names = absl::StrJoin(users, ",");
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               fmt::format("{} is in the filters of segments {}: change or "
                           "delete those first",
                           subject, names),
               {{"segment_ids", names}});
}

class NamedSegments {
 public:
  explicit NamedSegments(const std::vector<StoredSegment>& all) {
    for (const StoredSegment& stored : all) {
      AddNamed(stored.segment().filter(), &named_[stored.segment().id()]);
    }
  }

  // How many the segment names, those of others included; more than
  // kSegmentsNamedMax are not counted on. nullopt when it comes back to one
  // that is being counted.
  std::optional<int> Count(const std::string& id) {
    if (const auto known = counts_.find(id); known != counts_.end()) {
      return known->second;
    }
    if (!open_.insert(id).second) return std::nullopt;
    int count = 0;
    for (const std::string& other : named_[id]) {
      const std::optional<int> inner = Count(other);
      if (!inner) return std::nullopt;
      count = std::min(count + 1 + *inner, kSegmentsNamedMax + 1);
    }
    open_.erase(id);
    return counts_[id] = count;
  }

 private:
  std::map<std::string, std::vector<std::string>> named_;
  std::map<std::string, int> counts_;
  std::set<std::string> open_;
};

}  // namespace

bool Mentions(const Message& message, std::string_view id) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  const auto holds = [&](const FieldDescriptor* field) {
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        if ((field->is_repeated()
                 ? reflection.GetRepeatedString(message, field, i)
                 : reflection.GetString(message, field)) == id) {
          return true;
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (Mentions(field->is_repeated()
                         ? reflection.GetRepeatedMessage(message, field, i)
                         : reflection.GetMessage(message, field),
                     id)) {
          return true;
        }
      }
    }
    return false;
  };
  return std::any_of(fields.begin(), fields.end(), holds);
}

absl::Status CheckUnused(const std::vector<StoredSegment>& all,
                         std::string_view noun, std::string_view id) {
  return RefuseUsers(
      UsersOf(all, [&](const Filter& filter) { return Mentions(filter, id); }),
      absl::AsciiStrToUpper(std::string(noun)) + "_IN_USE",
      fmt::format("{} {}", noun, id));
}

absl::Status CheckAttributeUnused(const std::vector<StoredSegment>& all,
                                  const AttributeDefinition& definition,
                                  const std::vector<std::string>& option_ids) {
  const bool is_whole = option_ids.empty();
  const auto names = [&](const Filter& filter) {
    if (is_whole) return NamesAttribute(filter, definition);
    // Options have ids of their own, whatever names the attribute.
    return std::any_of(
        option_ids.begin(), option_ids.end(),
        [&](const std::string& id) { return Mentions(filter, id); });
  };
  return RefuseUsers(
      UsersOf(all, names), "ATTRIBUTE_IN_USE",
      fmt::format("{}attribute {}",
                  is_whole ? "" : "an option to be removed from ",
                  definition.id()));
}

absl::Status CheckNamedSegments(const std::vector<StoredSegment>& all,
                                const std::string& changed) {
  NamedSegments named(all);
  if (!named.Count(changed)) {
    return Error(absl::StatusCode::kInvalidArgument, "SEGMENT_CIRCLE",
                 "segment.filter names the segment itself, or one that does: "
                 "leave that out",
                 {{"field", "segment.filter"}});
  }
  for (const StoredSegment& stored : all) {
    if (named.Count(stored.segment().id()).value_or(0) > kSegmentsNamedMax) {
      return TooManySegmentsNamed("segment.filter");
    }
  }
  return absl::OkStatus();
}

absl::Status TooManySegmentsNamed(std::string_view field) {
  return Error(
      absl::StatusCode::kInvalidArgument, "TOO_MANY_SEGMENTS_NAMED",
      fmt::format("{} makes a filter name more than {} segments, those "
                  "that segments name included: say the same with "
                  "fewer",
                  field, kSegmentsNamedMax),
      {{"field", field}});
}

}  // namespace comptoir::customers
