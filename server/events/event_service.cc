#include "server/events/event_service.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/merges/profile_view.h"
#include "server/events/rules/event_filter.h"
#include "server/events/rules/request_rules.h"
#include "server/records/page.h"
#include "server/rpc/page_token.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/log_reader.h"
#include "server/store/store.h"

namespace comptoir::events {
namespace {

using storage::v1::LogEntry;
using store::Key;
using store::Snapshot;
using store::Space;

constexpr int kPageSizeDefault = 50;
constexpr int kEventsPageMax = 500;
constexpr int kActivityPageMax = 200;
// Entries that one page looks at: a rare filter must not hold a thread.
constexpr int kScanMax = 4096;

// Where a page begins: an event, the revision at which the walk ends, and the
// name of the history up to that.
struct Position {
  uint64_t revision = 0;
  int index = 0;
  uint64_t until = 0;
  std::string history = {};

  std::string ToKey() const {
    return fmt::format("{} {} {} {}", revision, index, until, history);
  }
  // The inverse of ToKey(), whose text only this server can have made.
  static Position FromKey(const std::string& key) {
    Position position;
    const char* const end = key.data() + key.size();
    const char* rest =
        std::from_chars(key.data(), end, position.revision).ptr + 1;
    rest = std::from_chars(rest, end, position.index).ptr + 1;
    rest = std::from_chars(rest, end, position.until).ptr + 1;
    if (rest < end) position.history.assign(rest, end);
    return position;
  }
};

// Fills one page of history.
class HistoryPage {
 public:
  HistoryPage(const v1::ListEventsRequest& request, Position from,
              v1::ListEventsResponse* response)
      : filter_(request.subjects(), request.types()),
        left_(rpc::PageSize(request.page_size(), kPageSizeDefault,
                            kEventsPageMax)),
        at_(std::move(from)),
        response_(response) {}

  // Adds what matches from `entry` on; false when the page is full.
  bool Add(const LogEntry& entry) {
    at_.revision = entry.revision();
    for (; at_.index < entry.events_size(); ++at_.index) {
      if (!filter_.Matches(entry.events(at_.index))) continue;
      if (left_ == 0 || bytes_ >= records::kPageBytesMax) return false;
      v1::Event& event = *response_->add_events();
      event = ToEvent(entry, at_.index);
      bytes_ += event.ByteSizeLong();
      --left_;
    }
    at_.revision = entry.revision() + 1;
    at_.index = 0;
    return true;
  }

  // What has not been looked at yet.
  const Position& at() const { return at_; }

