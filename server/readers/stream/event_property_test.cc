// A reader that reports good, odd and hostile events at random, against what
// was charged: after any of them the stream works, and each charge is recorded
// once, on a sale or as an unmatched payment.
#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/readers/testing/readers_fixture.h"
#include "server/sales/rules/sale_rules.h"
#include "server/store/key_codec.h"

namespace comptoir::readers {
namespace {

using testing::HasSubstr;
using testing::Not;
using v1::ReaderEvent;
using PaymentApproved = ReaderEvent::PaymentApproved;

constexpr int kSteps = 400;
constexpr char kCardNumber[] = "4242424242424242";

// Money by currency.
using Sums = std::map<std::string, int64_t>;

class EventPropertyTest : public ReadersFixture {
 protected:
  uint32_t Random(uint32_t bound) { return random_() % bound; }
  bool Rarely() { return Random(6) == 0; }

  std::string HostileText() {
    const std::string texts[] = {
        "",
        "x",
        kCardNumber,
        "4242 4242 4242 4242",
        std::string("A\0B", 3),
        "\x01\x1f\x7f",
        "\xff\xfe\x80",
        "\u202eHELENE",
        "DUPONT/HELENE",
        std::string(Random(3000), 'x'),
        FormatId("pay", RandomBytes(16)),
        FormatId("sal", RandomBytes(16)),
        FormatId("chk", RandomBytes(16)),
        "eur",
        "USD",
        "EURO",
    };
    return texts[Random(std::size(texts))];
  }

  // Nothing about the money itself.
  void Spoil(PaymentApproved& approved) {
    auto& card = *approved.mutable_card();
    if (Rarely()) card.set_brand(HostileText());
    if (Rarely()) card.set_last_four(HostileText());
    if (Rarely()) card.set_fingerprint(HostileText());
    if (Rarely()) card.set_expiry_month(static_cast<int>(random_()));
    if (Rarely()) card.set_expiry_year(static_cast<int>(random_()));
    if (Rarely()) approved.set_cardholder_name(HostileText());
    if (Rarely()) approved.set_entry(static_cast<v1::CardEntry>(random_()));
  }

  void SpoilTime(ReaderEvent& event) {
    if (!Rarely()) return;
    event.mutable_local_time()->set_seconds(
        static_cast<int64_t>(uint64_t{random_()} << Random(33)));
    event.mutable_local_time()->set_nanos(static_cast<int>(random_()));
  }

  // A charge for a checkout, as a driver with errors reports it. What was
  // charged is what was asked for.
  ReaderEvent ChargeFor(const v1::Checkout& checkout) {
    ReaderEvent event = ReadersFixture::Approved(checkout);
    PaymentApproved& approved = *event.mutable_payment_approved();
    Spoil(approved);
    SpoilTime(event);
    if (Rarely()) approved.set_sale_id(HostileText());
    if (Rarely()) approved.mutable_amount()->set_currency("eur");
    if (Rarely()) approved.mutable_amount()->clear_currency();
    if (Rarely()) approved.mutable_amount()->set_minor_units(-1);
    // One of the two must do.
    if (Rarely()) {
      approved.set_payment_id(Random(2) ? "" : "none");
    } else if (Rarely()) {
      approved.set_checkout_id(Random(2) ? "" : "none");
    }
    charged_["EUR"] += checkout.amount().minor_units();
    return event;
  }

  // A charge that nobody asked for, of an amount as the device says it.
  ReaderEvent ChargeAtTheDevice() {
    ReaderEvent event = ReadersFixture::Approved({});
    PaymentApproved& approved = *event.mutable_payment_approved();
    Spoil(approved);
    SpoilTime(event);
    approved.clear_payment_id();
    std::string sale_id = Random(2) ? Open().id() : HostileText();
    if (!ParseId("sal", sale_id)) sale_id.clear();
    approved.set_sale_id(sale_id);
    const int64_t amounts[] = {1, 999, 1000, sales::kAmountMax,
                               sales::kAmountMax + 1};
    const int64_t amount = amounts[Random(std::size(amounts))];
    const std::string currencies[] = {"EUR", "USD", "JPY"};
    const std::string& currency = currencies[Random(std::size(currencies))];
    approved.mutable_amount()->set_minor_units(amount);
    approved.mutable_amount()->set_currency(currency);
    charged_[currency] += amount;
    return event;
  }

