// Ordered rows, and how they are read.
//
// Keys and values are byte strings; keys are ordered bytewise. engine.h is what
// keeps them and what the store stands on.
#ifndef COMPTOIR_SERVER_KV_KV_H_
#define COMPTOIR_SERVER_KV_KV_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::kv {

// The portable envelope: a distributed engine refuses more.
inline constexpr size_t kKeyBytesMax = 1024;
inline constexpr size_t kValueBytesMax = 512 * 1024;
inline constexpr size_t kBatchBytesMax = 8 * 1024 * 1024;

// The keys in [start, limit). An empty limit means "to the end".
struct Range {
  std::string start;
  std::string limit;

  // All keys that begin with `prefix`.
  static Range Prefix(std::string_view prefix);
};

enum class Direction { kForward, kReverse };

// Walks one range of one snapshot.
//
// Stands on the first row (the last one when reverse) once made. Not
// thread-safe. Must not outlive its snapshot. key() and value() stay valid
// until Next() and may only be read while Valid().
class Iterator {
 public:
  virtual ~Iterator() = default;
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  // An error ends the walk early: check it when Valid() turns false.
  virtual absl::Status status() const = 0;
};

// Reads of one consistent state. Implemented by engine snapshots and by
// transactions, which see their own writes.
class View {
 public:
  virtual ~View() = default;
  // nullopt when absent.
  virtual absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const = 0;
  // The values of `keys` in the order of the keys, nullopt where one is absent.
  // Costs a distant engine one round trip where so many Get() cost one each. A
  // key may be asked for twice. All values are held at once: ask for a page of
  // them, not for a table.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const = 0;
  virtual std::unique_ptr<Iterator> Scan(
      const Range& range, Direction direction = Direction::kForward) const = 0;
};

// A frozen state of the whole engine. Thread-safe; cheap to share.
class Snapshot : public View {};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_KV_H_
