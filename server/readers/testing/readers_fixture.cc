#include "server/readers/testing/readers_fixture.h"

#include <algorithm>
#include <utility>

#include "server/base/status.h"
#include "server/readers/upkeep/verify_readers.h"
#include "server/sales/upkeep/verify_sales.h"

namespace comptoir::readers {

ReadersFixture::ReadersFixture()
    : area_(store_.store(), store_.clock(), merchants_, pairing_desk_, book_,
            /*tick_interval=*/absl::InfiniteDuration()) {
  const v1::CreateReaderResponse created = CreateReader().value();
  reader_ = Pair(created.pairing_code()).value().reader().id();
}

absl::StatusOr<v1::CreateReaderResponse> ReadersFixture::CreateReader() {
  v1::CreateReaderRequest request;
  request.mutable_reader()->set_display_name("Counter 1");
  request.mutable_reader()->set_location_id(location_);
  return DoReader(&ReaderService::CreateReader, request);
}

absl::StatusOr<v1::PairReaderResponse> ReadersFixture::Pair(
    const std::string& code) {
  v1::PairReaderRequest request;
  request.set_pairing_code(code);
  return DoReader(&ReaderService::PairReader, request);
}

v1::Reader ReadersFixture::GetReader(const std::string& reader_id) {
  v1::GetReaderRequest request;
  request.set_reader_id(reader_id);
  return readers().GetReader(NewCall(), *store_.Read(), request)->reader();
}

absl::Status ReadersFixture::Revoke(const std::string& reader_id) {
  v1::RevokeReaderRequest request;
  request.set_reader_id(reader_id);
  return DoReader(&ReaderService::RevokeReader, request).status();
}

absl::StatusOr<v1::CreateCheckoutResponse> ReadersFixture::CreateCheckout(
    const std::string& sale_id, const std::string& reader_id) {
  v1::CreateCheckoutRequest request;
  request.set_sale_id(sale_id);
  request.set_reader_id(reader_id);
  return DoCheckout(&CheckoutService::CreateCheckout, request);
}

v1::Checkout ReadersFixture::GetCheckout(const std::string& checkout_id) {
  v1::GetCheckoutRequest request;
  request.set_checkout_id(checkout_id);
  return checkouts()
      .GetCheckout(NewCall(), *store_.Read(), request)
      ->checkout();
}

absl::StatusOr<v1::CancelCheckoutResponse> ReadersFixture::Cancel(
    const std::string& checkout_id) {
  v1::CancelCheckoutRequest request;
  request.set_checkout_id(checkout_id);
  return DoCheckout(&CheckoutService::CancelCheckout, request);
}

std::string ReadersFixture::CredentialOf(const std::string& reader_id) {
  return area_.reader_tables()
      .readers.Get(*store_.Read(), merchant_, reader_id)
      ->credential_id();
}

std::unique_ptr<TestDaemon> ReadersFixture::Connect(
    const std::string& reader_id) {
  Principal principal;
  principal.kind = Principal::Kind::kReader;
  principal.merchant_id = merchant_;
  principal.id = reader_id;
  principal.credential_id = CredentialOf(reader_id);
  auto call = std::make_shared<Call>(std::move(principal), store_.clock().Now(),
                                     "0123456789abcdef");
  return std::make_unique<TestDaemon>([&](rpc::Wake wake) {
    return *readers().StreamReader(std::move(call), std::move(wake));
  });
}

std::unique_ptr<TestDaemon> ReadersFixture::Online(uint64_t epoch,
                                                   uint64_t first_seq) {
  auto daemon = Connect(reader_);
  EXPECT_TRUE(daemon->Hello(epoch, first_seq).ok());
  const auto welcome = daemon->Read();
  EXPECT_TRUE(welcome.has_value() && welcome->has_welcome());
  return daemon;
}

v1::ReaderEvent ReadersFixture::Approved(const v1::Checkout& checkout) {
  v1::ReaderEvent event = CardRemovedAt(1'767'268'800);
  auto& approved = *event.mutable_payment_approved();
  approved.set_checkout_id(checkout.id());
  approved.set_sale_id(checkout.sale_id());
  approved.set_payment_id(checkout.payment_id());
  *approved.mutable_amount() = checkout.amount();
  approved.mutable_card()->set_brand("VISA");
  approved.mutable_card()->set_last_four("4242");
  approved.mutable_card()->set_fingerprint("fp_1");
  return event;
}

std::vector<std::string> ReadersFixture::EventNames() {
  std::vector<std::string> names;
  for (const auto& entry : store_.Log(merchant_)) {
    for (const auto& event : entry.events()) {
      const std::string& url = event.data().type_url();
      names.push_back(url.substr(url.rfind('.') + 1));
    }
  }
  return names;
}

int ReadersFixture::CountEvents(const std::string& name) {
  const std::vector<std::string> names = EventNames();
  return static_cast<int>(std::count(names.begin(), names.end(), name));
}

void ReadersFixture::ExpectSound() {
  const auto snapshot = store_.Read();
  store::VerifyReport report;
  store::Checks checks(*snapshot, report);
  sales::AddSalesChecks(SalesFixture::tables_, checks);
  AddReaderChecks(checks);
  ASSERT_TRUE(checks.CheckAll().ok());
  EXPECT_TRUE(report.ok()) << report.problems()[0].text;
}

}  // namespace comptoir::readers
