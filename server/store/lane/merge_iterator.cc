#include "server/store/lane/merge_iterator.h"

namespace comptoir::store {

MergeIterator::MergeIterator(const kv::View& snapshot, const Overlay& overlay,
                             const kv::Range& range, kv::Direction direction)
    : range_(range),
      direction_(direction),
      below_(snapshot.Scan(range_, direction)),
      above_(overlay, range_, direction) {
  const bool inverted = !range_.limit.empty() && range_.limit <= range_.start;
  if (!inverted) Settle();
}

void MergeIterator::Next() {
  // Rows that the overlay got behind this one are not visited any more.
  const bool on_overlay = stands_on_ == Source::kOverlay;
  above_.Refresh(key());
  if (on_overlay) {
    const Overlay::Row* row = above_.row();
    if (row != nullptr && row->key == key_) above_.Next();
  } else {
    const Overlay::Row* row = above_.row();
    if (row != nullptr && row->key == below_->key()) above_.Next();
    below_->Next();
  }
  Settle();
}

std::string_view MergeIterator::key() const {
  return stands_on_ == Source::kOverlay ? std::string_view(key_)
                                        : below_->key();
}

std::string_view MergeIterator::value() const {
  return stands_on_ == Source::kOverlay ? std::string_view(value_)
                                        : below_->value();
}

int MergeIterator::Compare(std::string_view above) const {
  if (!below_->Valid()) return -1;
  const int order = above.compare(below_->key());
  return direction_ == kv::Direction::kForward ? order : -order;
}

void MergeIterator::Settle() {
  stands_on_ = Source::kEnd;
  while (true) {
    // What the snapshot could not give must not look like its end.
    if (!below_->Valid() && !below_->status().ok()) return;
    const Overlay::Row* row = above_.row();
    const int order = row == nullptr ? 1 : Compare(row->key);
    if (order > 0) {
      if (below_->Valid()) stands_on_ = Source::kBelow;
      return;
    }
    if (order == 0) below_->Next();
    if (row->value) {
      key_ = row->key;
      value_ = *row->value;
      stands_on_ = Source::kOverlay;
      return;
    }
    above_.Next();
  }
}

}  // namespace comptoir::store
