#include "server/customers/duplicates/duplicate_page.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/storage/v1/duplicate.pb.h"
#include "server/base/status.h"
#include "server/customers/duplicates/ignored_duplicates.h"
#include "server/customers/duplicates/rules/cliques.h"
#include "server/customers/duplicates/sharing_walk.h"
#include "server/records/page.h"
#include "server/rpc/page_token.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::DuplicatePlace;
using v1::Duplicate;
using v1::ListDuplicatesRequest;
using v1::ListDuplicatesResponse;

// One page while it is filled.
class DuplicatePage {
 public:
  DuplicatePage(const Suggester& suggester, const Call& call,
                const store::Snapshot& snapshot,
                const ListDuplicatesRequest& request)
      : suggester_(suggester),
        call_(call),
        snapshot_(snapshot),
        size_max_(rpc::PageSize(request.page_size(), records::kPageSizeDefault,
                                records::kPageSizeMax)) {}

  // Fills it from `from` on. Where the next one begins; without a key at the
  // end.
  absl::StatusOr<DuplicatePlace> Fill(const DuplicatePlace& from) {
    SharingWalk walk(snapshot_, call_.merchant_id(), from.key());
    DuplicatePlace next;
    while (!IsFull() && compared_ < kComparedProfilesMax) {
      ASSIGN_OR_RETURN(const std::optional<Sharing> sharing,
                       walk.Next(kWalkedRowsMax));
      if (!sharing) break;
      if (sharing->is_of_too_many()) {
        *response_.add_shared_identifiers() = SharedIdentifierOf(*sharing);
        continue;
      }
      ASSIGN_OR_RETURN(const bool is_whole, AddAll(*sharing, from, &next));
      if (!is_whole) return next;
    }
    next.Clear();
    next.set_key(walk.place());
    return next;
  }

  ListDuplicatesResponse Take() { return std::move(response_); }

 private:
  bool IsFull() const {
    return response_.duplicates_size() == size_max_ ||
           bytes_ >= records::kPageBytesMax;
  }

  // Adds the suggestions of those who share something that `from` has not shown
  // yet. False when there was no room for all: then `next` is behind those that
  // were added.
  absl::StatusOr<bool> AddAll(const Sharing& sharing,
                              const DuplicatePlace& from,
                              DuplicatePlace* next) {
    ASSIGN_OR_RETURN(
        const Suggested suggested,
        suggester_.Suggest(snapshot_, call_.merchant_id(), sharing));
    compared_ += static_cast<int64_t>(suggested.profiles.size());
    std::set<NumberPair> pairs;
    for (const auto& [pair, evidence] : suggested.pairs) pairs.insert(pair);
    const auto id_of = [&](size_t i) -> const std::string& {
      return suggested.profiles[i].customer().id();
    };
    for (const Clique& clique :
         CoverWithCliques(suggested.profiles.size(), pairs, suggested.own)) {
      const auto seed = std::pair<std::string_view, std::string_view>(
          id_of(clique.seed.first), id_of(clique.seed.second));
      if (sharing.key == from.key() &&
          seed <= std::pair<std::string_view, std::string_view>(
                      from.customer_id(), from.other_customer_id())) {
        continue;
      }
      if (IsFull()) return false;
      Add(suggested, clique);
      next->set_key(sharing.key);
      next->set_customer_id(std::string(seed.first));
      next->set_other_customer_id(std::string(seed.second));
    }
    return true;
  }

  void Add(const Suggested& suggested, const Clique& clique) {
    Duplicate& duplicate = *response_.add_duplicates();
    for (const size_t i : clique.members) {
      *duplicate.add_customers() = suggested.profiles[i].customer();
    }
    for (const auto& [pair, evidence] : suggested.pairs) {
      const auto& members = clique.members;
      if (!std::binary_search(members.begin(), members.end(), pair.first) ||
          !std::binary_search(members.begin(), members.end(), pair.second)) {
        continue;
      }
      v1::DuplicatePair& added = *duplicate.add_pairs();
      added.set_customer_id(suggested.profiles[pair.first].customer().id());
      added.set_other_customer_id(
          suggested.profiles[pair.second].customer().id());
      *added.mutable_evidence() = evidence;
    }
    bytes_ += duplicate.ByteSizeLong();
  }

  const Suggester& suggester_;
  const Call& call_;
  const store::Snapshot& snapshot_;
  const int size_max_;
  ListDuplicatesResponse response_;
  size_t bytes_ = 0;
  int64_t compared_ = 0;
};

}  // namespace

absl::StatusOr<ListDuplicatesResponse> PageOfDuplicates(
    const Suggester& suggester, const Call& call,
    const store::Snapshot& snapshot, const ListDuplicatesRequest& request) {
  ASSIGN_OR_RETURN(const std::string token, rpc::OpenPageToken(call, request));
  DuplicatePlace from;
  if (!from.ParseFromString(token)) return Corrupt("a page token");
  DuplicatePage page(suggester, call, snapshot, request);
  ASSIGN_OR_RETURN(const DuplicatePlace next, page.Fill(from));
  ListDuplicatesResponse response = page.Take();
  response.set_next_page_token(
      rpc::MakePageToken(call, request, next.SerializeAsString()));
  return response;
}

absl::StatusOr<v1::ListIgnoredDuplicatesResponse> PageOfIgnored(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListIgnoredDuplicatesRequest& request) {
  v1::ListIgnoredDuplicatesResponse response;
  const auto take =
      [&](std::string_view key,
          std::string_view value) -> absl::StatusOr<std::optional<size_t>> {
    ASSIGN_OR_RETURN(std::optional<v1::IgnoredDuplicate> ignored,
                     ReadIgnored(key, value));
    if (!ignored) return std::optional<size_t>();
    const size_t bytes = ignored->ByteSizeLong();
    *response.add_ignored_duplicates() = *std::move(ignored);
    return std::optional<size_t>(bytes);
  };
  ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      records::WalkPage(call, snapshot, request,
                        {.range = store::Key(store::Space::kIgnoredDuplicates,
                                             call.merchant_id())
                                      .Prefix()},
                        take));
  return response;
}

}  // namespace comptoir::customers
