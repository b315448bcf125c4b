// Walks a snapshot as it looks under the writes of an overlay.
#ifndef COMPTOIR_SERVER_STORE_LANE_MERGE_ITERATOR_H_
#define COMPTOIR_SERVER_STORE_LANE_MERGE_ITERATOR_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/lane/overlay.h"

namespace comptoir::store {

// Writes made during the walk are seen where the walk has not been yet.
// Neither owns nor outlives snapshot and overlay.
class MergeIterator final : public kv::Iterator {
 public:
  MergeIterator(const kv::View& snapshot, const Overlay& overlay,
                const kv::Range& range, kv::Direction direction);

  bool Valid() const override { return stands_on_ != Source::kEnd; }
  void Next() override;
  std::string_view key() const override;
  std::string_view value() const override;
  absl::Status status() const override { return below_->status(); }

 private:
  enum class Source { kBelow, kOverlay, kEnd };

  // Stops on the first row from here on that is not deleted.
  void Settle();
  // Less than 0 when the overlay's row comes first, 0 when both have the key.
  int Compare(std::string_view above) const;

  const kv::Range range_;
  const kv::Direction direction_;
  std::unique_ptr<kv::Iterator> below_;
  OverlayCursor above_;
  Source stands_on_ = Source::kEnd;
  // Copies of the overlay's row: it may change under the walk.
  std::string key_;
  std::string value_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_MERGE_ITERATOR_H_
