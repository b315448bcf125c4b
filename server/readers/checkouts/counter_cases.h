// What can happen at a counter while a reader collects: the table of
// counter_test.cc.
#ifndef COMPTOIR_SERVER_READERS_CHECKOUTS_COUNTER_CASES_H_
#define COMPTOIR_SERVER_READERS_CHECKOUTS_COUNTER_CASES_H_

#include <ostream>
#include <span>
#include <string>

namespace comptoir::readers {

// What somebody does while a reader collects all of a sale: a tea and a cake,
// 14.00 in all. Where one of two acts is a refund, 3.00 were paid in cash
// before.
enum class Act {
  kCash,        // Another till takes the rest in cash.
  kCancelSale,  // The clerk gives the sale up.
  kRemoveLine,  // The clerk takes the cake off.
  kDetach,      // The clerk takes the customer off.
  kRefund,      // The manager gives the 3.00 back.
  kCancel,      // The clerk stops the reader.
  kOtherTill,   // Another till asks another reader.
  kCharge,      // The buyer's card is charged.
  kDecline,     // The buyer's card is declined.
  kTimeout,     // The deadline passes.
  kOffline,     // The reader's line breaks, until the end of the case.
  kRevoke,      // The reader is revoked, and paired again at the end.
};
inline constexpr int kActCount = 12;

std::string NameOf(Act act);

struct CounterCase {
  Act first;
  Act second;
  // Once the reader has done what it was last asked (it stopped, or the buyer
  // paid): the sale, what was paid and what of that too much, the checkout;
  // then which of the two acts was refused, and why.
  const char* outcome;
};

void PrintTo(const CounterCase& counter_case, std::ostream* out);

// Every pair of different acts, in both orders.
std::span<const CounterCase> CounterCases();

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_CHECKOUTS_COUNTER_CASES_H_
