#include "server/store/upkeep/verify_log.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "comptoir/storage/v1/log.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/lane/log_hash.h"
#include "server/store/upkeep/row_sum.h"
#include "server/store/upkeep/verify_tables.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::FailedJob;
using comptoir::storage::v1::Job;
using comptoir::storage::v1::LogEntry;
using comptoir::storage::v1::LoggedEvent;
using comptoir::storage::v1::RequestRow;

template <typename Message>
bool Parse(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// The feed rows of one entry, each once.
std::set<std::string> FeedRowsOf(const std::string& merchant_id,
                                 const LogEntry& entry) {
  std::set<std::string> rows;
  for (const LoggedEvent& event : entry.events()) {
    for (const std::string& subject : event.feed()) {
      rows.insert(Key(Space::kFeed, merchant_id)
                      .Id(subject)
                      .U64(entry.revision())
                      .Take());
    }
  }
  return rows;
}

// Follows the log of one merchant after the other.
class LogCheck {
 public:
  LogCheck(const kv::View& snapshot, VerifyReport& report)
      : snapshot_(snapshot), report_(report) {}

  absl::Status Run() {
    const auto rows = snapshot_.Scan(AllOf(Space::kLog));
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      CheckEntry(rows->key(), rows->value());
    }
    RETURN_IF_ERROR(rows->status());
    RowSum feed;
    RETURN_IF_ERROR(ForEachFeedRow([&](std::string_view key) {
      report_.CountRow();
      feed.Add(key);
      return absl::OkStatus();
    }));
    if (feed == feed_) return absl::OkStatus();
    RETURN_IF_ERROR(NameMissingFeedRows());
    return NameExtraFeedRows();
  }

 private:
  void CheckEntry(std::string_view key, std::string_view value) {
    KeyReader reader(key);
    uint64_t revision;
    if (!reader.ok() || !reader.U64(&revision) || !reader.AtEnd()) {
      Report(reader.merchant_id(), "a key that is not a revision");
      return;
    }
    if (reader.merchant_id() != merchant_id_) {
      merchant_id_ = reader.merchant_id();
      last_revision_ = 0;
      last_hash_.clear();
    }
    if (revision != last_revision_ + 1) {
      Report(merchant_id_, fmt::format("revision {} follows revision {}",
                                       revision, last_revision_));
    }
    LogEntry entry;
    if (!Parse(value, entry) || entry.revision() != revision) {
      Report(merchant_id_, fmt::format("damaged entry {}", revision));
    } else {
      // After a gap there is nothing to compare with.
      if (revision == last_revision_ + 1 &&
          entry.previous_hash() != last_hash_) {
        Report(merchant_id_,
               fmt::format("entry {} was changed: the hash that entry {} keeps "
                           "of it does not match",
                           last_revision_, revision));
      }
      for (const std::string& row : FeedRowsOf(merchant_id_, entry)) {
        feed_.Add(row);
      }
    }
    last_revision_ = revision;
    hasher_.Hash(value, &last_hash_);
  }

  absl::Status ForEachFeedRow(
      const std::function<absl::Status(std::string_view)>& see) {
    const auto rows = snapshot_.Scan(AllOf(Space::kFeed));
    for (; rows->Valid(); rows->Next()) RETURN_IF_ERROR(see(rows->key()));
    return rows->status();
  }

  absl::Status NameMissingFeedRows() {
    const auto rows = snapshot_.Scan(AllOf(Space::kLog));
    LogEntry entry;
    for (; rows->Valid(); rows->Next()) {
      if (!Parse(rows->value(), entry)) continue;
      const std::string merchant_id = KeyReader(rows->key()).merchant_id();
      for (const std::string& key : FeedRowsOf(merchant_id, entry)) {
        ASSIGN_OR_RETURN(const std::optional<std::string> row,
                         snapshot_.Get(key));
        if (row) continue;
        report_.Add(Space::kFeed, merchant_id,
                    fmt::format("row missing for entry {}", entry.revision()));
      }
    }
    return rows->status();
  }

  absl::Status NameExtraFeedRows() {
    return ForEachFeedRow([this](std::string_view key) -> absl::Status {
      KeyReader reader(key);
      std::string subject;
      uint64_t revision = 0;
      LogEntry entry;
      if (reader.Id("id", &subject) && reader.U64(&revision)) {
        ASSIGN_OR_RETURN(
            const std::optional<std::string> value,
            snapshot_.Get(
                Key(Space::kLog, reader.merchant_id()).U64(revision).str()));
        if (value && Parse(*value, entry) &&
            FeedRowsOf(reader.merchant_id(), entry).count(std::string(key))) {
          return absl::OkStatus();
        }
      }
      report_.Add(Space::kFeed, reader.merchant_id(),
                  fmt::format("extra row for entry {}", revision));
      return absl::OkStatus();
    });
  }

  void Report(const std::string& merchant_id, std::string text) {
    report_.Add(Space::kLog, merchant_id, std::move(text));
  }

  const kv::View& snapshot_;
  VerifyReport& report_;
  LogHasher hasher_;
  std::string merchant_id_;
  uint64_t last_revision_ = 0;
  std::string last_hash_;
  RowSum feed_;  // What the log says there is.
};

}  // namespace

