// Every method of CheckoutService over a real server and the SDK, and how each
// answers bad input.
#include <string>

#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"
#include "tests/integration/readers/reader_calls.h"

namespace comptoir::readers::v1 {
namespace {

using sdk::ReasonOf;

TEST(Checkouts, AreCreatedPromptedAndCanceled) {
  const PairReaderResponse paired = Paired();
  auto stream = Online(paired.reader_token());
  const auto created =
      Checkouts().CreateCheckout(NewCheckout(paired.reader().id()));
  ASSERT_TRUE(created.ok()) << created.status();
  StreamReaderResponse prompt;
  ASSERT_TRUE(stream->Read(&prompt));
  EXPECT_EQ(prompt.checkout_requested().checkout_id(),
            created->checkout().id());
  EXPECT_EQ(prompt.checkout_requested().amount().minor_units(), 1250);

  CancelCheckoutRequest cancel;
  cancel.set_checkout_id(created->checkout().id());
  EXPECT_EQ(Checkouts().CancelCheckout(cancel)->checkout().state(),
            CHECKOUT_STATE_CANCEL_REQUESTED);
  ASSERT_TRUE(stream->Read(&prompt));
  EXPECT_TRUE(prompt.has_checkout_cancel_requested());
}

TEST(Checkouts, NameTheReaderThatHasNotStopped) {
  const PairReaderResponse first = Paired();
  const std::string second = Paired().reader().id();
  auto stream = Online(first.reader_token());
  CreateCheckoutRequest request = NewCheckout(first.reader().id());
  const auto created = Checkouts().CreateCheckout(request);
  ASSERT_TRUE(created.ok()) << created.status();
  const std::string& checkout_id = created->checkout().id();
  StreamReaderResponse prompt;
  ASSERT_TRUE(stream->Read(&prompt));
  CancelCheckoutRequest cancel;
  cancel.set_checkout_id(checkout_id);
  ASSERT_TRUE(Checkouts().CancelCheckout(cancel).ok());
  request.set_reader_id(second);

  const absl::Status told = Checkouts().CreateCheckout(request).status();

  EXPECT_EQ(told.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(told), "CHECKOUT_STOPPING");
  EXPECT_EQ(sdk::MetadataOf(told).at("checkout_id"), checkout_id);
  EXPECT_EQ(sdk::MetadataOf(told).at("reader_id"), first.reader().id());
  request.add_despite_checkout_ids(checkout_id);
  const auto despite = Checkouts().CreateCheckout(request);
  ASSERT_TRUE(despite.ok()) << despite.status();
  EXPECT_EQ(despite->checkout().reader_id(), second);
}

TEST(Checkouts, RefuseBadInput) {
  const std::string reader_id = Paired().reader().id();
  CreateCheckoutRequest request = NewCheckout(reader_id);
  request.mutable_amount()->set_minor_units(-1);
  request.mutable_amount()->set_currency("EUR");
  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "INVALID_FIELDS");
  request.mutable_amount()->set_minor_units(1251);
  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "AMOUNT_EXCEEDS_DUE");
  request = NewCheckout(reader_id);
  request.mutable_deadline_duration()->set_seconds(301);
  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "INVALID_FIELDS");
  request = NewCheckout(reader_id);
  request.set_sale_id(kUnknownSale);
  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "NOT_FOUND");
  request = NewCheckout(reader_id);
  for (int i = 0; i < 21; ++i) {
    request.add_despite_checkout_ids(kUnknownCheckout);
  }
  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "INVALID_FIELDS");
  request.mutable_despite_checkout_ids()->RemoveLast();
  EXPECT_TRUE(Checkouts().CreateCheckout(request).ok());
  request = NewCheckout(kUnknownReader);
  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "NOT_FOUND");
  GetCheckoutRequest get;
  get.set_checkout_id(kUnknownCheckout);
  EXPECT_EQ(ReasonOf(Checkouts().GetCheckout(get).status()), "NOT_FOUND");
  CancelCheckoutRequest cancel;
  cancel.set_checkout_id(kUnknownCheckout);
  EXPECT_EQ(ReasonOf(Checkouts().CancelCheckout(cancel).status()), "NOT_FOUND");
}

TEST(Checkouts, ARequestIdIsForOneBody) {
  const std::string reader_id = Paired().reader().id();
  CreateCheckoutRequest request = NewCheckout(reader_id);
  request.set_request_id("checkout-request-1");
  const auto first = Checkouts().CreateCheckout(request);
  const auto again = Checkouts().CreateCheckout(request);
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(first->checkout().id(), again->checkout().id());

  request.mutable_deadline_duration()->set_seconds(30);

  EXPECT_EQ(ReasonOf(Checkouts().CreateCheckout(request).status()),
            "REQUEST_ID_REUSED");
}

}  // namespace
}  // namespace comptoir::readers::v1
