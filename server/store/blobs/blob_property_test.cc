// Random uploads, deletions, expiries and crashes against a map.
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/testing/test_blobs.h"
#include "server/store/blobs/upload.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");
constexpr int kUploads = 5;
constexpr int kSteps = 300;

// Uploads that are open by number, and blobs by id, as they must be.
struct Model {
  struct Open {
    std::string bytes;
    size_t chunks = 0;  // That are durable.
    absl::Time expire_time;
  };
  std::map<int, Open> uploads;
  std::map<std::string, std::string> blobs;
};

class BlobPropertyTest : public testing::Test {
 protected:
  // Few different chunks, so that most are named more than once.
  std::string RandomBytes() {
    std::string bytes;
    for (auto left = random_() % 4; left > 0; --left) {
      bytes += std::string(kChunkBytes, static_cast<char>('a' + random_() % 3));
    }
    return bytes + std::string(random_() % 3, 'x');
  }

  // Runs one transaction, under which the disk may fail; `change` is what it
  // does to the model when it reaches the disk.
  void Write(const std::function<absl::Status(Transaction&)>& body,
             const std::function<void(Model&)>& change) {
    const bool fails = random_() % 6 == 0;
    const auto lost = random_() % 2 ? kv::FaultyEngine::Batches::kLost
                                    : kv::FaultyEngine::Batches::kKept;
    if (fails) {
      store_.engine().LoseTrackOfCommit(1, lost);
    }
    const absl::Status status = store_.Write(kMerchant, body);
    EXPECT_EQ(status.ok(), !fails) << status;
    if (!fails || lost == kv::FaultyEngine::Batches::kKept) change(model_);
    if (fails) store_.Reopen();
  }

  void Start() {
    const int number = static_cast<int>(random_() % kUploads);
    if (model_.uploads.count(number)) return;
    const std::string bytes = RandomBytes();
    Write(
        [&](Transaction& txn) {
          return StartUpload(txn, UploadOf(UploadId(number), bytes)).status();
        },
        [&](Model& model) {
          model.uploads[number] = {.bytes = bytes, .expire_time = Expiry()};
        });
  }

  void Append(int number, const Model::Open& open) {
    const auto upload = GetUpload(*store_.Read(), kMerchant, UploadId(number));
    ASSERT_TRUE(upload.ok()) << upload.status();
    const UploadChunk next =
        NextChunk(*upload, ChunksOf(open.bytes)[open.chunks].bytes);
    Write(
        [&](Transaction& txn) {
          return AppendChunk(txn, UploadId(number), next);
        },
        [&](Model& model) {
          ++model.uploads[number].chunks;
          model.uploads[number].expire_time = Expiry();
        });
  }

  void Finish(int number) {
    std::string id;
    Write(
        [&](Transaction& txn) {
          const auto blob = FinishUpload(txn, UploadId(number));
          if (blob.ok()) id = blob->id;
          return blob.status();
        },
        [&](Model& model) {
          model.blobs[id] = model.uploads[number].bytes;
          model.uploads.erase(number);
        });
  }

  void GoOn() {
    if (model_.uploads.empty()) return;
    auto upload = model_.uploads.begin();
    std::advance(upload, random_() % model_.uploads.size());
    const auto [number, open] = *upload;
    if (open.chunks < ChunksOf(open.bytes).size()) {
      Append(number, open);
    } else {
      Finish(number);
    }
  }

  void Abandon() {
    if (model_.uploads.empty()) return;
    const int number = model_.uploads.begin()->first;
    Write(
        [&](Transaction& txn) { return AbandonUpload(txn, UploadId(number)); },
        [&](Model& model) { model.uploads.erase(number); });
  }

  void Delete() {
    if (model_.blobs.empty()) return;
    auto blob = model_.blobs.begin();
    std::advance(blob, random_() % model_.blobs.size());
    const std::string id = blob->first;
    Write([&](Transaction& txn) { return DeleteBlob(txn, id); },
          [&](Model& model) { model.blobs.erase(id); });
  }

  // Some of the jobs, until the disk fails.
  void RunSomeJobs() {
    const auto lost = random_() % 2 ? kv::FaultyEngine::Batches::kLost
                                    : kv::FaultyEngine::Batches::kKept;
    store_.engine().LoseTrackOfCommit(1 + static_cast<int>(random_() % 3),
                                      lost);
    store_.RunDueJobs();
    store_.Reopen();
    RunAllJobs();
  }

  void RunAllJobs() {
    store_.RunDueJobs();
    std::erase_if(model_.uploads, [this](const auto& upload) {
      return upload.second.expire_time <= store_.clock().Now();
    });
  }

  absl::Time Expiry() { return store_.clock().Now() + kUploadLifetime; }

  void Step() {
    switch (random_() % 12) {
      case 0:
      case 1:
      case 2:
        return Start();
      case 3:
        return Abandon();
      case 4:
        return Delete();
      case 5:
        return RunSomeJobs();
      case 6:
        store_.clock().Advance(absl::Hours(random_() % 8));
        return RunAllJobs();
      default:
        return GoOn();
    }
  }

  void ExpectAsTheModelSays() {
    for (const auto& [id, bytes] : model_.blobs) {
      const auto found = BytesOf(store_, kMerchant, id);
      ASSERT_TRUE(found.ok()) << found.status();
      EXPECT_TRUE(*found == bytes) << id;
    }
    for (int number = 0; number < kUploads; ++number) {
      const auto found = GetUpload(*store_.Read(), kMerchant, UploadId(number));
      const auto open = model_.uploads.find(number);
      ASSERT_EQ(found.ok(), open != model_.uploads.end()) << number;
      if (!found.ok()) continue;
      EXPECT_EQ(found->durable_bytes,
                std::min(open->second.chunks * kChunkBytes,
                         open->second.bytes.size()));
    }
    const auto report = VerifyStore(*store_.Read(), {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok())
        << report->problems()[0].space << ": " << report->problems()[0].text;
  }

  // Nothing is kept that nobody needs.
  void ExpectNoMoreChunksThanNeeded() {
    std::set<std::string> needed;
    for (const auto& [id, bytes] : model_.blobs) {
      for (const Chunk& chunk : ChunksOf(bytes)) needed.insert(chunk.sha256);
    }
    for (const auto& [number, open] : model_.uploads) {
      const std::vector<Chunk> chunks = ChunksOf(open.bytes);
      for (size_t i = 0; i < open.chunks; ++i) needed.insert(chunks[i].sha256);
    }
    std::set<std::string> kept;
    const auto snapshot = store_.Read();
    auto rows = snapshot->Scan(Key(Space::kBlobChunks, kMerchant).Prefix());
    for (; rows->Valid(); rows->Next()) {
      kept.emplace(KeyReader(rows->key()).rest());
    }
    EXPECT_TRUE(kept == needed) << kept.size() << " " << needed.size();
  }

  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
  Model model_;
  TestStore store_{TestStore::On::kDisk};
};

TEST_F(BlobPropertyTest, MatchesAModelAcrossCrashes) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  for (int step = 0; step < kSteps && !HasFailure(); ++step) {
    Step();
    if (step % 10 == 0) ExpectAsTheModelSays();
    if (step % 50 == 49) {
      RunAllJobs();
      ExpectNoMoreChunksThanNeeded();
    }
  }
  ExpectAsTheModelSays();
}

}  // namespace
}  // namespace comptoir::store
