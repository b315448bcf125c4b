#include "hardware/drivers/simulated/simulated_reader.h"

#include <atomic>
#include <filesystem>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hardware/reader/testing/conformance.h"

namespace comptoir::hardware {
namespace {

using comptoir::hardware::v1::SimulatedScript;
using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::ReaderEvent;

absl::Time Noon() { return absl::FromUnixSeconds(1'767'268'800); }

std::string NewMemoryPath() {
  static std::atomic<int> made = 0;
  const std::string path =
      fmt::format("{}/terminal_{}", testing::TempDir(), ++made);
  std::filesystem::remove(path);
  return path;
}

std::unique_ptr<Reader> Attach(const std::string& path,
                               const SimulatedScript& script) {
  return std::make_unique<SimulatedReader>(Terminal::Open(path, script).value(),
                                           Noon);
}

DeviceUnderTest NewSimulatedDevice() {
  const std::string path = NewMemoryPath();
  return {
      .attach = [path] { return Attach(path, {}); },
      .charges =
          [path] {
            return static_cast<int>(
                Terminal::Open(path, {}).value()->charges());
          },
  };
}

INSTANTIATE_TEST_SUITE_P(Simulated, ReaderConformance,
                         testing::Values(NewSimulatedDevice));

CheckoutRequested Prompt(const std::string& id) {
  CheckoutRequested prompt;
  prompt.set_checkout_id(id);
  prompt.mutable_amount()->set_minor_units(500);
  prompt.mutable_amount()->set_currency("EUR");
  return prompt;
}

TEST(SimulatedReader, PlaysTheBuyersOfItsScriptInTurn) {
  const SimulatedScript script = ParseScript(R"json({
    "buyers": [
      {"cardholderName": "LEFEVRE/HELENE", "tipMinorUnits": "50",
       "card": {"brand": "MASTERCARD", "lastFour": "4444"}},
      {"outcome": "SIMULATED_OUTCOME_DECLINED", "code": "insufficient_funds"},
      {"outcome": "SIMULATED_OUTCOME_CANCELED"},
      {"outcome": "SIMULATED_OUTCOME_DEVICE_ERROR", "code": "paper"}
    ]})json")
                                     .value();
  RecordingListener listener;
  auto reader = Attach(NewMemoryPath(), script);
  ASSERT_TRUE(reader->Start(listener).ok());
  for (const char* id : {"chk_1", "chk_2", "chk_3", "chk_4"}) {
    reader->Collect(Prompt(id));
  }
  ASSERT_TRUE(listener.Await(
      [](const ReaderEvent& event) { return event.has_payment_failed(); }));
  reader->Stop();

  ReaderEvent approved, declined, canceled;
  for (const ReaderEvent& event : listener.events()) {
    if (event.has_payment_approved()) approved = event;
    if (event.has_payment_declined()) declined = event;
    if (event.has_payment_canceled()) canceled = event;
  }
  EXPECT_EQ(approved.payment_approved().cardholder_name(), "LEFEVRE/HELENE");
  EXPECT_EQ(approved.payment_approved().card().last_four(), "4444");
  EXPECT_EQ(approved.payment_approved().tip().minor_units(), 50);
  EXPECT_EQ(declined.payment_declined().decline_code(), "insufficient_funds");
  EXPECT_TRUE(canceled.payment_canceled().by_buyer());
}

TEST(SimulatedReader, WaitsForABuyerUntilCanceled) {
  const SimulatedScript script = ParseScript(R"json({"buyers": [
        {"outcome": "SIMULATED_OUTCOME_NOBODY_COMES"}]})json")
                                     .value();
  RecordingListener listener;
  auto reader = Attach(NewMemoryPath(), script);
  ASSERT_TRUE(reader->Start(listener).ok());
  reader->Collect(Prompt("chk_1"));
  ASSERT_TRUE(listener.Await(
      [](const ReaderEvent& event) { return event.has_checkout_started(); }));

  reader->Cancel("chk_1");

  EXPECT_TRUE(listener.Await(
      [](const ReaderEvent& event) { return event.has_payment_canceled(); }));
}

// As long as there is no folder for it the device remembers nothing.
class ForgetfulReaderTest : public testing::Test {
 protected:
  ForgetfulReaderTest()
      : folder_(NewMemoryPath() + "_folder"), path_(folder_ + "/memory") {
    std::filesystem::remove_all(folder_);
    reader_ = std::make_unique<SimulatedReader>(
        Terminal::Open(path_, {}).value(), [this] {
          ++stamps_;
          stamps_.notify_all();
          return Noon();
        });
    EXPECT_TRUE(reader_->Start(listener_).ok());
  }

  // Waits until so many events were made.
  void AwaitStamps(int count) {
    for (int seen = stamps_; seen < count; seen = stamps_) stamps_.wait(seen);
  }

  uint64_t charges() const {
    return Terminal::Open(path_, {}).value()->charges();
  }

  const std::string folder_;
  const std::string path_;
  std::atomic<int> stamps_ = 0;
  RecordingListener listener_;
  std::unique_ptr<SimulatedReader> reader_;
};

TEST_F(ForgetfulReaderTest, ChargesOnceItRemembers) {
  reader_->Collect(Prompt("chk_1"));
  AwaitStamps(1);  // That it is connected.
  EXPECT_EQ(charges(), 0u);
  std::filesystem::create_directory(folder_);

  EXPECT_TRUE(listener_.Await(
      [](const ReaderEvent& event) { return event.has_payment_approved(); }));
  reader_->Stop();
  EXPECT_EQ(charges(), 1u);
}

TEST_F(ForgetfulReaderTest, TellsOfACancellationOnceItRemembers) {
  reader_->Cancel("chk_1");
  AwaitStamps(2);  // The cancellation.
  std::filesystem::create_directory(folder_);

  EXPECT_TRUE(listener_.Await(
      [](const ReaderEvent& event) { return event.has_payment_canceled(); }));
  reader_->Stop();
  EXPECT_EQ(charges(), 0u);
}

TEST(SimulatedReader, RefusesAScriptThatIsNone) {
  EXPECT_EQ(ParseScript("{\"buyer\": 1}").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace comptoir::hardware
