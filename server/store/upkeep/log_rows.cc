#include "server/store/upkeep/log_rows.h"

#include <functional>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/logged_rows.h"

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

// The log entry of this revision; nullopt when it is not there or damaged.
absl::StatusOr<std::optional<LogEntry>> FindEntry(
    const kv::View& view, const std::string& merchant_id, uint64_t revision) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   view.Get(Key(Space::kLog, merchant_id).U64(revision).str()));
  LogEntry entry;
  if (!value || !Parse(*value, entry)) return std::optional<LogEntry>();
  return std::optional<LogEntry>(std::move(entry));
}

absl::StatusOr<std::string> ProblemOfRequestRow(const kv::View& view,
                                                std::string_view key,
                                                std::string_view value) {
  const KeyReader reader(key);
  RequestRow row;
  if (!reader.ok() || !Parse(value, row)) return std::string("damaged row");
  ASSIGN_OR_RETURN(const std::optional<LogEntry> entry,
                   FindEntry(view, reader.merchant_id(), row.revision()));
  if (entry && entry->request_key() == std::string(reader.rest())) {
    return std::string();
  }
  return fmt::format("a row of entry {}, which is not its request's",
                     row.revision());
}

absl::StatusOr<std::string> ProblemOfJobRow(std::string_view key,
                                            std::string_view value) {
  KeyReader reader(key);
  int64_t due;
  std::string id;
  Job job;
  const bool is_sound = reader.ok() && reader.I64(&due) &&
                        reader.Id("job", &id) && reader.AtEnd() &&
                        Parse(value, job) && !job.kind().empty();
  if (is_sound) return std::string();
  return fmt::format("damaged job {}", id);
}

absl::StatusOr<std::string> ProblemOfFailedJobRow(std::string_view key,
                                                  std::string_view value) {
  KeyReader reader(key);
  std::string id;
  FailedJob failed;
  const bool is_sound = reader.ok() && reader.Id("job", &id) &&
                        reader.AtEnd() && Parse(value, failed) &&
                        (failed.has_job() || !failed.damaged_row().empty());
  if (is_sound) return std::string();
  return fmt::format("damaged job {}", id);
}

using ProblemOf = std::function<absl::StatusOr<std::string>(
    std::string_view key, std::string_view value)>;

// Reports each row in which `problem_of` sees something wrong.
void AddProblems(Checks& checks, Space space, ProblemOf problem_of) {
  checks.AddRows(
      space,
      [report = &checks.report(), space, problem_of = std::move(problem_of)](
          std::string_view key, std::string_view value) -> absl::Status {
        ASSIGN_OR_RETURN(std::string problem, problem_of(key, value));
        if (!problem.empty()) {
          report->Add(space, KeyReader(key).merchant_id(), std::move(problem));
        }
        return absl::OkStatus();
      });
}

}  // namespace

std::optional<LogEntry> LogChain::Follow(std::string_view key,
                                         std::string_view value,
                                         VerifyReport& report) {
  KeyReader reader(key);
  const std::string merchant_id = reader.merchant_id();
  const auto problem = [&](std::string text) {
    report.Add(Space::kLog, merchant_id, std::move(text));
  };
  uint64_t revision;
  if (!reader.ok() || !reader.U64(&revision) || !reader.AtEnd()) {
    problem("a key that is not a revision");
    return std::nullopt;
  }
  if (merchant_id != last_.merchant_id) last_ = {.merchant_id = merchant_id};
  const bool follows = revision == last_.revision + 1;
  if (!follows) {
    problem(fmt::format("revision {} follows revision {}", revision,
                        last_.revision));
  }
  LogEntry entry;
  const bool is_sound = Parse(value, entry) && entry.revision() == revision;
  if (!is_sound) {
    problem(fmt::format("damaged entry {}", revision));
    // After a gap there is nothing to compare with.
  } else if (follows && entry.previous_hash() != last_.hash) {
    problem(
        fmt::format("entry {} was changed: the hash that entry {} keeps of "
                    "it does not match",
                    last_.revision, revision));
  }
  last_.revision = revision;
  hasher_.Hash(value, &last_.hash);
  if (!is_sound) return std::nullopt;
  return entry;
}

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
  for (const std::string& row : entry.removed_rows()) {
    rows.insert(Key(Space::kFeed, merchant_id)
                    .Raw(IdOfLoggedRow(row))
                    .U64(entry.revision())
                    .Take());
  }
  return rows;
}

absl::StatusOr<std::string> ProblemOfFeedRow(const kv::View& view,
                                             std::string_view key) {
  KeyReader reader(key);
  const std::string merchant_id = reader.merchant_id();
  std::string subject;
  uint64_t revision = 0;
  if (reader.Id("id", &subject) && reader.U64(&revision)) {
    ASSIGN_OR_RETURN(const std::optional<LogEntry> entry,
                     FindEntry(view, merchant_id, revision));
    if (entry && FeedRowsOf(merchant_id, *entry).count(std::string(key)) > 0) {
      return std::string();
    }
  }
  return fmt::format("extra row for entry {}", revision);
}

void AddLogChecks(Checks& checks) {
  AddProblems(
      checks, Space::kRequests,
      [view = &checks.view()](std::string_view key, std::string_view value) {
        return ProblemOfRequestRow(*view, key, value);
      });
  AddProblems(checks, Space::kJobs, ProblemOfJobRow);
  AddProblems(checks, Space::kFailedJobs, ProblemOfFailedJobRow);
}

}  // namespace comptoir::store
