#include "server/events/activity/activity_page.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/merges/profile_view.h"
#include "server/events/rules/event_filter.h"
#include "server/records/page.h"
#include "server/rpc/page_token.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/log_reader.h"

namespace comptoir::events {
namespace {

using storage::v1::LogEntry;
using storage::v1::LoggedEvent;
using store::Key;
using store::Snapshot;
using store::Space;
using Ids = std::vector<std::string>;

// An event, or the newest of a revision: where a page goes on.
struct Place {
  uint64_t revision = UINT64_MAX;
  int index = INT32_MAX;

  std::string ToKey() const { return fmt::format("{} {}", revision, index); }
  // The inverse of ToKey(), whose text only this server can have made.
  static Place FromKey(const std::string& key) {
    Place place;
    if (key.empty()) return place;
    const char* const end = key.data() + key.size();
    const char* rest = std::from_chars(key.data(), end, place.revision).ptr + 1;
    if (rest < end) std::from_chars(rest, end, place.index);
    return place;
  }
};

// All identities of the profile, its survivor first, when the subject is a
// customer; else itself. A profile that was deleted has no activity, as it has
// no sales.
absl::StatusOr<Ids> SubjectsOf(const customers::CustomerDirectory& customers,
                               const Snapshot& snapshot, const Call& call,
                               const std::string& subject) {
  if (!ParseId("cus", subject)) return Ids{subject};
  ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                   customers.SurvivorOf(snapshot, call.merchant_id(), subject));
  if (!survivor) return NotFound("customer", subject);
  return customers.CustomerIdentities(snapshot, call.merchant_id(), *survivor);
}

// The feed of `subject` up to `revision`.
kv::Range FeedUpTo(const Call& call, const std::string& subject,
                   uint64_t revision) {
  const auto feed = [&] { return Key(Space::kFeed, call.merchant_id()); };
  kv::Range range = feed().Id(subject).Prefix();
  if (revision < UINT64_MAX) {
    range.limit = feed().Id(subject).U64(revision + 1).Take();
  }
  return range;
}

absl::StatusOr<uint64_t> RevisionOf(std::string_view row) {
  store::KeyReader key(row);
  std::string id;
  uint64_t revision = 0;
  // Whose row it is does not matter, so that its prefix is any.
  if (!key.Id("x", &id) || !key.U64(&revision)) return Corrupt("feed row");
  return revision;
}

// Of `subjects`, the first in whose feed the event stands; null when in none.
const std::string* WhoseItIs(const LoggedEvent& event, const Ids& subjects) {
  const auto found =
      std::find_first_of(subjects.begin(), subjects.end(), event.feed().begin(),
                         event.feed().end());
  return found == subjects.end() ? nullptr : &*found;
}

// Fills one page.
class ActivityPage {
 public:
  ActivityPage(const Ids& subjects, const v1::ListActivityRequest& request,
               v1::ListActivityResponse* response)
      : subjects_(subjects),
        filter_({}, request.types()),
        left_(rpc::PageSize(request.page_size(), records::kPageSizeDefault,
                            records::kPageSizeMax)),
        response_(response) {}

  // Adds those events of `entry` from `at` back that belong to the page; false
  // when it is full, and `at` is the first one of the next page.
  bool Add(const LogEntry& entry, Place* at) {
    at->index = std::min(at->index, entry.events_size() - 1);
    for (; at->index >= 0; --at->index) {
      const LoggedEvent& logged = entry.events(at->index);
      const std::string* subject = WhoseItIs(logged, subjects_);
      if (subject == nullptr || !filter_.Matches(logged)) continue;
      if (left_ == 0 || bytes_ >= records::kPageBytesMax) return false;
      v1::Event& event = *response_->add_events();
      event = ToEvent(entry, at->index);
      if (*subject != subjects_.front()) {
        event.set_identity_customer_id(*subject);
      }
      bytes_ += event.ByteSizeLong();
      --left_;
    }
    return true;
  }

 private:
  const Ids& subjects_;
  const EventFilter filter_;
  int left_;
  size_t bytes_ = 0;
  v1::ListActivityResponse* const response_;
};

}  // namespace

absl::StatusOr<v1::ListActivityResponse> PageOfActivity(
    const customers::CustomerDirectory& customers, const Call& call,
    const Snapshot& snapshot, const v1::ListActivityRequest& request) {
  const std::string& subject = request.subject_id();
  ASSIGN_OR_RETURN(const std::string key, rpc::OpenPageToken(call, request));
  const Place from = Place::FromKey(key);
  ASSIGN_OR_RETURN(const Ids subjects,
                   SubjectsOf(customers, snapshot, call, subject));
  const customers::ProfileView profile(snapshot, subjects);
  const kv::View& view =
      subjects.size() > 1 ? static_cast<const kv::View&>(profile) : snapshot;

  v1::ListActivityResponse response;
  ActivityPage page(subjects, request, &response);
  int rows_left = records::kPageRowsMax;
  const auto rows = view.Scan(FeedUpTo(call, subject, from.revision),
                              kv::Direction::kReverse);
  for (; rows->Valid(); rows->Next()) {
    Place at;
    ASSIGN_OR_RETURN(at.revision, RevisionOf(rows->key()));
    if (at.revision == from.revision) at.index = from.index;
    bool has_room = rows_left-- > 0;
    if (has_room) {
      ASSIGN_OR_RETURN(
          const LogEntry entry,
          store::ReadLog(snapshot, call.merchant_id(), at.revision));
      has_room = page.Add(entry, &at);
    }
    if (!has_room) {
      response.set_next_page_token(
          rpc::MakePageToken(call, request, at.ToKey()));
      break;
    }
  }
  RETURN_IF_ERROR(rows->status());
  return response;
}

}  // namespace comptoir::events
