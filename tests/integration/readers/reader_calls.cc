#include "tests/integration/readers/reader_calls.h"

#include <cstdlib>

#include "comptoir/sales/v1/sale_service.client.h"
#include "gtest/gtest.h"

namespace comptoir::readers::v1 {

using sdk::Credentials;
using sdk::testing::InProcessServer;

InProcessServer& Server() {
  static InProcessServer* server = [] {
    auto started = InProcessServer::Start();
    if (!started.ok()) {
      ADD_FAILURE() << started.status();
      std::abort();
    }
    return started->release();
  }();
  return *server;
}

ReaderServiceClient Owner() { return ReaderServiceClient(Server().Connect()); }

CheckoutServiceClient Checkouts() {
  return CheckoutServiceClient(Server().Connect());
}

ReaderServiceClient With(const std::string& token) {
  return ReaderServiceClient(Server().Connect(Credentials::Token(token)));
}

CreateReaderRequest NewReader() {
  CreateReaderRequest request;
  request.mutable_reader()->set_display_name("Comptoir 1");
  request.mutable_reader()->set_location_id(Server().shop().location_id);
  return request;
}

PairReaderResponse Paired() {
  const auto created = Owner().CreateReader(NewReader());
  EXPECT_TRUE(created.ok()) << created.status();
  PairReaderRequest request;
  request.set_pairing_code(created->pairing_code());
  const auto paired = With("").PairReader(request);
  EXPECT_TRUE(paired.ok()) << paired.status();
  return *paired;
}

std::string NewSale() {
  sales::v1::CreateSaleRequest request;
  request.set_location_id(Server().shop().location_id);
  request.set_currency("EUR");
  auto& line = *request.add_lines();
  line.set_name("tea");
  line.set_quantity(1);
  line.mutable_unit_price()->set_minor_units(1250);
  line.mutable_unit_price()->set_currency("EUR");
  const auto created =
      sales::v1::SaleServiceClient(Server().Connect()).CreateSale(request);
  EXPECT_TRUE(created.ok()) << created.status();
  return created->sale().id();
}

CreateCheckoutRequest NewCheckout(const std::string& reader_id) {
  CreateCheckoutRequest request;
  request.set_sale_id(NewSale());
  request.set_reader_id(reader_id);
  return request;
}

StreamReaderRequest HelloOf(uint64_t epoch) {
  StreamReaderRequest request;
  request.mutable_hello()->set_epoch(epoch);
  request.mutable_hello()->set_first_unacknowledged_seq(1);
  return request;
}

StreamReaderRequest EventsOf(uint64_t first_seq, int count, int64_t time) {
  StreamReaderRequest request;
  request.mutable_events()->set_epoch(1);
  request.mutable_events()->set_first_seq(first_seq);
  for (int i = 0; i < count; ++i) {
    auto& event = *request.mutable_events()->add_events();
    event.mutable_local_time()->set_seconds(time + i);
    event.mutable_card_removed();
  }
  return request;
}

std::unique_ptr<Stream> Online(const std::string& token) {
  auto stream = With(token).StreamReader();
  StreamReaderResponse response;
  EXPECT_TRUE(stream->Write(HelloOf(1)));
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.has_welcome());
  return stream;
}

bool AwaitAcknowledgement(Stream& stream, uint64_t seq) {
  StreamReaderResponse response;
  while (stream.Read(&response)) {
    if (response.acknowledgement().seq() >= seq) return true;
  }
  return false;
}

absl::Status EndOf(Stream& stream) {
  StreamReaderResponse response;
  while (stream.Read(&response)) {
  }
  return stream.Finish();
}

}  // namespace comptoir::readers::v1