  ReaderEvent AnyOther() {
    ReaderEvent event;
    SpoilTime(event);
    switch (Random(9)) {
      case 0:
        event.mutable_card_inserted()->set_entry(
            static_cast<v1::CardEntry>(Random(9)));
        break;
      case 1:
        event.mutable_card_read()->mutable_card()->set_last_four(HostileText());
        event.mutable_card_read()->set_cardholder_name(HostileText());
        break;
      case 2:
        event.mutable_checkout_started()->set_checkout_id(HostileText());
        break;
      case 3:
        event.mutable_payment_declined()->set_checkout_id(HostileText());
        event.mutable_payment_declined()->set_sale_id(HostileText());
        event.mutable_payment_declined()->set_decline_code(HostileText());
        break;
      case 4:
        event.mutable_payment_canceled()->set_checkout_id(HostileText());
        break;
      case 5:
        event.mutable_payment_failed()->set_error_code(HostileText());
        break;
      case 6:
        event.mutable_connected()->set_model(HostileText());
        break;
      case 7:
        event.mutable_card_removed();
        break;
      default:
        break;  // Of no kind.
    }
    return event;
  }

  ReaderEvent AnyEvent() {
    if (Random(3) == 0) return AnyOther();
    if (Random(2) == 0) return ChargeAtTheDevice();
    const absl::StatusOr<v1::CreateCheckoutResponse> created =
        CreateCheckout(Open().id(), reader_);
    if (!created.ok()) return AnyOther();  // One is in the batch already.
    if (Random(4) == 0) {
      EXPECT_TRUE(Cancel(created->checkout().id()).ok());
    }
    ReaderEvent event = ChargeFor(created->checkout());
    repeatable_.push_back(event);
    return event;
  }

  // Sends a batch; now and then from a new boot, which also reports a charge of
  // the boot before again.
  void Step() {
    std::vector<ReaderEvent> events;
    if (Random(20) == 0) {
      daemon_.reset();
      daemon_ = Online(++epoch_);
      seq_ = 0;
      if (!repeatable_.empty()) {
        events.push_back(repeatable_[Random(repeatable_.size())]);
      }
    }
    const size_t count = std::max<size_t>(1, events.size() + Random(4));
    while (events.size() < count) events.push_back(AnyEvent());
    ASSERT_TRUE(daemon_->Events(epoch_, seq_ + 1, events).ok());
    seq_ += events.size();
    ASSERT_TRUE(daemon_->AwaitAcknowledgement(epoch_, seq_)) << daemon_->end();
  }

  Sums Recorded() {
    Sums sums;
    const auto snapshot = store_.Read();
    const auto add = [&](const types::v1::Money& amount) {
      sums[amount.currency()] += amount.minor_units();
    };
    for (const auto& payment : All(SalesFixture::tables_.payments)) {
      add(payment.amount());
    }
    for (const auto& payment : All(area_.reader_tables().unmatched_payments)) {
      add(payment.amount());
    }
    return sums;
  }

  template <typename Record>
  std::vector<Record> All(const store::Table<Record>& table) {
    std::vector<Record> records;
    const auto snapshot = store_.Read();
    const auto rows = snapshot->Scan(store::AllOf(table.declaration().space));
    for (; rows->Valid(); rows->Next()) {
      Record record;
      EXPECT_TRUE(record.ParseFromArray(
          rows->value().data(), static_cast<int>(rows->value().size())));
      records.push_back(std::move(record));
    }
    return records;
  }

  const uint32_t seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::unique_ptr<TestDaemon> daemon_ = Online(1);
  uint64_t epoch_ = 1;
  uint64_t seq_ = 0;
  // What the cards were charged.
  Sums charged_;
  // Charges under an id of their own.
  std::vector<ReaderEvent> repeatable_;
};

TEST_F(EventPropertyTest, EveryChargeIsRecordedOnceWhateverElseIsReported) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (int step = 0; step < kSteps; ++step) {
    ASSERT_NO_FATAL_FAILURE(Step()) << "step " << step;
  }

  EXPECT_EQ(Recorded(), charged_);
  ExpectSound();
  for (const auto& entry : store_.Log(merchant_)) {
    EXPECT_THAT(entry.SerializeAsString(), Not(HasSubstr(kCardNumber)));
    // What was kept can be read, by the command line too.
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(entry, &json).ok());
  }
}

}  // namespace
}  // namespace comptoir::readers
