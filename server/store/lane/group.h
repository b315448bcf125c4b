// What the transactions of one group read and write.
#ifndef COMPTOIR_SERVER_STORE_LANE_GROUP_H_
#define COMPTOIR_SERVER_STORE_LANE_GROUP_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/base/strings.h"
#include "server/kv/kv.h"
#include "server/store/lane/overlay.h"

namespace comptoir::store {

// For maps of std::string that are asked with std::string_view.
struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const {
    return absl::Hash<absl::string_view>()(ToAbsl(text));
  }
};

template <typename Value>
using StringMap =
    absl::flat_hash_map<std::string, Value, StringHash, std::equal_to<>>;

// A snapshot, the group's writes over it, and the rows read so far: a record
// that a handler reads, changes and puts is fetched from the engine once. Not
// thread-safe.
class Group {
 public:
  // Starts over on `snapshot`, with no writes.
  void Begin(std::shared_ptr<const kv::View> snapshot);

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key);
  // Get for a row that is not asked for again.
  absl::StatusOr<std::optional<std::string>> GetOnce(
      std::string_view key) const;
  // Whether the row was there before the group, which has not changed it until
  // now.
  absl::StatusOr<bool> WasThere(std::string_view key) const;
  // Asks the engine once for all that is not known here.
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys);
  std::unique_ptr<kv::Iterator> Scan(const kv::Range& range,
                                     kv::Direction direction) const;

  Overlay& writes() { return writes_; }
  const Overlay& writes() const { return writes_; }

 private:
  using Value = std::optional<std::string>;

  // The value of a row that was written or read; null when it is not known.
  const Value* FindKnown(std::string_view key) const;
  // Keeps a row that was read, as far as there is room.
  void Keep(std::string_view key, const Value& value);

  std::shared_ptr<const kv::View> snapshot_;
  Overlay writes_;
  StringMap<Value> reads_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_GROUP_H_
