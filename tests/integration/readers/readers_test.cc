// Every method of ReaderService over a real server and the SDK, and how each
// answers bad input.
#include <memory>
#include <string>

#include "comptoir/sales/v1/sale_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"
#include "tests/integration/readers/reader_calls.h"

namespace comptoir::readers::v1 {
namespace {

using sdk::ReasonOf;

TEST(Readers, ArePairedShownListedAndRevoked) {
  const PairReaderResponse paired = Paired();
  EXPECT_EQ(paired.reader().state(), READER_STATE_PAIRED);
  auto stream = Online(paired.reader_token());

  GetReaderRequest get;
  get.set_reader_id(paired.reader().id());
  EXPECT_TRUE(Owner().GetReader(get)->reader().connected());
  bool is_listed = false;
  for (const auto& reader : Owner().ListReadersAll({})) {
    is_listed |= reader.ok() && reader->id() == paired.reader().id();
  }
  EXPECT_TRUE(is_listed);

  RevokeReaderRequest revoke;
  revoke.set_reader_id(paired.reader().id());
  EXPECT_EQ(Owner().RevokeReader(revoke)->reader().state(),
            READER_STATE_REVOKED);
  const absl::Status end = EndOf(*stream);
  EXPECT_TRUE(end.code() == absl::StatusCode::kPermissionDenied ||
              end.code() == absl::StatusCode::kUnauthenticated)
      << end;
  auto again = With(paired.reader_token()).StreamReader();
  again->Write(HelloOf(2));
  EXPECT_EQ(EndOf(*again).code(), absl::StatusCode::kUnauthenticated);
}

TEST(Readers, RefuseBadFields) {
  CreateReaderRequest request = NewReader();
  request.mutable_reader()->clear_display_name();
  EXPECT_EQ(ReasonOf(Owner().CreateReader(request).status()), "INVALID_FIELDS");
  request = NewReader();
  request.mutable_reader()->set_display_name(std::string(129, 'x'));
  EXPECT_EQ(ReasonOf(Owner().CreateReader(request).status()), "INVALID_FIELDS");
  request = NewReader();
  request.mutable_reader()->set_location_id("loc_00000000000000000000000001");
  EXPECT_EQ(Owner().CreateReader(request).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(Readers, RefuseUnknownIdsAndCodes) {
  GetReaderRequest get;
  get.set_reader_id(kUnknownReader);
  EXPECT_EQ(ReasonOf(Owner().GetReader(get).status()), "NOT_FOUND");
  get.set_reader_id("mem_00000000000000000000000001");
  EXPECT_EQ(ReasonOf(Owner().GetReader(get).status()), "INVALID_FIELDS");
  PairReaderRequest pair;
  pair.set_pairing_code("AAAA-AAAA");
  EXPECT_EQ(ReasonOf(With("").PairReader(pair).status()),
            "PAIRING_CODE_INVALID");
  CreateReaderPairingCodeRequest code;
  code.set_reader_id(kUnknownReader);
  EXPECT_EQ(Owner().CreateReaderPairingCode(code).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(Readers, ATillMayNotManageThem) {
  const auto refused =
      With(Server().shop().till_token).CreateReader(NewReader());

  EXPECT_EQ(refused.status().code(), absl::StatusCode::kPermissionDenied);
}

TEST(ReaderStream, IsForReadersOnly) {
  auto stream = Owner().StreamReader();
  stream->Write(HelloOf(1));

  EXPECT_EQ(EndOf(*stream).code(), absl::StatusCode::kPermissionDenied);
}

TEST(ReaderStream, NeedsAToken) {
  auto stream = With("").StreamReader();
  stream->Write(HelloOf(1));

  EXPECT_EQ(EndOf(*stream).code(), absl::StatusCode::kUnauthenticated);
}

TEST(ReaderStream, AcknowledgesEvents) {
  auto stream = Online(Paired().reader_token());

  ASSERT_TRUE(stream->Write(EventsOf(1, 5, 100)));

  EXPECT_TRUE(AwaitAcknowledgement(*stream, 5));
}

TEST(ReaderStream, OpenedTwiceIsRefused) {
  const std::string token = Paired().reader_token();
  auto first = Online(token);
  auto second = With(token).StreamReader();
  second->Write(HelloOf(1));

  const absl::Status end = EndOf(*second);

  EXPECT_EQ(end.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(end), "READER_ALREADY_CONNECTED");
  EXPECT_TRUE(sdk::RetryDelayOf(end).has_value());
}

TEST(ReaderStream, ALaterBootTakesOver) {
  const std::string token = Paired().reader_token();
  auto first = Online(token);
  auto second = With(token).StreamReader();
  ASSERT_TRUE(second->Write(HelloOf(2)));
  StreamReaderResponse response;
  ASSERT_TRUE(second->Read(&response));

  EXPECT_TRUE(response.has_welcome());
  EXPECT_EQ(ReasonOf(EndOf(*first)), "READER_SUPERSEDED");
}

TEST(ReaderStream, AsksForMissingEvents) {
  auto stream = Online(Paired().reader_token());
  ASSERT_TRUE(stream->Write(EventsOf(4, 1, 100)));
  StreamReaderResponse response;

  ASSERT_TRUE(stream->Read(&response));

  EXPECT_EQ(response.gap_request().from_seq(), 1u);
  EXPECT_EQ(response.gap_request().to_seq(), 3u);
}

TEST(ReaderStream, GoesOnAfterAnotherEventUnderASeenNumber) {
  auto stream = Online(Paired().reader_token());
  ASSERT_TRUE(stream->Write(EventsOf(1, 2, 100)));
  ASSERT_TRUE(AwaitAcknowledgement(*stream, 2));

  ASSERT_TRUE(stream->Write(EventsOf(2, 2, 999)));

  EXPECT_TRUE(AwaitAcknowledgement(*stream, 3));
}

// What a driver with errors reports of a card, and a charge behind it.
TEST(ReaderStream, GoesOnAfterWhateverAnEventHolds) {
  const PairReaderResponse paired = Paired();
  const auto checkout =
      Checkouts().CreateCheckout(NewCheckout(paired.reader().id()));
  ASSERT_TRUE(checkout.ok()) << checkout.status();
  StreamReaderRequest hello = HelloOf(1);
  hello.mutable_hello()->set_model(std::string(65, 'm') + "\x01");
  auto stream = With(paired.reader_token()).StreamReader();
  ASSERT_TRUE(stream->Write(hello));
  StreamReaderRequest request = EventsOf(1, 2, 100);
  auto& read = *request.mutable_events()->mutable_events(0);
  read.mutable_local_time()->set_seconds(int64_t{1} << 62);
  read.mutable_card_read()->mutable_card()->set_last_four("42");
  read.mutable_card_read()->set_cardholder_name("4242424242424242");
  auto& approved =
      *request.mutable_events()->mutable_events(1)->mutable_payment_approved();
  approved.set_checkout_id(checkout->checkout().id());
  approved.set_payment_id("not an id");
  approved.mutable_amount()->set_minor_units(1250);
  approved.mutable_amount()->set_currency("eur");
  approved.mutable_card()->set_last_four("424");
  approved.mutable_card()->set_brand(std::string(33, 'V'));
  approved.mutable_card()->set_expiry_month(13);
  approved.mutable_card()->set_fingerprint(std::string(129, 'f'));
  approved.set_cardholder_name("DUPONT\x1f\xff");
  approved.set_entry(static_cast<CardEntry>(42));

  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(AwaitAcknowledgement(*stream, 2)) << stream->Finish();

  sales::v1::GetSaleRequest get;
  get.set_sale_id(checkout->checkout().sale_id());
  const auto sale =
      sales::v1::SaleServiceClient(Server().Connect()).GetSale(get);
  ASSERT_TRUE(sale.ok()) << sale.status();
  EXPECT_EQ(sale->sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(sale->payments(0).amount().currency(), "EUR");
  ASSERT_TRUE(stream->Write(EventsOf(3, 1, 200)));
  EXPECT_TRUE(AwaitAcknowledgement(*stream, 3));
}

TEST(ReaderStream, RefusesMalformedMessages) {
  auto without_hello = With(Paired().reader_token()).StreamReader();
  without_hello->Write(EventsOf(1, 1, 100));
  EXPECT_EQ(EndOf(*without_hello).code(), absl::StatusCode::kInvalidArgument);
  auto empty = Online(Paired().reader_token());
  empty->Write(EventsOf(1, 0, 100));
  EXPECT_EQ(EndOf(*empty).code(), absl::StatusCode::kInvalidArgument);
  auto large = Online(Paired().reader_token());
  large->Write(EventsOf(1, 257, 100));
  EXPECT_EQ(EndOf(*large).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace comptoir::readers::v1
