#include "server/kv/memory/memory_engine.h"

#include <cstdint>
#include <forward_list>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <utility>

#include "server/kv/errors.h"

namespace comptoir::kv {
namespace {

// What a key became with commit number `commit`.
struct Version {
  uint64_t commit;
  std::optional<std::string> value;
};

// Newest first. A list, so that a reader's view of a value stays where it is
// while versions are added.
using Versions = std::forward_list<Version>;
using Rows = std::map<std::string, Versions, std::less<>>;

// The value as of `commit`; null when absent.
const std::string* ValueAt(const Versions& versions, uint64_t commit) {
  for (const Version& version : versions) {
    if (version.commit > commit) continue;
    return version.value ? &*version.value : nullptr;
  }
  return nullptr;
}

}  // namespace

struct MemoryEngine::State {
  mutable std::shared_mutex mutex;
  uint64_t commit = 0;  // Guarded by `mutex`, as are the rows.
  Rows rows;

  // Null when absent. All with `mutex` held.
  const std::string* Find(std::string_view key, uint64_t at) const {
    const auto row = rows.find(key);
    return row == rows.end() ? nullptr : ValueAt(row->second, at);
  }
  bool Holds(const Fence& fence) const {
    const std::string* value = Find(fence.key, commit);
    return value == nullptr ? !fence.value : fence.value == *value;
  }
};

namespace {

using State = MemoryEngine::State;

class MemoryIterator final : public Iterator {
 public:
  MemoryIterator(const State& state, uint64_t commit, const Range& range,
                 Direction direction)
      : state_(state), commit_(commit), direction_(direction), range_(range) {
    if (!range.limit.empty() && range.limit <= range.start) return;
    std::shared_lock lock(state_.mutex);
    if (direction_ == Direction::kForward) {
      row_ = state_.rows.lower_bound(range_.start);
      Settle();
    } else {
      row_ = range_.limit.empty() ? state_.rows.end()
                                  : state_.rows.lower_bound(range_.limit);
      StepBack();
    }
  }

  bool Valid() const override { return value_ != nullptr; }

  void Next() override {
    std::shared_lock lock(state_.mutex);
    if (direction_ == Direction::kForward) {
      ++row_;
      Settle();
    } else {
      StepBack();
    }
  }

  std::string_view key() const override { return row_->first; }
  std::string_view value() const override { return *value_; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  // Walks on to the first row from here that this commit has.
  void Settle() {
    for (value_ = nullptr; row_ != state_.rows.end() && Below(row_->first);
         ++row_) {
      value_ = ValueAt(row_->second, commit_);
      if (value_ != nullptr) return;
    }
  }

  void StepBack() {
    for (value_ = nullptr; row_ != state_.rows.begin();) {
      --row_;
      if (row_->first < range_.start) return;
      value_ = ValueAt(row_->second, commit_);
      if (value_ != nullptr) return;
    }
  }

  bool Below(const std::string& key) const {
    return range_.limit.empty() || key < range_.limit;
  }

  const State& state_;
  const uint64_t commit_;
  const Direction direction_;
  const Range range_;
  Rows::const_iterator row_;
  const std::string* value_ = nullptr;
};

class MemorySnapshot final : public Snapshot {
 public:
  MemorySnapshot(std::shared_ptr<const State> state, uint64_t commit)
      : state_(std::move(state)), commit_(commit) {}

  absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const override {
    std::shared_lock lock(state_->mutex);
    return CopyOf(state_->Find(key, commit_));
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      std::span<const std::string> keys) const override {
    std::shared_lock lock(state_->mutex);
    std::vector<std::optional<std::string>> values;
    values.reserve(keys.size());
    for (const std::string& key : keys) {
      values.push_back(CopyOf(state_->Find(key, commit_)));
    }
    return values;
  }

  std::unique_ptr<Iterator> Scan(const Range& range,
                                 Direction direction) const override {
    return std::make_unique<MemoryIterator>(*state_, commit_, range, direction);
  }

 private:
  static std::optional<std::string> CopyOf(const std::string* value) {
    if (value == nullptr) return std::nullopt;
    return *value;
  }

  const std::shared_ptr<const State> state_;
  const uint64_t commit_;
};

}  // namespace

MemoryEngine::MemoryEngine() : state_(std::make_shared<State>()) {}
MemoryEngine::~MemoryEngine() = default;

std::shared_ptr<const Snapshot> MemoryEngine::GetSnapshot() const {
  std::shared_lock lock(state_->mutex);
  return std::make_shared<MemorySnapshot>(state_, state_->commit);
}

absl::Status MemoryEngine::Commit(const Batch& batch) {
  if (absl::Status status = CheckSizes(batch); !status.ok()) return status;
  std::unique_lock lock(state_->mutex);
  if (batch.fence() && !state_->Holds(*batch.fence())) return Fenced();
  const uint64_t commit = ++state_->commit;
  for (const Batch::Change& change : batch.changes()) {
    state_->rows[change.key].push_front({commit, change.value});
  }
  return absl::OkStatus();
}

absl::Status MemoryEngine::Checkpoint(const std::string&) const {
  return NoCheckpoints(traits().name);
}

std::vector<Figure> MemoryEngine::Figures() const {
  std::shared_lock lock(state_->mutex);
  return {{.kind = Figure::Kind::kGauge,
           .name = "known_keys",
           .help = "Keys that were ever put.",
           .value = static_cast<double>(state_->rows.size())}};
}

}  // namespace comptoir::kv
