// A shop with a paired reader, for tests of the readers area.
#ifndef COMPTOIR_SERVER_READERS_TESTING_READERS_FIXTURE_H_
#define COMPTOIR_SERVER_READERS_TESTING_READERS_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/readers/readers_area.h"
#include "server/readers/testing/test_daemon.h"
#include "server/sales/testing/sales_fixture.h"

namespace comptoir::readers {

class ReadersFixture : public sales::SalesFixture {
 protected:
  ReadersFixture();
  // Lets transactions under way end before what they work with.
  ~ReadersFixture() override { store_->Stop(); }

  // readers().Method(call, txn, request) in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> DoReader(
      absl::StatusOr<Response> (ReaderService::*method)(const Call&,
                                                        store::Transaction&,
                                                        const Request&),
      const Request& request) {
    const Call call = NewCall();
    return store_.Write(merchant_, [&](store::Transaction& txn) {
      return (area_.service().*method)(call, txn, request);
    });
  }

  // The same with checkouts().
  template <typename Response, typename Request>
  absl::StatusOr<Response> DoCheckout(
      absl::StatusOr<Response> (CheckoutService::*method)(const Call&,
                                                          store::Transaction&,
                                                          const Request&),
      const Request& request) {
    const Call call = NewCall();
    return store_.Write(merchant_, [&](store::Transaction& txn) {
      return (checkouts().*method)(call, txn, request);
    });
  }

  ReaderService& readers() { return area_.service(); }
  CheckoutService& checkouts() { return area_.checkout_service(); }
  absl::StatusOr<v1::CreateReaderResponse> CreateReader();
  absl::StatusOr<v1::PairReaderResponse> Pair(const std::string& code);
  v1::Reader GetReader(const std::string& reader_id);
  absl::Status Revoke(const std::string& reader_id);

  absl::StatusOr<v1::CreateCheckoutResponse> CreateCheckout(
      const std::string& sale_id, const std::string& reader_id);
  v1::Checkout GetCheckout(const std::string& checkout_id);
  absl::StatusOr<v1::CancelCheckoutResponse> Cancel(
      const std::string& checkout_id);

  // A stream with the reader's present credential.
  std::unique_ptr<TestDaemon> Connect(const std::string& reader_id);
  std::string CredentialOf(const std::string& reader_id);
  // A daemon of reader_ that has said hello and read its welcome.
  std::unique_ptr<TestDaemon> Online(uint64_t epoch, uint64_t first_seq = 1);

  // An approval as the reader reports it.
  static v1::ReaderEvent Approved(const v1::Checkout& checkout);

  // All events of this type in the log, in order.
  template <typename Event>
  std::vector<Event> EventsOf() {
    std::vector<Event> events;
    for (const auto& entry : store_.Log(merchant_)) {
      for (const auto& logged : entry.events()) {
        Event event;
        if (logged.data().UnpackTo(&event)) events.push_back(std::move(event));
      }
    }
    return events;
  }

  // The names of all events of the log, such as "CardRemoved".
  std::vector<std::string> EventNames();
  int CountEvents(const std::string& name);

  // The checks of stored sales and readers find nothing.
  void ExpectSound();

  merchants::PairingDesk pairing_desk_{merchants_};
  ReadersArea area_;
  // A paired reader.
  std::string reader_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_TESTING_READERS_FIXTURE_H_
