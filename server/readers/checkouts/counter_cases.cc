#include "server/readers/checkouts/counter_cases.h"

namespace comptoir::readers {
namespace {

using enum Act;

constexpr const char* kNames[kActCount] = {
    "cash",       "cancel sale", "remove line", "detach",  "refund",  "cancel",
    "other till", "charge",      "decline",     "timeout", "offline", "revoke"};

// Where 14.00 are due at first, or 11.00 beside the 3.00 of a refund.
constexpr CounterCase kCases[] = {
    // Cash completes the sale and stops the reader; a charge that comes all the
    // same is too much.
    {kCash, kCancelSale, "COMPLETED 1400, CANCELED; 2 SALE_NOT_OPEN"},
    {kCash, kRemoveLine, "COMPLETED 1400, CANCELED; 2 SALE_NOT_OPEN"},
    {kCash, kDetach, "COMPLETED 1400, CANCELED"},
    {kCash, kRefund, "COMPLETED 1400, CANCELED; 2 NOTHING_TO_REFUND"},
    {kCash, kCancel, "COMPLETED 1400, CANCELED"},
    {kCash, kOtherTill, "COMPLETED 1400, CANCELED; 2 SALE_NOT_OPEN"},
    {kCash, kCharge, "COMPLETED 2800 over 1400, COMPLETED"},
    {kCash, kDecline, "COMPLETED 1400, FAILED"},
    {kCash, kTimeout, "COMPLETED 1400, CANCELED"},
    {kCash, kOffline, "COMPLETED 1400, CANCELED"},
    {kCash, kRevoke, "COMPLETED 1400, FAILED"},
    // The sale waits for the reader; a charge that comes first pays it, and can
    // be given back. Money that was taken must be given back before.
    {kCancelSale, kCash, "CANCELED 0, CANCELED; 2 SALE_NOT_OPEN"},
    {kCancelSale, kRemoveLine, "CANCELED 0, CANCELED; 2 SALE_NOT_OPEN"},
    {kCancelSale, kDetach, "CANCELED 0, CANCELED"},
    {kCancelSale, kRefund, "OPEN 1100, COMPLETED; 1 SALE_HAS_PAYMENTS"},
    {kCancelSale, kCancel, "CANCELED 0, CANCELED"},
    {kCancelSale, kOtherTill, "CANCELED 0, CANCELED; 2 SALE_NOT_OPEN"},
    {kCancelSale, kCharge, "COMPLETED 1400, COMPLETED"},
    {kCancelSale, kDecline, "CANCELED 0, FAILED"},
    {kCancelSale, kTimeout, "CANCELED 0, CANCELED"},
    {kCancelSale, kOffline, "CANCELED 0, CANCELED"},
    {kCancelSale, kRevoke, "CANCELED 0, FAILED"},
    // The reader is asked to stop, since it would take too much.
    {kRemoveLine, kCash, "COMPLETED 1000, CANCELED"},
    {kRemoveLine, kCancelSale, "CANCELED 0, CANCELED"},
    {kRemoveLine, kDetach, "OPEN 0, CANCELED"},
    {kRemoveLine, kRefund, "OPEN 0, CANCELED"},
    {kRemoveLine, kCancel, "OPEN 0, CANCELED"},
    {kRemoveLine, kOtherTill, "OPEN 0, CANCELED; 2 CHECKOUT_STOPPING"},
    {kRemoveLine, kCharge, "COMPLETED 1400 over 400, COMPLETED"},
    {kRemoveLine, kDecline, "OPEN 0, FAILED"},
    {kRemoveLine, kTimeout, "OPEN 0, CANCELED"},
    {kRemoveLine, kOffline, "OPEN 0, CANCELED"},
    {kRemoveLine, kRevoke, "OPEN 0, FAILED"},
    // Whose a sale is, is nothing to the money.
    {kDetach, kCash, "COMPLETED 1400, CANCELED"},
    {kDetach, kCancelSale, "CANCELED 0, CANCELED"},
    {kDetach, kRemoveLine, "OPEN 0, CANCELED"},
    {kDetach, kRefund, "OPEN 1100, COMPLETED"},
    {kDetach, kCancel, "OPEN 0, CANCELED"},
    {kDetach, kOtherTill, "COMPLETED 1400, COMPLETED; 2 CHECKOUT_OPEN"},
    {kDetach, kCharge, "COMPLETED 1400, COMPLETED"},
    {kDetach, kDecline, "OPEN 0, FAILED"},
    {kDetach, kTimeout, "OPEN 0, CANCELED"},
    {kDetach, kOffline, "COMPLETED 1400, COMPLETED"},
    {kDetach, kRevoke, "OPEN 0, FAILED"},
    // More is due then, of which the reader collects what it was asked for.
    {kRefund, kCash, "COMPLETED 1400, CANCELED"},
    {kRefund, kCancelSale, "CANCELED 0, CANCELED"},
    {kRefund, kRemoveLine, "OPEN 0, CANCELED"},
    {kRefund, kDetach, "OPEN 1100, COMPLETED"},
    {kRefund, kCancel, "OPEN 0, CANCELED"},
    {kRefund, kOtherTill, "OPEN 1100, COMPLETED; 2 CHECKOUT_OPEN"},
    {kRefund, kCharge, "OPEN 1100, COMPLETED"},
    {kRefund, kDecline, "OPEN 0, FAILED"},
    {kRefund, kTimeout, "OPEN 0, CANCELED"},
    {kRefund, kOffline, "OPEN 1100, COMPLETED"},
    {kRefund, kRevoke, "OPEN 0, FAILED"},
    // Until the reader has stopped, no other one collects: the seller is told.
    {kCancel, kCash, "COMPLETED 1400, CANCELED"},
    {kCancel, kCancelSale, "CANCELED 0, CANCELED"},
    {kCancel, kRemoveLine, "OPEN 0, CANCELED"},
    {kCancel, kDetach, "OPEN 0, CANCELED"},
    {kCancel, kRefund, "OPEN 0, CANCELED"},
    {kCancel, kOtherTill, "OPEN 0, CANCELED; 2 CHECKOUT_STOPPING"},
    {kCancel, kCharge, "COMPLETED 1400, COMPLETED"},
    {kCancel, kDecline, "OPEN 0, FAILED"},
    {kCancel, kTimeout, "OPEN 0, CANCELED"},
    {kCancel, kOffline, "OPEN 0, CANCELED"},
    {kCancel, kRevoke, "OPEN 0, FAILED"},
    // One reader collects at a time.
    {kOtherTill, kCash, "COMPLETED 1400, CANCELED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kCancelSale, "CANCELED 0, CANCELED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kRemoveLine, "OPEN 0, CANCELED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kDetach, "COMPLETED 1400, COMPLETED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kRefund, "OPEN 1100, COMPLETED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kCancel, "OPEN 0, CANCELED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kCharge, "COMPLETED 1400, COMPLETED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kDecline, "OPEN 0, FAILED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kTimeout, "OPEN 0, CANCELED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kOffline, "COMPLETED 1400, COMPLETED; 1 CHECKOUT_OPEN"},
    {kOtherTill, kRevoke, "OPEN 0, FAILED; 1 CHECKOUT_OPEN"},
    // What was charged stands, and of a completed sale only what is too much
    // can be given back.
    {kCharge, kCash, "COMPLETED 1400, COMPLETED; 2 SALE_NOT_OPEN"},
    {kCharge, kCancelSale, "COMPLETED 1400, COMPLETED; 2 SALE_NOT_OPEN"},
    {kCharge, kRemoveLine, "COMPLETED 1400, COMPLETED; 2 SALE_NOT_OPEN"},
    {kCharge, kDetach, "COMPLETED 1400, COMPLETED"},
    {kCharge, kRefund, "COMPLETED 1400, COMPLETED; 2 NOTHING_TO_REFUND"},
    {kCharge, kCancel, "COMPLETED 1400, COMPLETED"},
    {kCharge, kOtherTill, "COMPLETED 1400, COMPLETED; 2 SALE_NOT_OPEN"},
    {kCharge, kDecline, "COMPLETED 1400, COMPLETED"},
    {kCharge, kTimeout, "COMPLETED 1400, COMPLETED"},
    {kCharge, kOffline, "COMPLETED 1400, COMPLETED"},
    {kCharge, kRevoke, "COMPLETED 1400, COMPLETED"},
    // The reader is done, and the sale is open as before.
    {kDecline, kCash, "COMPLETED 1400, FAILED"},
    {kDecline, kCancelSale, "CANCELED 0, FAILED"},
    {kDecline, kRemoveLine, "OPEN 0, FAILED"},
    {kDecline, kDetach, "OPEN 0, FAILED"},
    {kDecline, kRefund, "OPEN 0, FAILED"},
    {kDecline, kCancel, "OPEN 0, FAILED"},
    {kDecline, kOtherTill, "OPEN 0, FAILED"},
    {kDecline, kCharge, "OPEN 0, FAILED"},
    {kDecline, kTimeout, "OPEN 0, FAILED"},
    {kDecline, kOffline, "OPEN 0, FAILED"},
    {kDecline, kRevoke, "OPEN 0, FAILED"},
    // As when the clerk stops the reader.
    {kTimeout, kCash, "COMPLETED 1400, CANCELED"},
    {kTimeout, kCancelSale, "CANCELED 0, CANCELED"},
    {kTimeout, kRemoveLine, "OPEN 0, CANCELED"},
    {kTimeout, kDetach, "OPEN 0, CANCELED"},
    {kTimeout, kRefund, "OPEN 0, CANCELED"},
    {kTimeout, kCancel, "OPEN 0, CANCELED"},
    {kTimeout, kOtherTill, "OPEN 0, CANCELED; 2 CHECKOUT_STOPPING"},
    {kTimeout, kCharge, "COMPLETED 1400, COMPLETED"},
    {kTimeout, kDecline, "OPEN 0, FAILED"},
    {kTimeout, kOffline, "OPEN 0, CANCELED"},
    {kTimeout, kRevoke, "OPEN 0, FAILED"},
    // The reader goes on alone; it hears of all else when it is back.
    {kOffline, kCash, "COMPLETED 1400, CANCELED"},
    {kOffline, kCancelSale, "CANCELED 0, CANCELED"},
    {kOffline, kRemoveLine, "OPEN 0, CANCELED"},
    {kOffline, kDetach, "COMPLETED 1400, COMPLETED"},
    {kOffline, kRefund, "OPEN 1100, COMPLETED"},
    {kOffline, kCancel, "OPEN 0, CANCELED"},
    {kOffline, kOtherTill, "COMPLETED 1400, COMPLETED; 2 CHECKOUT_OPEN"},
    {kOffline, kCharge, "COMPLETED 1400, COMPLETED"},
    {kOffline, kDecline, "OPEN 0, FAILED"},
    {kOffline, kTimeout, "OPEN 0, CANCELED"},
    {kOffline, kRevoke, "OPEN 0, FAILED"},
    // It may have charged the card, as one that is out of reach: what is paired
    // in
    // its place cannot say that it has not.
    {kRevoke, kCash, "COMPLETED 1400, FAILED"},
    {kRevoke, kCancelSale, "CANCELED 0, FAILED"},
    {kRevoke, kRemoveLine, "OPEN 0, FAILED"},
    {kRevoke, kDetach, "OPEN 0, FAILED"},
    {kRevoke, kRefund, "OPEN 0, FAILED"},
    {kRevoke, kCancel, "OPEN 0, FAILED"},
    {kRevoke, kOtherTill, "OPEN 0, FAILED; 2 CHECKOUT_STOPPING"},
    {kRevoke, kCharge, "COMPLETED 1400, COMPLETED"},
    {kRevoke, kDecline, "OPEN 0, FAILED"},
    {kRevoke, kTimeout, "OPEN 0, FAILED"},
    {kRevoke, kOffline, "OPEN 0, FAILED"},
};

}  // namespace

std::string NameOf(Act act) { return kNames[static_cast<int>(act)]; }

void PrintTo(const CounterCase& counter_case, std::ostream* out) {
  *out << NameOf(counter_case.first) << ", " << NameOf(counter_case.second);
}

std::span<const CounterCase> CounterCases() { return kCases; }

}  // namespace comptoir::readers
