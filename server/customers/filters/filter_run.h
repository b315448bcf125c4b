// A filter over the columns of one merchant.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTER_RUN_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTER_RUN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "server/customers/columns/merchant_columns.h"
#include "server/customers/filters/compiled_filter.h"

namespace comptoir::customers {

// Who is left, and how many.
struct Matches {
  // A word for 64 slots.
  SlotSet slots;
  size_t count = 0;
};

// The columns must stay as they are while it is used.
class FilterRun {
 public:
  // In which order parts are looked at: by what they leave of a sample of all
  // customers, or, for few customers, as they stand.
  enum class Parts { kSampled, kAsTheyStand };

  FilterRun(const MerchantColumns& columns, const CompiledFilter& filter,
            Parts parts = Parts::kSampled);

  Matches Find() const;
  // Takes out of a block those for whom it does not hold.
  void KeepIn(Block& block) const { Keep(root_, block); }
  // Whether it holds for the customer who is listed at a slot.
  bool Holds(Slot slot) const;

  // What each part leaves, those inside one after it.
  struct PartSize {
    std::string field;
    size_t alone = 0;
    size_t together = 0;
  };
  std::vector<PartSize> Explain() const;

 private:
  struct Part {
    const CompiledFilter* filter;
    Test test;  // Of a condition.
    std::vector<Part> parts;
    // In the order in which least has to be looked at.
    std::vector<size_t> order;
    // Of some customers, those whom it leaves.
    size_t sampled = 0;
  };

  Part Bind(const CompiledFilter& filter) const;
  // Counts what the parts leave of a sample of all customers, and orders them.
  void Order(const std::vector<Block>& sample, Part* part) const;
  std::vector<Block> Sample() const;
  static void Keep(const Part& part, Block& block);
  static void KeepList(const Part& part, Block& block);
  // Adds what the parts leave of a block to `sizes` from `*place` on.
  static void AddSizes(const Part& part, const Block& block,
                       std::vector<PartSize>* sizes, size_t* place);
  static void AddFields(const Part& part, std::vector<PartSize>* sizes);

  const MerchantColumns& columns_;
  Part root_;
};

// Everybody.
Matches AllOf(const MerchantColumns& columns);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FILTER_RUN_H_