 private:
  const EventFilter filter_;
  int left_;
  size_t bytes_ = 0;
  Position at_;
  v1::ListEventsResponse* const response_;
};

// Where the first page begins.
absl::StatusOr<Position> FirstPosition(const Call& call,
                                       const Snapshot& snapshot,
                                       const v1::ListEventsRequest& request) {
  const auto after = static_cast<uint64_t>(request.after_revision());
  RETURN_IF_ERROR(store::CheckRevision(snapshot, call.merchant_id(), after));
  RETURN_IF_ERROR(store::CheckHistory(snapshot, call.merchant_id(), after,
                                      request.history()));
  ASSIGN_OR_RETURN(uint64_t until,
                   store::LastRevision(snapshot, call.merchant_id()));
  if (request.until_revision() > 0) {
    until = std::min<uint64_t>(until, request.until_revision());
  }
  ASSIGN_OR_RETURN(std::string history,
                   store::HistoryAt(snapshot, call.merchant_id(), until));
  return Position{
      .revision = after + 1, .until = until, .history = std::move(history)};
}

// The newest `count` revisions in the feed of `subject` that are at most
// `revision_max`, newest first.
absl::StatusOr<std::vector<uint64_t>> FeedRevisions(const kv::View& snapshot,
                                                    const Call& call,
                                                    const std::string& subject,
                                                    uint64_t revision_max,
                                                    size_t count) {
  kv::Range range = Key(Space::kFeed, call.merchant_id()).Id(subject).Prefix();
  if (revision_max < UINT64_MAX) {
    range.limit = Key(Space::kFeed, call.merchant_id())
                      .Id(subject)
                      .U64(revision_max + 1)
                      .Take();
  }
  std::vector<uint64_t> revisions;
  const auto rows = snapshot.Scan(range, kv::Direction::kReverse);
  for (; rows->Valid() && revisions.size() < count; rows->Next()) {
    store::KeyReader key(rows->key());
    std::string id;
    uint64_t revision = 0;
    if (!key.Id("x", &id) || !key.U64(&revision)) return Corrupt("feed row");
    revisions.push_back(revision);
  }
  RETURN_IF_ERROR(rows->status());
  return revisions;
}

// Says how far pages up to one that ends before `next` have come.
absl::Status SayListed(const Call& call, const Snapshot& snapshot,
                       const Position& next, v1::ListEventsResponse* response) {
  const uint64_t listed = std::min(next.revision - 1, next.until);
  response->set_listed_revision(static_cast<int64_t>(listed));
  if (listed == next.until) {
    response->set_listed_history(next.history);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(*response->mutable_listed_history(),
                   store::HistoryAt(snapshot, call.merchant_id(), listed));
  return absl::OkStatus();
}

// In that of one of the subjects.
bool StandsInFeed(const storage::v1::LoggedEvent& event,
                  const std::vector<std::string>& subjects) {
  return std::find_first_of(event.feed().begin(), event.feed().end(),
                            subjects.begin(),
                            subjects.end()) != event.feed().end();
}

// All identities of the profile, when the subject is a customer; else itself. A
// profile that was deleted has no activity, as it has no sales.
absl::StatusOr<std::vector<std::string>> SubjectsOf(
    const customers::CustomerDirectory& customers, const Snapshot& snapshot,
    const Call& call, const std::string& subject) {
  if (!ParseId("cus", subject)) return std::vector<std::string>{subject};
  ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                   customers.SurvivorOf(snapshot, call.merchant_id(), subject));
  if (!survivor) return NotFound("customer", subject);
  return customers.CustomerIdentities(snapshot, call.merchant_id(), *survivor);
}

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Source<v1::WatchEventsResponse>>>
EventService::WatchEvents(std::shared_ptr<const Call> call,
                          const v1::WatchEventsRequest& request,
                          rpc::Wake wake) {
  RETURN_IF_ERROR(subjects_.RequireAll(*store_.Read(), call->merchant_id(),
                                       request.subjects()));
  return hub_.Watch(call->merchant_id(), request, std::move(wake));
}

absl::StatusOr<v1::ListEventsResponse> EventService::ListEvents(
    const Call& call, const Snapshot& snapshot,
    const v1::ListEventsRequest& request) {
  FieldViolations violations;
  CheckList(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const std::string key, rpc::OpenPageToken(call, request));
  Position from;
  if (key.empty()) {
    RETURN_IF_ERROR(
        subjects_.RequireAll(snapshot, call.merchant_id(), request.subjects()));
    ASSIGN_OR_RETURN(from, FirstPosition(call, snapshot, request));
  } else {
    from = Position::FromKey(key);
    // A restore from a backup may have come between two pages.
    RETURN_IF_ERROR(store::CheckHistory(snapshot, call.merchant_id(),
                                        from.until, from.history));
  }

  v1::ListEventsResponse response;
  response.set_revision(static_cast<int64_t>(from.until));
  response.set_history(from.history);
  HistoryPage page(request, from, &response);
  const store::ReadLimits limits = {.until_revision = from.until};
  for (int scanned = 0; page.at().revision <= from.until;) {
    ASSIGN_OR_RETURN(const store::LogEntries entries,
                     store::ReadAfter(snapshot, call.merchant_id(),
                                      page.at().revision - 1, limits));
    if (entries.empty()) break;
    scanned += static_cast<int>(entries.size());
    const bool is_full =
        !std::all_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return page.Add(*entry); });
    if (is_full || scanned >= kScanMax) {
      if (page.at().revision > from.until) break;
      response.set_next_page_token(
          rpc::MakePageToken(call, request, page.at().ToKey()));
      break;
    }
  }
  RETURN_IF_ERROR(SayListed(call, snapshot, page.at(), &response));
  return response;
}

absl::StatusOr<v1::ListActivityResponse> EventService::ListActivity(
    const Call& call, const Snapshot& snapshot,
    const v1::ListActivityRequest& request) {
  ASSIGN_OR_RETURN(const std::string key, rpc::OpenPageToken(call, request));
  Position at = {.revision = UINT64_MAX, .index = INT32_MAX};
  if (!key.empty()) {
    at = Position::FromKey(key);
  } else {
    RETURN_IF_ERROR(
        subjects_.Require(snapshot, call.merchant_id(), request.subject_id()));
  }
  const int page_size =
      rpc::PageSize(request.page_size(), kPageSizeDefault, kActivityPageMax);
  ASSIGN_OR_RETURN(
      const std::vector<std::string> subjects,
      SubjectsOf(customers_, snapshot, call, request.subject_id()));
  const customers::ProfileView profile(snapshot, subjects);
  const kv::View& view =
      subjects.size() > 1 ? static_cast<const kv::View&>(profile) : snapshot;
  // Each row has an event, so one row more than the page tells what follows.
  ASSIGN_OR_RETURN(const std::vector<uint64_t> revisions,
                   FeedRevisions(view, call, request.subject_id(), at.revision,
                                 static_cast<size_t>(page_size) + 1));

  v1::ListActivityResponse response;
  size_t bytes = 0;
  for (const uint64_t revision : revisions) {
    if (revision < at.revision) at = {.revision = revision, .index = INT32_MAX};
    ASSIGN_OR_RETURN(const LogEntry entry,
                     store::ReadLog(snapshot, call.merchant_id(), revision));
    for (int i = std::min(at.index, entry.events_size() - 1); i >= 0; --i) {
      if (!StandsInFeed(entry.events(i), subjects)) continue;
      if (response.events_size() == page_size ||
          bytes >= records::kPageBytesMax) {
        response.set_next_page_token(rpc::MakePageToken(
            call, request, Position{.revision = revision, .index = i}.ToKey()));
        return response;
      }
      v1::Event& event = *response.add_events();
      event = ToEvent(entry, i);
      bytes += event.ByteSizeLong();
    }
  }
  return response;
}

}  // namespace comptoir::events
