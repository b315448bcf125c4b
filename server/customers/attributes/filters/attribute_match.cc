#include "server/customers/attributes/filters/attribute_match.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/customers/attributes/definition_rules.h"
#include "server/customers/attributes/filters/attribute_facts.h"
#include "server/customers/attributes/value_rules.h"
#include "server/customers/filters/conditions.h"
#include "server/values/decimal.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using v1::AttributeDefinition;
using v1::AttributeFilter;
using v1::AttributeTextFilter;

AttributeMatch Within(const Bounds& bounds) {
  return
      [bounds](const AttributeColumn& column) { return column.Within(bounds); };
}

AttributeMatch Equal(int64_t value) {
  return Within({.least = value, .most = value});
}

std::vector<IdBytes> OptionsOf(const AttributeDefinition& definition) {
  std::vector<IdBytes> options;
  for (const v1::AttributeOption& option : definition.options()) {
    if (const auto id = ParseId("opt", option.id())) options.push_back(*id);
  }
  return options;
}

AttributeMatch Exists(const AttributeDefinition& definition) {
  if (IsSelection(definition.type())) {
    return [known = OptionsOf(definition)](const AttributeColumn& column) {
      return column.WhereChosen(known, known);
    };
  }
  if (definition.type() == v1::ATTRIBUTE_TYPE_TEXT) {
    return [](const AttributeColumn& column) {
      return column.WhereText([](std::string_view) { return true; });
    };
  }
  return Within(Bounds());
}

absl::StatusOr<AttributeMatch> ReadText(const AttributeTextFilter& filter,
                                        const std::string& field) {
  const std::string& asked = filter.has_is()         ? filter.is()
                             : filter.has_contains() ? filter.contains()
                                                     : filter.starts();
  if (filter.match_case() == AttributeTextFilter::MATCH_NOT_SET ||
      Trim(asked).empty()) {
    return InvalidField(field, "must have a text that is not empty");
  }
  std::string wanted = FilteredText(asked);
  if (wanted.size() > kFilteredTextBytesMax) {
    return InvalidField(field,
                        fmt::format("must be shorter: at most {} letters of a "
                                    "value are looked at",
                                    kFilteredTextBytesMax));
  }
  return [wanted = std::move(wanted),
          match = filter.match_case()](const AttributeColumn& column) {
    return column.WhereText([&](std::string_view own) {
      switch (match) {
        case AttributeTextFilter::kIs:
          return own == wanted;
        case AttributeTextFilter::kStarts:
          return own.starts_with(wanted);
        default:
          return own.find(wanted) != std::string_view::npos;
      }
    });
  };
}

absl::StatusOr<AttributeMatch> ReadNumber(const v1::DecimalRange& range,
                                          const std::string& field) {
  if (range.minimum().empty() && range.maximum().empty()) {
    return InvalidField(field, "must have a minimum or a maximum");
  }
  Bounds bounds;
  const auto read = [](const std::string& text, int64_t* bound) {
    const std::string number = Trim(text);
    if (number.empty()) return std::string();
    std::string problem = DecimalProblem(number);
    if (problem.empty()) *bound = DecimalUnits(number);
    return problem;
  };
  FieldViolations violations;
  std::string problem = read(range.minimum(), &bounds.least);
  if (!problem.empty()) violations.Add(field + ".minimum", problem);
  problem = read(range.maximum(), &bounds.most);
  if (problem.empty() && bounds.most < bounds.least) {
    problem = "must not be below minimum";
  }
  if (!problem.empty()) violations.Add(field + ".maximum", problem);
  RETURN_IF_ERROR(violations.ToStatus());
  return Within(bounds);
}

absl::StatusOr<AttributeMatch> ReadDate(const v1::DateRange& range,
                                        const std::string& field) {
  if (range.from().empty() && range.to().empty()) {
    return InvalidField(field, "must have a day from or to");
  }
  Bounds bounds;
  if (!range.from().empty()) {
    const auto day = DayOfDate(range.from());
    if (!day) {
      return InvalidField(field + ".from",
                          "must be YYYY-MM-DD, a day that exists");
    }
    bounds.least = NumberOfDay(*day);
  }
  if (!range.to().empty()) {
    const auto day = DayOfDate(range.to());
    if (!day) {
      return InvalidField(field + ".to",
                          "must be YYYY-MM-DD, a day that exists");
    }
    bounds.most = NumberOfDay(*day);
  }
  if (bounds.most < bounds.least) {
    return InvalidField(field + ".to", "must not be before from");
  }
  return Within(bounds);
}

