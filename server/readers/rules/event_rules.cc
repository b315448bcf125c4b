#include "server/readers/rules/event_rules.h"

#include <algorithm>

#include "fmt/format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/base/digest.h"
#include "server/base/status.h"

namespace comptoir::readers {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;
using comptoir::storage::v1::ReaderBatch;

}  // namespace

uint64_t DigestOf(const ReaderEvent& event) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    event.SerializeToCodedStream(&coded);
  }
  const std::string hash = Sha256(bytes);
  uint64_t digest = 0;
  for (int i = 0; i < 8; ++i) {
    digest = digest << 8 | static_cast<unsigned char>(hash[i]);
  }
  return digest;
}

absl::Status CheckBatch(const EventBatch& batch) {
  if (batch.epoch() == 0) return InvalidField("events.epoch", "is required");
  if (batch.first_seq() == 0 || batch.first_seq() > kSeqMax) {
    return InvalidField("events.first_seq",
                        fmt::format("must be 1 to {}", kSeqMax));
  }
  if (batch.events_size() == 0 || batch.events_size() > kEventsPerBatchMax) {
    return InvalidField("events.events", fmt::format("must be 1 to {} events",
                                                     kEventsPerBatchMax));
  }
  if (batch.events_size() > 1 && batch.ByteSizeLong() > kBatchBytesMax) {
    return InvalidField(
        "events", fmt::format("must be at most {} bytes", kBatchBytesMax));
  }
  return absl::OkStatus();
}

BatchPlan PlanBatch(uint64_t applied_seq, uint64_t first_seq, size_t count) {
  if (first_seq > applied_seq + 1) {
    return {.missing_from = applied_seq + 1, .missing_to = first_seq - 1};
  }
  const uint64_t seen = applied_seq + 1 - first_seq;
  const size_t repeated = std::min<uint64_t>(seen, count);
  return {.repeated = repeated, .fresh = count - repeated};
}

void CompareRepeats(uint64_t first_seq, const std::vector<uint64_t>& digests,
                    const ReaderBatch& stored, std::vector<Repeat>* repeats) {
  const uint64_t begin = std::max(first_seq, stored.first_seq());
  const uint64_t end = std::min(first_seq + digests.size(),
                                stored.first_seq() + stored.digests_size());
  for (uint64_t seq = begin; seq < end; ++seq) {
    const size_t at = seq - first_seq;
    const bool is_same =
        digests[at] ==
        stored.digests(static_cast<int>(seq - stored.first_seq()));
    (*repeats)[at] = is_same ? Repeat::kSame : Repeat::kOther;
  }
}

absl::Status CheckTakeover(const OpenStream& open, uint64_t epoch,
                           std::string_view credential_id, absl::Time now) {
  if (open.has_ended) return absl::OkStatus();
  const absl::Duration silence = now - open.last_heard;
  if (silence > kSilenceMax) return absl::OkStatus();
  if (epoch > open.epoch && credential_id == open.credential_id) {
    return absl::OkStatus();
  }
  return WithRetryDelay(
      Error(absl::StatusCode::kFailedPrecondition, "READER_ALREADY_CONNECTED",
            fmt::format("a stream of epoch {} is open", open.epoch)),
      kSilenceMax - std::max(silence, absl::ZeroDuration()));
}

absl::Status CheckEpoch(uint64_t epoch, uint64_t epoch_min,
                        uint64_t epoch_newest) {
  const uint64_t least = std::max({epoch_min, epoch_newest, uint64_t{1}});
  if (epoch >= least && epoch <= kSeqMax) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "READER_EPOCH_STALE",
               fmt::format("epoch {} is not from {} to {}: pair the reader "
                           "again",
                           epoch, least, kSeqMax));
}

}  // namespace comptoir::readers
