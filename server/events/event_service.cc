#include "server/events/event_service.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/events/activity/activity_page.h"
#include "server/events/rules/event_filter.h"
#include "server/events/rules/request_rules.h"
#include "server/records/page.h"
#include "server/rpc/page_token.h"
#include "server/store/log/log_reader.h"
#include "server/store/store.h"

namespace comptoir::events {
namespace {

using storage::v1::LogEntry;
using store::Snapshot;

constexpr int kPageSizeDefault = 50;
constexpr int kEventsPageMax = 500;
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
  HistoryPage(const v1::ListEventsRequest& request, EventFilter filter,
              Position from, v1::ListEventsResponse* response)
      : filter_(std::move(filter)),
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

// `ids`, and beside each customer who was merged away the survivor: what
// happens in a profile names that one, too.
absl::StatusOr<Strings> WithSurvivors(
    const customers::CustomerDirectory& customers, const kv::View& view,
    const std::string& merchant_id, const Strings& ids) {
  Strings all = ids;
  for (const std::string& id : ids) {
    if (!ParseId("cus", id)) continue;
    ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                     customers.SurvivorOf(view, merchant_id, id));
    if (survivor && *survivor != id) *all.Add() = *survivor;
  }
  return all;
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

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Source<v1::WatchEventsResponse>>>
EventService::WatchEvents(std::shared_ptr<const Call> call,
                          const v1::WatchEventsRequest& request,
                          rpc::Wake wake) {
  RETURN_IF_ERROR(
      subjects_.RequireAllSeen(*call, *store_.Read(), request.subjects()));
  return hub_.Watch(
      call->merchant_id(), request, std::move(wake),
      [this, merchant_id = call->merchant_id(),
       request](const kv::View& view) -> absl::StatusOr<EventFilter> {
        ASSIGN_OR_RETURN(
            const Strings subjects,
            WithSurvivors(customers_, view, merchant_id, request.subjects()));
        return EventFilter(subjects, request.types());
      });
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
        subjects_.RequireAllSeen(call, snapshot, request.subjects()));
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
  ASSIGN_OR_RETURN(const Strings subjects,
                   WithSurvivors(customers_, snapshot, call.merchant_id(),
                                 request.subjects()));
  HistoryPage page(request, EventFilter(subjects, request.types()), from,
                   &response);
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
  FieldViolations violations;
  CheckActivity(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (request.page_token().empty()) {
    RETURN_IF_ERROR(
        subjects_.RequireSeen(call, snapshot, request.subject_id()));
  }
  return PageOfActivity(customers_, call, snapshot, request);
}

}  // namespace comptoir::events