absl::StatusOr<AttributeMatch> ReadSelection(
    const AttributeDefinition& definition,
    const v1::AttributeSelectionFilter& filter, const std::string& field) {
  if (filter.any_of_option_ids().empty()) {
    return InvalidField(field + ".any_of_option_ids",
                        "must have at least one option");
  }
  for (const std::string& id : filter.any_of_option_ids()) {
    const bool is_there =
        std::any_of(definition.options().begin(), definition.options().end(),
                    [&](const auto& option) { return option.id() == id; });
    if (is_there) continue;
    return Error(absl::StatusCode::kInvalidArgument, "UNKNOWN_OPTION",
                 fmt::format("{} names {}, which is no option of attribute {}: "
                             "leave it out",
                             field, id, definition.id()),
                 {{"field", field}, {"id", id}});
  }
  return [known = OptionsOf(definition),
          wanted = IdsOf(filter.any_of_option_ids(), "opt")](
             const AttributeColumn& column) {
    return column.WhereChosen(known, wanted);
  };
}

// `refusal` of a field, which says of which attribute it is.
absl::Status OfAttribute(const absl::Status& refusal, const std::string& id) {
  absl::Status named =
      Error(refusal.code(), ReasonOf(refusal), std::string(refusal.message()),
            {{kMisfitAttribute, id}});
  refusal.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    if (!named.GetPayload(url)) named.SetPayload(url, payload);
  });
  return named;
}

// INVALID_ARGUMENT for a condition on values of another type.
absl::Status CheckType(const AttributeDefinition& definition,
                       const AttributeFilter& filter,
                       const std::string& field) {
  const ValueKind& kind = KindOf(definition);
  // An address is no more than there or not.
  const std::string fitting = AttributeFilter::descriptor()->FindFieldByName(
                                  std::string(kind.name)) == nullptr
                                  ? "exists"
                                  : fmt::format("{} or exists", kind.name);
  if (filter.match_case() == AttributeFilter::MATCH_NOT_SET) {
    return InvalidField(field,
                        fmt::format("must have a condition: set {}", fitting));
  }
  const std::string& name = AttributeFilter::descriptor()
                                ->FindFieldByNumber(filter.match_case())
                                ->name();
  if (name == kind.name || filter.has_exists()) return absl::OkStatus();
  return OfAttribute(
      InvalidField(
          fmt::format("{}.{}", field, name),
          fmt::format("must fit attribute {}, which is {}: set {} instead",
                      definition.id(), kind.what, fitting)),
      definition.id());
}

}  // namespace

absl::StatusOr<AttributeMatch> ReadAttributeMatch(
    const AttributeDefinition& definition, const AttributeFilter& filter,
    const std::string& field) {
  RETURN_IF_ERROR(CheckType(definition, filter, field));
  switch (filter.match_case()) {
    case AttributeFilter::kText:
      return ReadText(filter.text(), field + ".text");
    case AttributeFilter::kNumber:
      return ReadNumber(filter.number(), field + ".number");
    case AttributeFilter::kBoolean:
      return Equal(filter.boolean() ? 1 : 0);
    case AttributeFilter::kDate:
      return ReadDate(filter.date(), field + ".date");
    case AttributeFilter::kSelection:
      return ReadSelection(definition, filter.selection(),
                           field + ".selection");
    case AttributeFilter::kEmail:
      if (Trim(filter.email()).empty()) {
        return InvalidField(field + ".email", "must be one email address");
      }
      return Equal(EmailFingerprint(filter.email()));
    case AttributeFilter::kPhone:
      if (Trim(filter.phone()).empty()) {
        return InvalidField(field + ".phone", "must be a phone number");
      }
      return Equal(PhoneFingerprint(filter.phone()));
    default:
      return Exists(definition);
  }
}

}  // namespace comptoir::customers
