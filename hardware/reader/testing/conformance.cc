#include "hardware/reader/testing/conformance.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "gmock/gmock.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::ReaderEvent;

CheckoutRequested Prompt(const std::string& name) {
  CheckoutRequested prompt;
  prompt.set_checkout_id("chk_" + name);
  prompt.set_sale_id("sal_" + name);
  prompt.set_payment_id("pay_" + name);
  prompt.mutable_amount()->set_minor_units(1250);
  prompt.mutable_amount()->set_currency("EUR");
  return prompt;
}

bool IsApproved(const ReaderEvent& event) {
  return event.has_payment_approved();
}

bool IsCanceled(const ReaderEvent& event) {
  return event.has_payment_canceled();
}

bool IsEnd(const ReaderEvent& event) {
  return IsApproved(event) || IsCanceled(event);
}

// The longest run of digits in all strings of an event.
int LongestDigitRun(const ReaderEvent& event) {
  int longest = 0;
  int run = 0;
  for (const char c : event.DebugString()) {
    run = std::isdigit(static_cast<unsigned char>(c)) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

TEST_P(ReaderConformance, ReportsItsConnectionFirst) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());

  ASSERT_TRUE(listener.Await([](const ReaderEvent&) { return true; }));

  EXPECT_TRUE(listener.events().front().has_connected());
  EXPECT_TRUE(listener.events().front().has_local_time());
  EXPECT_FALSE(reader->info().model.empty());
}

TEST_P(ReaderConformance, ReportsAPaymentWithTheIdsOfItsPrompt) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());

  reader->Collect(Prompt("a"));

  ASSERT_TRUE(listener.Await(IsApproved));
  reader->Stop();
  const auto events = listener.events();
  const auto found = std::find_if(events.begin(), events.end(), IsApproved);
  const auto& approved = found->payment_approved();
  EXPECT_EQ(approved.checkout_id(), "chk_a");
  EXPECT_EQ(approved.sale_id(), "sal_a");
  EXPECT_EQ(approved.payment_id(), "pay_a");
  EXPECT_EQ(approved.amount().minor_units(), 1250);
  EXPECT_EQ(approved.card().last_four().size(), 4u);
  EXPECT_FALSE(approved.card().fingerprint().empty());
}

TEST_P(ReaderConformance, NeverShowsACardNumber) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());
  reader->Collect(Prompt("a"));
  ASSERT_TRUE(listener.Await(IsApproved));
  reader->Stop();

  for (const ReaderEvent& event : listener.events()) {
    EXPECT_LT(LongestDigitRun(event), 13);
  }
}

TEST_P(ReaderConformance, ReportsNothingOnceStopped) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());
  reader->Stop();
  const size_t count = listener.events().size();

  reader->Collect(Prompt("a"));

  EXPECT_EQ(listener.events().size(), count);
  reader->Stop();
}

TEST_P(ReaderConformance, StopWithoutStartDoesNothing) {
  device_.attach()->Stop();
}

// The daemon dies between the charge and its own disk.
TEST_P(ReaderConformance, ReportsAfterARestartWhatNobodyTook) {
  RecordingListener killed;
  killed.Refuse(IsApproved);
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(killed).ok());
  reader->Collect(Prompt("a"));
  ASSERT_TRUE(killed.AwaitRefusal());
  reader.reset();

  RecordingListener listener;
  reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());

  EXPECT_TRUE(listener.Await(IsApproved));
  EXPECT_EQ(device_.charges(), 1);
}

TEST_P(ReaderConformance, ChargesACheckoutOnceHoweverOftenAsked) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());
  reader->Collect(Prompt("a"));
  ASSERT_TRUE(listener.Await(IsApproved));
  reader.reset();

  RecordingListener again;
  reader = device_.attach();
  ASSERT_TRUE(reader->Start(again).ok());
  reader->Collect(Prompt("a"));

  EXPECT_TRUE(again.Await(IsApproved));
  EXPECT_EQ(device_.charges(), 1);
}

TEST_P(ReaderConformance, CancelsACheckoutItDoesNotKnowForGood) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());

  reader->Cancel("chk_a");
  ASSERT_TRUE(listener.Await(IsCanceled));
  reader->Collect(Prompt("a"));
  reader->Collect(Prompt("b"));
  ASSERT_TRUE(listener.Await(IsApproved));

  EXPECT_EQ(device_.charges(), 1);
}

TEST_P(ReaderConformance, ACheckoutHasOneEndWhoeverWinsTheRace) {
  RecordingListener listener;
  auto reader = device_.attach();
  ASSERT_TRUE(reader->Start(listener).ok());
  for (int i = 0; i < 20; ++i) {
    const std::string name = std::to_string(i);
    reader->Collect(Prompt(name));
    reader->Cancel("chk_" + name);
  }
  reader->Collect(Prompt("last"));
  ASSERT_TRUE(listener.Await([](const ReaderEvent& event) {
    return event.payment_approved().checkout_id() == "chk_last";
  }));
  reader->Stop();

  std::map<std::string, bool> approved;
  for (const ReaderEvent& event : listener.events()) {
    if (!IsEnd(event)) continue;
    const std::string id = IsApproved(event)
                               ? event.payment_approved().checkout_id()
                               : event.payment_canceled().checkout_id();
    const auto [at, is_new] = approved.emplace(id, IsApproved(event));
    EXPECT_EQ(at->second, IsApproved(event)) << id << " ended twice";
  }
  EXPECT_EQ(approved.size(), 21u);
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ReaderConformance);

}  // namespace comptoir::hardware
