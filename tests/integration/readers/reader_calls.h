// Calls that the tests of readers/v1 make again and again.
#ifndef COMPTOIR_TESTS_INTEGRATION_READERS_READER_CALLS_H_
#define COMPTOIR_TESTS_INTEGRATION_READERS_READER_CALLS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/readers/v1/checkout_service.client.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "comptoir/sdk/testing/in_process_server.h"

namespace comptoir::readers::v1 {

using Stream = sdk::BidiStream<StreamReaderRequest, StreamReaderResponse>;

// Well formed, and of nobody.
inline constexpr char kUnknownReader[] = "rdr_00000000000000000000000001";
inline constexpr char kUnknownSale[] = "sal_00000000000000000000000001";
inline constexpr char kUnknownCheckout[] = "chk_00000000000000000000000001";

// One server for all tests of a program: each has readers and sales of its own.
sdk::testing::InProcessServer& Server();

// Clients of the shop's owner, and of any token.
ReaderServiceClient Owner();
CheckoutServiceClient Checkouts();
ReaderServiceClient With(const std::string& token);

CreateReaderRequest NewReader();
// A reader with its token.
PairReaderResponse Paired();

// An open sale of 12.50 EUR.
std::string NewSale();
CreateCheckoutRequest NewCheckout(const std::string& reader_id);

StreamReaderRequest HelloOf(uint64_t epoch);
StreamReaderRequest EventsOf(uint64_t first_seq, int count, int64_t time);
// A stream of epoch 1 that has been welcomed.
std::unique_ptr<Stream> Online(const std::string& token);
// Reads until the acknowledgement of `seq`.
bool AwaitAcknowledgement(Stream& stream, uint64_t seq);
absl::Status EndOf(Stream& stream);

}  // namespace comptoir::readers::v1

#endif  // COMPTOIR_TESTS_INTEGRATION_READERS_READER_CALLS_H_
