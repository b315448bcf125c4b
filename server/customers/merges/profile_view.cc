#include "server/customers/merges/profile_view.h"

#include <utility>

namespace comptoir::customers {
namespace {

// space:1 merchant:16
constexpr size_t kIdAt = 1 + sizeof(IdBytes);
constexpr size_t kRestAt = kIdAt + sizeof(IdBytes);

std::string_view RestOf(std::string_view key) {
  return key.size() > kRestAt ? key.substr(kRestAt) : std::string_view();
}

// The same range of rows of another identity.
kv::Range RangeOf(const IdBytes& identity, const kv::Range& range) {
  std::string prefix = range.start.substr(0, kIdAt);
  prefix.append(identity.data(), identity.size());
  kv::Range own = kv::Range::Prefix(prefix);
  own.start.append(RestOf(range.start));
  // What ends behind all rows of the customer has nothing behind the id.
  if (const std::string_view rest = RestOf(range.limit); !rest.empty()) {
    own.limit = prefix.append(rest);
  }
  return own;
}

// The rows of several walks in one order.
class Merged final : public kv::Iterator {
 public:
  Merged(std::string prefix, kv::Direction direction,
         std::vector<std::unique_ptr<kv::Iterator>> walks)
      : prefix_(std::move(prefix)),
        direction_(direction),
        walks_(std::move(walks)) {
    Choose();
  }

  bool Valid() const override { return next_ != nullptr; }
  std::string_view key() const override { return key_; }
  std::string_view value() const override { return next_->value(); }
  absl::Status status() const override { return status_; }

  void Next() override {
    for (const auto& walk : walks_) {
      if (walk->Valid() && RestOf(walk->key()) == RestOf(key_)) walk->Next();
    }
    Choose();
  }

 private:
  bool IsBefore(const kv::Iterator& a, const kv::Iterator& b) const {
    const int order = RestOf(a.key()).compare(RestOf(b.key()));
    return direction_ == kv::Direction::kForward ? order < 0 : order > 0;
  }

  void Choose() {
    next_ = nullptr;
    for (const auto& walk : walks_) {
      if (!walk->Valid()) {
        status_.Update(walk->status());
      } else if (next_ == nullptr || IsBefore(*walk, *next_)) {
        next_ = walk.get();
      }
    }
    // Rows of the one that failed may be missing in between.
    if (!status_.ok()) next_ = nullptr;
    if (next_ == nullptr) return;
    key_ = prefix_;
    key_.append(RestOf(next_->key()));
  }

  const std::string prefix_;
  const kv::Direction direction_;
  const std::vector<std::unique_ptr<kv::Iterator>> walks_;
  kv::Iterator* next_ = nullptr;
  std::string key_;
  absl::Status status_;
};

}  // namespace

ProfileView::ProfileView(const kv::View& view,
                         const std::vector<std::string>& identities)
    : view_(view) {
  for (const std::string& identity : identities) {
    identities_.push_back(ParseId("cus", identity).value_or(IdBytes{}));
  }
}

std::unique_ptr<kv::Iterator> ProfileView::Scan(const kv::Range& range,
                                                kv::Direction direction) const {
  std::vector<std::unique_ptr<kv::Iterator>> walks;
  for (const IdBytes& identity : identities_) {
    walks.push_back(view_.Scan(RangeOf(identity, range), direction));
  }
  return std::make_unique<Merged>(range.start.substr(0, kRestAt), direction,
                                  std::move(walks));
}

}  // namespace comptoir::customers
