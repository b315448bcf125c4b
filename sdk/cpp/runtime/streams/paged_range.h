// A list that fetches its pages as it is read.
//
//   for (const auto& customer : client.ListCustomersAll({}))
//     if (!customer.ok()) return customer.status();
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_PAGED_RANGE_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_PAGED_RANGE_H_

#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/sdk/position.h"

namespace comptoir::sdk {

// One page of a list.
template <typename T>
struct Page {
  std::vector<T> items;
  std::string next_page_token;  // Empty: the last page.
  // Of events: up to where pages so far list all, and where the last one ends.
  std::optional<Position> listed = {};
  std::optional<Position> until = {};
};

// An input range: read once, by one thread. An error is its last element.
template <typename T>
class PagedRange {
  struct State;

 public:
  // Fetches the next page, given the token of the page before it.
  using Fetch = std::function<absl::StatusOr<Page<T>>(const std::string&)>;

  // `first_token` is that of the first page, usually empty.
  PagedRange(Fetch fetch, std::string first_token)
      : state_(std::make_shared<State>()) {
    state_->fetch = std::move(fetch);
    state_->page.next_page_token = std::move(first_token);
  }

  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = absl::StatusOr<T>;
    using difference_type = std::ptrdiff_t;
    using reference = value_type&;
    using pointer = value_type*;

    iterator() = default;
    explicit iterator(std::shared_ptr<State> state) : state_(std::move(state)) {
      ++*this;
    }

    reference operator*() const { return state_->current; }
    pointer operator->() const { return &state_->current; }
    iterator& operator++() {
      if (!state_->Advance()) state_.reset();
      return *this;
    }
    void operator++(int) { ++*this; }
    // Equal at the end alone.
    bool operator==(const iterator& other) const {
      return state_ == other.state_;
    }

   private:
    std::shared_ptr<State> state_;
  };

  // Fetches the first page.
  iterator begin() { return iterator(state_); }
  iterator end() { return iterator(); }

  // Of events, such as ListEventsAll(): up to where all was read, to list the
  // rest another time. Absent before a page was read to its end.
  const std::optional<Position>& position() const { return state_->listed; }
  // Where the list ends: watch after it. Absent before a page was fetched.
  const std::optional<Position>& until() const { return state_->page.until; }

 private:
  struct State {
    Fetch fetch;
    Page<T> page;
    std::optional<Position> listed;
    size_t position = 0;
    bool is_first = true;
    bool has_failed = false;
    absl::StatusOr<T> current = T();

    // Moves to the next element; false at the end.
    bool Advance() {
      if (has_failed) return false;
      // A page may be empty although more follow.
      while (position == page.items.size()) {
        listed = page.listed;
        if (!is_first && page.next_page_token.empty()) return false;
        is_first = false;
        absl::StatusOr<Page<T>> next = fetch(page.next_page_token);
        if (!next.ok()) {
          has_failed = true;
          current = std::move(next).status();
          return true;
        }
        page = *std::move(next);
        position = 0;
      }
      current = std::move(page.items[position++]);
      return true;
    }
  };

  std::shared_ptr<State> state_;
};

// For generated clients: `call` is the list method and `items` gives the
// repeated field of its response.
template <typename T, typename Response, typename Request, typename Call,
          typename Items>
PagedRange<T> MakePagedRange(Request request, Call call, Items items) {
  std::string first_token = request.page_token();
  return PagedRange<T>(
      [request = std::move(request), call = std::move(call),
       items](const std::string& token) mutable -> absl::StatusOr<Page<T>> {
        request.set_page_token(token);
        absl::StatusOr<Response> response = call(request);
        if (!response.ok()) return std::move(response).status();
        Page<T> page;
        page.items.assign(std::make_move_iterator(items(*response)->begin()),
                          std::make_move_iterator(items(*response)->end()));
        page.next_page_token = response->next_page_token();
        if constexpr (requires { response->listed_history(); }) {
          page.listed = {response->listed_revision(),
                         response->listed_history()};
          page.until = {response->revision(), response->history()};
        }
        return page;
      },
      std::move(first_token));
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_PAGED_RANGE_H_
