#include "server/readers/reader_service.h"

#include <string>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/credentials.h"
#include "server/merchants/pairing/pairing.h"
#include "server/readers/intake/event_log.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"

namespace comptoir::readers {
namespace {

using merchants::IssuedCredential;
using merchants::IssuedPairingCode;
using storage::v1::StoredReader;
using v1::Reader;

constexpr int kReadersMax = 5000;

// What a client may say of a new reader.
Reader NewReader(const Reader& wanted) {
  Reader reader;
  reader.set_display_name(wanted.display_name());
  reader.set_location_id(wanted.location_id());
  reader.set_model(wanted.model());
  reader.set_serial_number(wanted.serial_number());
  reader.set_state(v1::READER_STATE_UNPAIRED);
  return reader;
}

// Who makes a pairing code can use it, and be a reader: it is told what to
// collect, and records payments of sales.
absl::Status RequireWhatReadersMay(const Call& call) {
  Permissions permissions;
  permissions.Add(PERMISSION_READERS_USE);
  permissions.Add(PERMISSION_SALES_MANAGE);
  return merchants::RequireGrantable(call, permissions);
}

template <typename Event>
void Append(store::Transaction& txn, const Reader& reader) {
  Event event;
  event.set_reader_id(reader.id());
  txn.AppendEvent(event, {reader.id(), reader.location_id()});
}

}  // namespace

absl::StatusOr<Reader> ReaderService::Complete(const kv::View& reader,
                                               std::string_view merchant_id,
                                               StoredReader stored) const {
  Reader& shown = *stored.mutable_reader();
  ASSIGN_OR_RETURN(const NewestEpoch newest,
                   LoadNewestEpoch(reader, merchant_id, shown.id()));
  if (newest.cursor.has_last_event_time()) {
    *shown.mutable_last_event_time() = newest.cursor.last_event_time();
  }
  // The stream of one that is being revoked ends once that is durable.
  shown.set_connected(shown.state() == v1::READER_STATE_PAIRED &&
                      parts_.stream.live.IsConnected(shown.id()));
  return std::move(shown);
}

absl::StatusOr<v1::CreateReaderResponse> ReaderService::CreateReader(
    const Call& call, store::Transaction& txn,
    const v1::CreateReaderRequest& request) {
  RETURN_IF_ERROR(RequireWhatReadersMay(call));
  RETURN_IF_ERROR(records::CheckRequired(request.reader(), "reader"));
  RETURN_IF_ERROR(
      parts_.merchants.locations
          .Get(txn, call.merchant_id(), request.reader().location_id())
          .status());
  RETURN_IF_ERROR(records::RequireRoom(txn, parts_.tables.readers, kReadersMax,
                                       "TOO_MANY_READERS"));
  StoredReader stored;
  Reader& reader = *stored.mutable_reader();
  reader = NewReader(request.reader());
  reader.set_id(txn.NewId("rdr"));
  ASSIGN_OR_RETURN(IssuedPairingCode issued,
                   IssuePairingCode(call, txn, parts_.merchants, reader.id(),
                                    merchants::kPairingLifetime));
  stored.set_pairing_code_id(issued.id);
  stored.set_epoch_min(1);
  records::StampCreation(txn, &reader);
  RETURN_IF_ERROR(parts_.tables.readers.Put(txn, stored));
  Append<v1::ReaderCreated>(txn, reader);

  v1::CreateReaderResponse response;
  *response.mutable_reader() = std::move(reader);
  response.set_pairing_code(std::move(issued.code));
  *response.mutable_pairing_code_expire_time() =
      ToTimestamp(issued.expire_time);
  return response;
}

absl::StatusOr<v1::CreateReaderPairingCodeResponse>
ReaderService::CreateReaderPairingCode(
    const Call& call, store::Transaction& txn,
    const v1::CreateReaderPairingCodeRequest& request) {
  RETURN_IF_ERROR(RequireWhatReadersMay(call));
  ASSIGN_OR_RETURN(
      StoredReader stored,
      parts_.tables.readers.Get(txn, call.merchant_id(), request.reader_id()));
  RETURN_IF_ERROR(merchants::RevokePairingCode(txn, parts_.merchants,
                                               stored.pairing_code_id()));
  ASSIGN_OR_RETURN(
      IssuedPairingCode issued,
      IssuePairingCode(call, txn, parts_.merchants, request.reader_id(),
                       merchants::kPairingLifetime));
  stored.set_pairing_code_id(issued.id);
  Reader& reader = *stored.mutable_reader();
  if (reader.state() == v1::READER_STATE_REVOKED) {
    reader.set_state(v1::READER_STATE_UNPAIRED);
  }
  records::StampChange(txn, &reader);
  RETURN_IF_ERROR(parts_.tables.readers.Put(txn, stored));

  v1::CreateReaderPairingCodeResponse response;
  ASSIGN_OR_RETURN(*response.mutable_reader(),
                   Complete(txn, call.merchant_id(), std::move(stored)));
  response.set_pairing_code(std::move(issued.code));
  *response.mutable_pairing_code_expire_time() =
      ToTimestamp(issued.expire_time);
  return response;
}

absl::StatusOr<v1::PairReaderResponse> ReaderService::PairReader(
    const Call& call, store::Transaction& txn,
    const v1::PairReaderRequest& request) {
  ASSIGN_OR_RETURN(const std::string reader_id,
                   UsePairingCode(call, txn, parts_.merchants,
                                  request.pairing_code(), "rdr"));
  ASSIGN_OR_RETURN(
      StoredReader stored,
      parts_.tables.readers.Get(txn, call.merchant_id(), reader_id));
  Reader& reader = *stored.mutable_reader();
  RETURN_IF_ERROR(merchants::RevokeCredential(txn, parts_.merchants,
                                              stored.credential_id()));
  ASSIGN_OR_RETURN(IssuedCredential issued,
                   IssueCredential(call, txn, parts_.merchants,
                                   {.kind = storage::v1::CREDENTIAL_KIND_READER,
                                    .subject_id = reader_id,
                                    .location_id = reader.location_id()}));
  ASSIGN_OR_RETURN(const NewestEpoch newest,
                   LoadNewestEpoch(txn, call.merchant_id(), reader_id));
  stored.set_credential_id(issued.id);
  stored.clear_pairing_code_id();
  stored.set_epoch_min(newest.epoch + 1);
  reader.set_state(v1::READER_STATE_PAIRED);
  if (!request.model().empty()) reader.set_model(request.model());
  if (!request.serial_number().empty()) {
    reader.set_serial_number(request.serial_number());
  }
  records::StampChange(txn, &reader);
  RETURN_IF_ERROR(parts_.tables.readers.Put(txn, stored));
  Append<v1::ReaderPaired>(txn, reader);
  txn.OnCommit([this, reader_id] {
    parts_.stream.live.End(
        reader_id, Error(absl::StatusCode::kPermissionDenied,
                         "READER_NOT_PAIRED", "the reader was paired again"));
  });

  v1::PairReaderResponse response;
  response.set_epoch_min(stored.epoch_min());
  *response.mutable_reader() = std::move(reader);
  response.set_reader_token(std::move(issued.token));
  return response;
}

absl::StatusOr<v1::GetReaderResponse> ReaderService::GetReader(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetReaderRequest& request) {
  ASSIGN_OR_RETURN(StoredReader stored,
                   parts_.tables.readers.Get(snapshot, call.merchant_id(),
                                             request.reader_id()));
  v1::GetReaderResponse response;
  ASSIGN_OR_RETURN(*response.mutable_reader(),
                   Complete(snapshot, call.merchant_id(), std::move(stored)));
  return response;
}

absl::StatusOr<v1::ListReadersResponse> ReaderService::ListReaders(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListReadersRequest& request) {
  ASSIGN_OR_RETURN(
      auto page,
      records::ListPage(call, snapshot, parts_.tables.readers, request));
  v1::ListReadersResponse response;
  for (StoredReader& stored : page.records) {
    ASSIGN_OR_RETURN(*response.add_readers(),
                     Complete(snapshot, call.merchant_id(), std::move(stored)));
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::RevokeReaderResponse> ReaderService::RevokeReader(
    const Call& call, store::Transaction& txn,
    const v1::RevokeReaderRequest& request) {
  ASSIGN_OR_RETURN(
      StoredReader stored,
      parts_.tables.readers.Get(txn, call.merchant_id(), request.reader_id()));
  Reader& reader = *stored.mutable_reader();
  RETURN_IF_ERROR(records::CheckEtag("reader", request.etag(), reader));
  if (reader.state() != v1::READER_STATE_REVOKED) {
    RETURN_IF_ERROR(merchants::RevokeCredential(txn, parts_.merchants,
                                                stored.credential_id()));
    RETURN_IF_ERROR(merchants::RevokePairingCode(txn, parts_.merchants,
                                                 stored.pairing_code_id()));
    stored.clear_credential_id();
    stored.clear_pairing_code_id();
    reader.set_state(v1::READER_STATE_REVOKED);
    records::StampChange(txn, &reader);
    RETURN_IF_ERROR(parts_.tables.readers.Put(txn, stored));
    RETURN_IF_ERROR(parts_.checkouts.StopAll(txn, reader.id()));
    Append<v1::ReaderRevoked>(txn, reader);
    txn.OnCommit([this, reader_id = reader.id()] {
      parts_.stream.live.End(
          reader_id, Error(absl::StatusCode::kPermissionDenied,
                           "READER_NOT_PAIRED", "the reader was revoked"));
    });
  }
  v1::RevokeReaderResponse response;
  ASSIGN_OR_RETURN(*response.mutable_reader(),
                   Complete(txn, call.merchant_id(), std::move(stored)));
  return response;
}

absl::StatusOr<std::unique_ptr<
    rpc::Session<v1::StreamReaderRequest, v1::StreamReaderResponse>>>
ReaderService::StreamReader(std::shared_ptr<const Call> call, rpc::Wake wake) {
  return NewReaderSession(parts_.stream, std::move(call), std::move(wake));
}

}  // namespace comptoir::readers
