#include "server/readers/reader_service.h"

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

using ReaderServiceTest = ReadersFixture;

TEST_F(ReaderServiceTest, PairsWithACodeThatWorksOnce) {
  const v1::CreateReaderResponse created = CreateReader().value();
  EXPECT_EQ(created.reader().state(), v1::READER_STATE_UNPAIRED);

  const v1::PairReaderResponse paired = Pair(created.pairing_code()).value();

  EXPECT_EQ(paired.reader().id(), created.reader().id());
  EXPECT_EQ(paired.reader().state(), v1::READER_STATE_PAIRED);
  EXPECT_FALSE(paired.reader_token().empty());
  EXPECT_EQ(paired.epoch_min(), 1u);
  EXPECT_EQ(ReasonOf(Pair(created.pairing_code()).status()),
            "PAIRING_CODE_INVALID");
}

TEST_F(ReaderServiceTest, PairingAgainKeepsTheIdAndLeavesOldEpochsBehind) {
  auto daemon = Online(41);
  v1::CreateReaderPairingCodeRequest request;
  request.set_reader_id(reader_);
  const auto code =
      DoReader(&ReaderService::CreateReaderPairingCode, request).value();

  const v1::PairReaderResponse paired = Pair(code.pairing_code()).value();

  EXPECT_EQ(paired.reader().id(), reader_);
  EXPECT_EQ(paired.epoch_min(), 42u);
  EXPECT_EQ(ReasonOf(daemon->AwaitEnd()), "READER_NOT_PAIRED");
  EXPECT_EQ(ReasonOf(Connect(reader_)->Hello(41)), "READER_EPOCH_STALE");
  EXPECT_TRUE(Connect(reader_)->Hello(42).ok());
}

TEST_F(ReaderServiceTest, ARevokedReaderIsNotConnected) {
  auto daemon = Online(1);
  ASSERT_TRUE(GetReader(reader_).connected());
  v1::RevokeReaderRequest request;
  request.set_reader_id(reader_);

  const v1::Reader revoked =
      DoReader(&ReaderService::RevokeReader, request).value().reader();

  EXPECT_EQ(revoked.state(), v1::READER_STATE_REVOKED);
  EXPECT_FALSE(revoked.connected());
  EXPECT_EQ(ReasonOf(daemon->AwaitEnd()), "READER_NOT_PAIRED");
  EXPECT_FALSE(GetReader(reader_).connected());
}

TEST_F(ReaderServiceTest, ARevokedReaderCanBePairedAgain) {
  ASSERT_TRUE(Revoke(reader_).ok());
  EXPECT_EQ(GetReader(reader_).state(), v1::READER_STATE_REVOKED);
  v1::CreateReaderPairingCodeRequest request;
  request.set_reader_id(reader_);
  const auto code =
      DoReader(&ReaderService::CreateReaderPairingCode, request).value();

  EXPECT_EQ(Pair(code.pairing_code())->reader().state(),
            v1::READER_STATE_PAIRED);
}

TEST_F(ReaderServiceTest, NobodyPairsAReaderToDoWhatTheyMayNot) {
  for (const Permission left_out :
       {PERMISSION_READERS_USE, PERMISSION_SALES_MANAGE}) {
    Principal principal = NewCall().principal();
    principal.permissions = Permissions();
    for (const Permission held :
         {PERMISSION_READERS_MANAGE, PERMISSION_READERS_USE,
          PERMISSION_SALES_MANAGE}) {
      if (held != left_out) principal.permissions.Add(held);
    }
    const Call call(principal, store_.clock().Now(), "of-nobody-really");
    v1::CreateReaderPairingCodeRequest request;
    request.set_reader_id(reader_);

    const absl::Status status =
        store_
            .Write(merchant_,
                   [&](store::Transaction& txn) {
                     return readers().CreateReaderPairingCode(call, txn,
                                                              request);
                   })
            .status();

    EXPECT_EQ(ReasonOf(status), "GRANT_EXCEEDS_CALLER")
        << Permission_Name(left_out);
  }
}

TEST_F(ReaderServiceTest, RefusesAReaderAtAnUnknownLocation) {
  v1::CreateReaderRequest request;
  request.mutable_reader()->set_display_name("Counter");
  request.mutable_reader()->set_location_id(
      FormatId("loc", "location-unknown"));

  EXPECT_EQ(DoReader(&ReaderService::CreateReader, request).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(ReaderServiceTest, RevokeRefusesAStaleEtag) {
  v1::RevokeReaderRequest request;
  request.set_reader_id(reader_);
  request.set_etag("stale");

  EXPECT_EQ(ReasonOf(DoReader(&ReaderService::RevokeReader, request).status()),
            "ETAG_MISMATCH");
}

TEST_F(ReaderServiceTest, ListsReadersInPages) {
  ASSERT_TRUE(CreateReader().ok());
  v1::ListReadersRequest request;
  request.set_page_size(1);
  const auto first =
      readers().ListReaders(NewCall(), *store_.Read(), request).value();
  ASSERT_EQ(first.readers_size(), 1);
  request.set_page_token(first.next_page_token());
  const auto second =
      readers().ListReaders(NewCall(), *store_.Read(), request).value();

  EXPECT_EQ(second.readers_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_NE(first.readers(0).id(), second.readers(0).id());
}

TEST_F(ReaderServiceTest, RevokingAReaderCancelsWhatItWasNotAskedFor) {
  const v1::Checkout checkout =
      CreateCheckout(Open().id(), reader_).value().checkout();

  ASSERT_TRUE(Revoke(reader_).ok());

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_CANCELED);
  EXPECT_EQ(GetCheckout(checkout.id()).cancel_reason(),
            v1::CHECKOUT_CANCEL_REASON_READER_REVOKED);
}

}  // namespace
}  // namespace comptoir::readers
