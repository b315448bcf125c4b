#include "server/readers/rules/clean_event.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "server/base/ids.h"
#include "server/sales/cards/card_rules.h"
#include "server/values/money/currency.h"

namespace comptoir::readers {
namespace {

using types::v1::Money;
using v1::ReaderEvent;

// Of fields that a daemon left out.
constexpr size_t kFieldPathMax = 64;
constexpr int kFieldPathsMax = 20;

constexpr int32_t kNanosMax = 999'999'999;
// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;

std::string InUpperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

// Cleans the fields of one event, whose kind is called `kind`.
class Cleaner {
 public:
  explicit Cleaner(std::string_view kind) : kind_(kind) {}

  void Id(std::string_view prefix, std::string_view field, std::string* id) {
    if (id->empty() || ParseId(prefix, *id).has_value()) return;
    id->clear();
    LeaveOut(field);
  }

  void Text(size_t length_max, std::string_view field, std::string* text) {
    std::string kept = sales::KeptText(*text, length_max);
    if (kept.empty() && !text->empty()) LeaveOut(field);
    *text = std::move(kept);
  }

  void Card(sales::v1::Card* card) {
    std::vector<std::string> fields;
    *card = sales::KeptCard(*card, &fields);
    for (const std::string& field : fields) LeaveOut("card." + field);
  }

  template <typename Event>
  void Entry(Event* event) {
    if (v1::CardEntry_IsValid(event->entry())) return;
    event->clear_entry();
    LeaveOut("entry");
  }

  void Currency(std::string_view field, Money* money) {
    if (IsCurrency(money->currency())) return;
    std::string upper = InUpperCase(money->currency());
    if (!IsCurrency(upper)) upper.clear();
    money->set_currency(std::move(upper));
    LeaveOut(std::string(field) + ".currency");
  }

  std::vector<std::string> left_out() { return std::move(left_out_); }

 private:
  void LeaveOut(std::string_view field) {
    left_out_.push_back(std::string(kind_) + "." + std::string(field));
  }

  const std::string_view kind_;
  std::vector<std::string> left_out_;
};

std::vector<std::string> Clean(ReaderEvent::CardInserted& event) {
  Cleaner cleaner("card_inserted");
  cleaner.Entry(&event);
  return cleaner.left_out();
}

std::vector<std::string> Clean(ReaderEvent::CardRead& event) {
  Cleaner cleaner("card_read");
  cleaner.Card(event.mutable_card());
  cleaner.Text(sales::kCardholderNameMax, "cardholder_name",
               event.mutable_cardholder_name());
  return cleaner.left_out();
}

std::vector<std::string> Clean(ReaderEvent::PaymentApproved& event) {
  Cleaner cleaner("payment_approved");
  cleaner.Id("chk", "checkout_id", event.mutable_checkout_id());
  cleaner.Id("sal", "sale_id", event.mutable_sale_id());
  cleaner.Id("pay", "payment_id", event.mutable_payment_id());
  cleaner.Currency("amount", event.mutable_amount());
  if (event.tip().minor_units() == 0) {
    event.clear_tip();
  } else {
    cleaner.Currency("tip", event.mutable_tip());
  }
  cleaner.Card(event.mutable_card());
  cleaner.Text(sales::kCardholderNameMax, "cardholder_name",
               event.mutable_cardholder_name());
  cleaner.Entry(&event);
  return cleaner.left_out();
}

std::vector<std::string> Clean(ReaderEvent::PaymentDeclined& event) {
  Cleaner cleaner("payment_declined");
  cleaner.Id("chk", "checkout_id", event.mutable_checkout_id());
  cleaner.Id("sal", "sale_id", event.mutable_sale_id());
  cleaner.Text(kDeclineCodeMax, "decline_code", event.mutable_decline_code());
  return cleaner.left_out();
}

// The others name a checkout and nothing else that is kept.
std::vector<std::string> CleanCheckout(std::string_view kind,
                                       std::string* checkout_id) {
  Cleaner cleaner(kind);
  cleaner.Id("chk", "checkout_id", checkout_id);
  return cleaner.left_out();
}

std::vector<std::string> CleanKind(ReaderEvent& event) {
  switch (event.kind_case()) {
    case ReaderEvent::kCardInserted:
      return Clean(*event.mutable_card_inserted());
    case ReaderEvent::kCardRead:
      return Clean(*event.mutable_card_read());
    case ReaderEvent::kPaymentApproved:
      return Clean(*event.mutable_payment_approved());
    case ReaderEvent::kPaymentDeclined:
      return Clean(*event.mutable_payment_declined());
    case ReaderEvent::kCheckoutStarted:
      return CleanCheckout(
          "checkout_started",
          event.mutable_checkout_started()->mutable_checkout_id());
    case ReaderEvent::kPaymentCanceled:
      return CleanCheckout(
          "payment_canceled",
          event.mutable_payment_canceled()->mutable_checkout_id());
    case ReaderEvent::kPaymentFailed:
      return CleanCheckout(
          "payment_failed",
          event.mutable_payment_failed()->mutable_checkout_id());
    case ReaderEvent::kSetAside: {
      std::string& kind = *event.mutable_set_aside()->mutable_kind();
      kind = sales::KeptText(kind, kFieldPathMax);
      break;
    }
    case ReaderEvent::kConnected:
    case ReaderEvent::kDisconnected:
    case ReaderEvent::kCardRemoved:
    case ReaderEvent::KIND_NOT_SET:
      break;
  }
  return {};
}

}  // namespace

std::string KeptDeviceText(std::string_view text) {
  return sales::KeptText(text, kDeviceTextMax);
}

std::vector<std::string> CleanEvent(ReaderEvent& event) {
  std::vector<std::string> left_out = CleanKind(event);
  const int count = std::min(event.left_out_size(), kFieldPathsMax);
  for (int i = 0; i < count; ++i) {
    std::string path = sales::KeptText(event.left_out(i), kFieldPathMax);
    if (!path.empty()) left_out.push_back(std::move(path));
  }
  event.clear_left_out();
  const google::protobuf::Timestamp& time = event.local_time();
  if (time.seconds() < kSecondsMin || time.seconds() > kSecondsMax ||
      time.nanos() < 0 || time.nanos() > kNanosMax) {
    event.clear_local_time();
    left_out.push_back("local_time");
  }
  return left_out;
}

}  // namespace comptoir::readers