absl::Status VerifyLog(const kv::View& snapshot, VerifyReport& report) {
  return LogCheck(snapshot, report).Run();
}

absl::Status VerifyRequests(const kv::View& snapshot, VerifyReport& report) {
  const auto rows = snapshot.Scan(AllOf(Space::kRequests));
  RequestRow row;
  LogEntry entry;
  for (; rows->Valid(); rows->Next()) {
    report.CountRow();
    const KeyReader key(rows->key());
    if (!key.ok() || !Parse(rows->value(), row)) {
      report.Add(Space::kRequests, key.merchant_id(), "damaged row");
      continue;
    }
    ASSIGN_OR_RETURN(
        const std::optional<std::string> value,
        snapshot.Get(
            Key(Space::kLog, key.merchant_id()).U64(row.revision()).str()));
    const bool belongs = value && Parse(*value, entry) &&
                         entry.request_key() == std::string(key.rest());
    if (belongs) continue;
    report.Add(Space::kRequests, key.merchant_id(),
               fmt::format("a row of entry {}, which is not its request's",
                           row.revision()));
  }
  return rows->status();
}

namespace {

absl::Status VerifyFailedJobs(const kv::View& snapshot, VerifyReport& report) {
  const auto rows = snapshot.Scan(AllOf(Space::kFailedJobs));
  FailedJob failed;
  for (; rows->Valid(); rows->Next()) {
    report.CountRow();
    KeyReader key(rows->key());
    std::string id;
    const bool is_sound = key.ok() && key.Id("job", &id) && key.AtEnd() &&
                          Parse(rows->value(), failed) &&
                          (failed.has_job() || !failed.damaged_row().empty());
    if (is_sound) continue;
    report.Add(Space::kFailedJobs, key.merchant_id(),
               fmt::format("damaged job {}", id));
  }
  return rows->status();
}

}  // namespace

absl::Status VerifyJobs(const kv::View& snapshot, VerifyReport& report) {
  const auto rows = snapshot.Scan(AllOf(Space::kJobs));
  Job job;
  for (; rows->Valid(); rows->Next()) {
    report.CountRow();
    KeyReader key(rows->key());
    int64_t due;
    std::string id;
    const bool is_sound = key.ok() && key.I64(&due) && key.Id("job", &id) &&
                          key.AtEnd() && Parse(rows->value(), job) &&
                          !job.kind().empty();
    if (is_sound) continue;
    report.Add(Space::kJobs, key.merchant_id(),
               fmt::format("damaged job {}", id));
  }
  RETURN_IF_ERROR(rows->status());
  return VerifyFailedJobs(snapshot, report);
}

}  // namespace comptoir::store
