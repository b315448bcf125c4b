// The verbs of card readers.
#ifndef COMPTOIR_SERVER_READERS_READER_SERVICE_H_
#define COMPTOIR_SERVER_READERS_READER_SERVICE_H_

#include <memory>
#include <string_view>

#include "comptoir/readers/v1/reader_service.server.h"
#include "server/merchants/merchant_tables.h"
#include "server/readers/checkouts/checkout_book.h"
#include "server/readers/reader_tables.h"
#include "server/readers/stream/live_readers.h"
#include "server/readers/stream/reader_stream.h"

namespace comptoir::readers {

// What the service is made of; must outlive it.
struct ReaderServiceParts {
  const merchants::MerchantTables& merchants;
  const ReaderTables& tables;
  const CheckoutBook& checkouts;
  ReaderStreamParts stream;
};

class ReaderService final : public v1::ReaderServiceBase {
 public:
  explicit ReaderService(ReaderServiceParts parts) : parts_(parts) {}

  absl::StatusOr<v1::CreateReaderResponse> CreateReader(
      const Call& call, store::Transaction& txn,
      const v1::CreateReaderRequest& request) override;
  absl::StatusOr<v1::CreateReaderPairingCodeResponse> CreateReaderPairingCode(
      const Call& call, store::Transaction& txn,
      const v1::CreateReaderPairingCodeRequest& request) override;
  // The preparation has found the merchant: the call runs in it.
  absl::StatusOr<v1::PairReaderResponse> PairReader(
      const Call& call, store::Transaction& txn,
      const v1::PairReaderRequest& request) override;
  absl::StatusOr<v1::GetReaderResponse> GetReader(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetReaderRequest& request) override;
  absl::StatusOr<v1::ListReadersResponse> ListReaders(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListReadersRequest& request) override;
  absl::StatusOr<v1::RevokeReaderResponse> RevokeReader(
      const Call& call, store::Transaction& txn,
      const v1::RevokeReaderRequest& request) override;
  absl::StatusOr<std::unique_ptr<
      rpc::Session<v1::StreamReaderRequest, v1::StreamReaderResponse>>>
  StreamReader(std::shared_ptr<const Call> call, rpc::Wake wake) override;

 private:
  // What readers show beside what is stored of them.
  absl::StatusOr<v1::Reader> Complete(const kv::View& reader,
                                      std::string_view merchant_id,
                                      storage::v1::StoredReader stored) const;

  const ReaderServiceParts parts_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_READER_SERVICE_H_
