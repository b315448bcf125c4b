#include "server/kv/memory/memory_engine.h"

#include <cstdint>
#include <filesystem>
#include <forward_list>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

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
    const auto row = state_->rows.find(key);
    if (row == state_->rows.end()) return std::optional<std::string>();
    const std::string* value = ValueAt(row->second, commit_);
    if (value == nullptr) return std::optional<std::string>();
    return std::optional<std::string>(*value);
  }

  std::unique_ptr<Iterator> Scan(const Range& range,
                                 Direction direction) const override {
    return std::make_unique<MemoryIterator>(*state_, commit_, range, direction);
  }

 private:
  const std::shared_ptr<const State> state_;
  const uint64_t commit_;
};

constexpr char kRowsFile[] = "rows";

// rows := (key:bytes value:bytes)*   bytes := length:8 (machine order) byte*
void WriteBytes(std::string_view bytes, std::ostream& out) {
  const uint64_t size = bytes.size();
  out.write(reinterpret_cast<const char*>(&size), sizeof(size));
  out.write(bytes.data(), static_cast<std::streamsize>(size));
}

bool ReadBytes(std::istream& in, std::string* bytes) {
  uint64_t size = 0;
  if (!in.read(reinterpret_cast<char*>(&size), sizeof(size))) return false;
  bytes->resize(size);
  return static_cast<bool>(
      in.read(bytes->data(), static_cast<std::streamsize>(size)));
}

}  // namespace

MemoryEngine::MemoryEngine() : state_(std::make_shared<State>()) {}
MemoryEngine::~MemoryEngine() = default;

absl::StatusOr<std::unique_ptr<MemoryEngine>> MemoryEngine::Load(
    const std::string& folder) {
  std::ifstream in(std::filesystem::path(folder) / kRowsFile, std::ios::binary);
  if (!in) return absl::UnavailableError("no checkpoint in this folder");
  auto engine = std::make_unique<MemoryEngine>();
  Batch batch;
  std::string key;
  while (ReadBytes(in, &key)) {
    std::string value;
    if (!ReadBytes(in, &value)) return absl::DataLossError("cut checkpoint");
    batch.Put(std::move(key), std::move(value));
  }
  if (absl::Status status = engine->Commit(batch); !status.ok()) return status;
  return engine;
}

std::shared_ptr<const Snapshot> MemoryEngine::GetSnapshot() const {
  std::shared_lock lock(state_->mutex);
  return std::make_shared<MemorySnapshot>(state_, state_->commit);
}

absl::Status MemoryEngine::Commit(const Batch& batch) {
  std::unique_lock lock(state_->mutex);
  const uint64_t commit = ++state_->commit;
  for (const Batch::Change& change : batch.changes()) {
    state_->rows[change.key].push_front({commit, change.value});
  }
  return absl::OkStatus();
}

absl::Status MemoryEngine::Checkpoint(const std::string& folder) const {
  std::error_code error;
  if (!std::filesystem::create_directory(folder, error)) {
    return absl::AlreadyExistsError("the checkpoint folder exists already");
  }
  std::ofstream out(std::filesystem::path(folder) / kRowsFile,
                    std::ios::binary);
  const std::shared_ptr<const Snapshot> snapshot = GetSnapshot();
  for (auto row = snapshot->Scan({}); row->Valid(); row->Next()) {
    WriteBytes(row->key(), out);
    WriteBytes(row->value(), out);
  }
  out.flush();
  return out ? absl::OkStatus() : absl::UnavailableError("cannot write");
}

EngineStats MemoryEngine::Stats() const {
  std::shared_lock lock(state_->mutex);
  return {.estimated_keys = state_->rows.size()};
}

}  // namespace comptoir::kv
