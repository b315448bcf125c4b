#include "server/customers/filters/conditions.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::customers {
namespace {

constexpr int64_t kDaySeconds = 24 * 60 * 60;

}  // namespace

absl::Status RequireFor(const Call& call, Permission permission,
                        const std::string& field) {
  if (call.Holds(permission)) return absl::OkStatus();
  const std::string& name = Permission_Name(permission);
  return Error(
      absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
      fmt::format("{} needs {}: leave it out, or ask for the permission", field,
                  name),
      {{"permission", name}, {"field", field}});
}

Seconds ToSeconds(const google::protobuf::Timestamp& time) {
  return static_cast<Seconds>(std::clamp<int64_t>(
      time.seconds(), 1, std::numeric_limits<Seconds>::max()));
}

absl::StatusOr<Bounds> BoundsOf(const v1::Period& period, absl::Time now,
                                const std::string& field) {
  const bool has_times = period.has_start_time() || period.has_end_time();
  if (has_times == (period.last_days() > 0)) {
    return InvalidField(field,
                        "must have start_time or end_time, or else last_days");
  }
  Bounds bounds;
  if (!has_times) {
    bounds.most = absl::ToUnixSeconds(now);
    bounds.least = bounds.most - period.last_days() * kDaySeconds;
    return bounds;
  }
  if (period.has_start_time()) bounds.least = period.start_time().seconds();
  if (!period.has_end_time()) return bounds;
  if (period.end_time().seconds() < bounds.least) {
    return InvalidField(field + ".end_time", "must not be before start_time");
  }
  // The end is no part of it.
  bounds.most = std::max(period.end_time().seconds(), Bounds().least + 1) - 1;
  return bounds;
}

Turn TurnOf(const v1::Period& period, absl::Time now, MomentsOf moments) {
  if (period.last_days() == 0) return nullptr;
  const int64_t most = absl::ToUnixSeconds(now);
  const int64_t span = period.last_days() * kDaySeconds;
  return [most, span, moments = std::move(moments)](
             const MerchantColumns& columns, const Block& block) {
    const Column<Seconds>& column = moments(columns);
    int64_t first = std::numeric_limits<int64_t>::max();
    Block looked = block;
    looked.Keep([&](Slot slot) {
      const int64_t moment = column[slot];
      // 0 is no moment. It begins to hold at a moment to come, and ends to
      // behind the last second of the span.
      if (moment > most) {
        first = std::min(first, moment);
      } else if (moment != 0 && moment >= most - span) {
        first = std::min(first, moment + span + 1);
      }
      return true;
    });
    return first == std::numeric_limits<int64_t>::max()
               ? absl::InfiniteFuture()
               : absl::FromUnixSeconds(first);
  };
}

Test TestOfMoments(const Column<Seconds>& column, const Bounds& bounds) {
  constexpr int64_t kSecondsMax = std::numeric_limits<Seconds>::max();
  // 0 is no moment.
  const auto least =
      static_cast<Seconds>(std::clamp<int64_t>(bounds.least, 1, kSecondsMax));
  const auto most =
      static_cast<Seconds>(std::clamp<int64_t>(bounds.most, 0, kSecondsMax));
  return [&column, least, most](Block& block) {
    block.Keep([&](Slot slot) {
      return least <= column[slot] && column[slot] <= most;
    });
  };
}

Test TestOfSet(SlotSet slots) {
  return [slots = std::make_shared<const SlotSet>(std::move(slots))](
             Block& block) { block.KeepAlso(slots->In(block.first)); };
}

Test TestOfNone(SlotSet slots) {
  return [slots = std::make_shared<const SlotSet>(std::move(slots))](
             Block& block) { block.Remove(slots->In(block.first)); };
}

std::vector<IdBytes> IdsOf(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    std::string_view prefix) {
  std::vector<IdBytes> parsed;
  for (const std::string& id : ids) {
    parsed.push_back(ParseId(prefix, id).value_or(IdBytes{}));
  }
  return parsed;
}

}  // namespace comptoir::customers
