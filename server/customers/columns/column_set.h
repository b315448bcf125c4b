// Some columns of one merchant: those of one kind of condition.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_COLUMN_SET_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_COLUMN_SET_H_

#include <cstddef>
#include <span>

#include "server/customers/columns/block.h"

namespace comptoir::customers {

// Not thread-safe. Each slot is one of an identity, with what is its own, or
// one of a profile of several, with what they have together.
class ColumnSet {
 public:
  virtual ~ColumnSet() = default;

  // There are so many slots from now on, never fewer; new ones have nothing.
  virtual void Resize(size_t slots) = 0;
  // The slot has nothing any more.
  virtual void Clear(Slot slot) = 0;
  // What the identities have together becomes what `profile` has. The survivor
  // comes first.
  virtual void Fold(Slot profile, std::span<const Slot> identities) = 0;
  // Many customers come, in no order, then FinishLoading() before anything is
  // read.
  virtual void BeginLoading() {}
  virtual void FinishLoading() {}
  virtual size_t bytes() const = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_COLUMN_SET_H_
