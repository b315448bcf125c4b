#include "server/rpc/rules/value_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/rpc/rules/formats.h"
#include "server/rpc/rules/validation.h"
#include "server/values/text.h"

namespace comptoir::rpc {
namespace {

constexpr int32_t kNanosMax = 999'999'999;
// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
constexpr int64_t kTimestampSecondsMin = -62'135'596'800;
constexpr int64_t kTimestampSecondsMax = 253'402'300'799;
constexpr int64_t kDurationSecondsMax = 315'576'000'000;

std::string_view Plural(int64_t count) { return count == 1 ? "" : "s"; }

std::string AtMost(int64_t count, std::string_view noun) {
  return fmt::format("must have at most {} {}{}", count, noun, Plural(count));
}

std::string AtLeast(int64_t count, std::string_view noun) {
  return fmt::format("must have at least {} {}{}", count, noun, Plural(count));
}

}  // namespace

std::string TextProblem(const FieldRules& rules, std::string_view text) {
  if (!IsValidUtf8(text)) return "must be UTF-8";
  // No text has more code points than bytes: most need no counting.
  const size_t most =
      rules.max_length() > 0 ? rules.max_length() : kTextLengthMax;
  const size_t fewest = std::max(rules.min_length(), 0);
  if (text.size() > most || fewest > 0) {
    const size_t length = CodePointCount(text);
    if (length > most) return AtMost(static_cast<int64_t>(most), "character");
    if (length < fewest) {
      return AtLeast(static_cast<int64_t>(fewest), "character");
    }
  }
  return FormatProblem(rules.format(), text, rules.id_prefix());
}

std::string BytesProblem(const FieldRules& rules, std::string_view bytes) {
  const size_t most =
      rules.max_length() > 0 ? rules.max_length() : kTextLengthMax;
  if (bytes.size() > most) return AtMost(static_cast<int64_t>(most), "byte");
  const size_t fewest = std::max(rules.min_length(), 0);
  if (bytes.size() < fewest) {
    return AtLeast(static_cast<int64_t>(fewest), "byte");
  }
  return "";
}

std::string NumberProblem(const FieldRules& rules, int64_t number) {
  if (rules.has_minimum() && number < rules.minimum()) {
    return fmt::format("must be at least {}", rules.minimum());
  }
  if (rules.has_maximum() && number > rules.maximum()) {
    return fmt::format("must be at most {}", rules.maximum());
  }
  return "";
}

std::string UnsignedProblem(const FieldRules& rules, uint64_t number) {
  constexpr auto kMax =
      static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (number > kMax && rules.has_maximum()) {
    return fmt::format("must be at most {}", rules.maximum());
  }
  return NumberProblem(rules, static_cast<int64_t>(std::min(number, kMax)));
}

std::string RealProblem(const FieldRules& rules, double number) {
  if (!std::isfinite(number)) return "must be a finite number";
  if (rules.has_minimum() && number < static_cast<double>(rules.minimum())) {
    return fmt::format("must be at least {}", rules.minimum());
  }
  if (rules.has_maximum() && number > static_cast<double>(rules.maximum())) {
    return fmt::format("must be at most {}", rules.maximum());
  }
  return "";
}

std::string CountProblem(const FieldRules& rules, int count) {
  const int most = rules.max_items() > 0 ? rules.max_items() : kItemsMax;
  if (count > most) return AtMost(most, "element");
  if (count < rules.min_items()) return AtLeast(rules.min_items(), "element");
  return "";
}

std::string WellKnownProblem(const google::protobuf::Message& message) {
  using google::protobuf::Duration;
  using google::protobuf::Timestamp;
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    const auto& time = static_cast<const Timestamp&>(message);
    const bool good = time.seconds() >= kTimestampSecondsMin &&
                      time.seconds() <= kTimestampSecondsMax &&
                      time.nanos() >= 0 && time.nanos() <= kNanosMax;
    return good ? "" : "must be a time of the years 1 to 9999";
  }
  if (message.GetDescriptor() == Duration::descriptor()) {
    const auto& duration = static_cast<const Duration&>(message);
    const bool same_sign = duration.seconds() == 0 || duration.nanos() == 0 ||
                           (duration.seconds() < 0) == (duration.nanos() < 0);
    const bool good = std::abs(duration.seconds()) <= kDurationSecondsMax &&
                      std::abs(duration.nanos()) <= kNanosMax && same_sign;
    return good ? "" : "must be a duration of at most 10000 years";
  }
  return "";
}

}  // namespace comptoir::rpc
