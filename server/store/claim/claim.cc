#include "server/store/claim/claim.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::store {
namespace {

// Stored. Grows when an older server can no longer read what is written.
constexpr uint64_t kFormatVersion = 1;
constexpr std::string_view kFormatRow = "format_version";
constexpr std::string_view kNumberRow = "store_number";
constexpr size_t kFingerprintBytes = 16;
// Stores that open at the same time; each other one costs one more try.
constexpr int kTriesMax = 100;

// row := kMeta kInstallation name:text -> u64
std::string RowKey(std::string_view name) {
  return Key(Space::kMeta, kInstallation).Text(name).Take();
}

std::string Encode(uint64_t number) {
  return std::string(Key(Space::kMeta, kInstallation).U64(number).tail());
}

// 0 when there is no row.
absl::StatusOr<uint64_t> Decode(const std::optional<std::string>& value,
                                std::string_view what) {
  if (!value) return 0;
  // KeyReader wants a whole key around the number.
  const std::string wrapped =
      Key(Space::kMeta, kInstallation).Raw(*value).Take();
  KeyReader reader(wrapped);
  uint64_t number;
  if (!reader.U64(&number) || !reader.AtEnd()) return Corrupt(what);
  return number;
}

absl::Status NewerData(uint64_t version) {
  return Error(absl::StatusCode::kFailedPrecondition, "NEWER_DATA",
               fmt::format("the data folder has format {}, this server "
                           "reads formats up to {}: start the newer server "
                           "that wrote it, or restore a backup",
                           version, kFormatVersion));
}

std::string FingerprintRow(std::string_view name) {
  return RowKey(fmt::format("fingerprint/{}", name));
}

std::string FingerprintOf(std::string_view name, std::string_view secret) {
  return HmacSha256(secret, fmt::format("fingerprint/{}", name))
      .substr(0, kFingerprintBytes);
}

absl::StatusOr<kv::Fence> TryToClaim(kv::Engine& engine) {
  const auto snapshot = engine.GetSnapshot();
  const std::string number_key = RowKey(kNumberRow);
  RETURN_IF_ERROR(CheckFormat(*snapshot));
  ASSIGN_OR_RETURN(const bool has_store, HasStore(*snapshot));
  ASSIGN_OR_RETURN(auto number_row, snapshot->Get(number_key));
  ASSIGN_OR_RETURN(const uint64_t number,
                   Decode(number_row, "the number of the store"));
  kv::Batch batch;
  if (!has_store) batch.Put(RowKey(kFormatRow), Encode(kFormatVersion));
  const std::string mine = Encode(number + 1);
  batch.Put(number_key, mine);
  batch.SetFence({.key = number_key, .value = std::move(number_row)});
  RETURN_IF_ERROR(engine.Commit(batch));
  return kv::Fence{.key = number_key, .value = mine};
}

}  // namespace

absl::StatusOr<kv::Fence> ClaimDatabase(kv::Engine& engine) {
  absl::StatusOr<kv::Fence> claim = TryToClaim(engine);
  // Another store took the number that this one had read.
  for (int tries = 1; kv::IsFenced(claim.status()) && tries < kTriesMax;
       ++tries) {
    claim = TryToClaim(engine);
  }
  return claim;
}

absl::StatusOr<bool> HasStore(const kv::View& view) {
  ASSIGN_OR_RETURN(const auto row, view.Get(RowKey(kFormatRow)));
  return row.has_value();
}

absl::Status CheckFormat(const kv::View& view) {
  ASSIGN_OR_RETURN(const auto row, view.Get(RowKey(kFormatRow)));
  ASSIGN_OR_RETURN(const uint64_t version, Decode(row, "the format version"));
  if (version > kFormatVersion) return NewerData(version);
  ASSIGN_OR_RETURN(const auto number, view.Get(RowKey(kNumberRow)));
  return Decode(number, "the number of the store").status();
}

absl::Status CompareSecret(const kv::View& view, std::string_view name,
                           std::string_view secret) {
  ASSIGN_OR_RETURN(const auto kept, view.Get(FingerprintRow(name)));
  if (!kept || *kept == FingerprintOf(name, secret)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "WRONG_KEY",
               fmt::format("{} is not the one that the data was written with: "
                           "restore that one from a backup",
                           name));
}

absl::Status CheckSecret(kv::Engine& engine, std::string_view name,
                         std::string_view secret) {
  const auto snapshot = engine.GetSnapshot();
  RETURN_IF_ERROR(CompareSecret(*snapshot, name, secret));
  ASSIGN_OR_RETURN(const auto kept, snapshot->Get(FingerprintRow(name)));
  if (kept) return absl::OkStatus();
  kv::Batch batch;
  batch.Put(FingerprintRow(name), FingerprintOf(name, secret));
  return engine.Commit(batch);
}

absl::Status ForgetSecret(kv::Engine& engine, std::string_view name) {
  kv::Batch batch;
  batch.Delete(FingerprintRow(name));
  return engine.Commit(batch);
}

}  // namespace comptoir::store
