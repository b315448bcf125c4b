#include "server/store/upkeep/backup.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/kv/rocksdb/rocksdb_engine.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

namespace fs = std::filesystem;

const std::string kMerchant = FormatId("mer", "merchant-number1");

std::string NewFolder(const std::string& name) {
  const std::string folder = testing::TempDir() + "/" + name;
  fs::remove_all(folder);
  return folder;
}

absl::StatusOr<std::unique_ptr<kv::Engine>> OpenRocksDb(std::string folder) {
  return kv::RocksDbEngine::Open(folder, {.create_if_missing = false});
}

std::string NoteId(int number) {
  return FormatId("note", "note-number-000" + std::to_string(number));
}

class BackupTest : public testing::Test {
 protected:
  void PutNote(int number) {
    const absl::Status status = store_.Write(kMerchant, [&](Transaction& txn) {
      return notes_.Put(txn, MakeNote(NoteId(number), "red", number));
    });
    ASSERT_TRUE(status.ok()) << status;
  }

  const Table<Note> notes_ = MakeNoteTable();
  TestStore store_{TestStore::On::kRocksDb};
};

TEST_F(BackupTest, ARestoredBackupHasWhatWasCommittedBefore) {
  const std::string backup = NewFolder("backup");
  const std::string restored = NewFolder("restored");
  PutNote(1);
  ASSERT_TRUE(Backup(store_.engine(), backup + "/").ok());
  PutNote(2);

  const auto report = Restore(backup, restored, OpenRocksDb, {&notes_});

  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_GT(report->rows(), 0u);
  const auto engine = OpenRocksDb(restored);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto snapshot = (*engine)->GetSnapshot();
  EXPECT_TRUE(notes_.Get(*snapshot, kMerchant, NoteId(1)).ok());
  EXPECT_FALSE(notes_.Get(*snapshot, kMerchant, NoteId(2)).ok());
  EXPECT_FALSE(fs::exists(restored + ".partial"));
}

TEST_F(BackupTest, ABackupCanBeRestoredTwice) {
  const std::string backup = NewFolder("twice");
  PutNote(1);
  ASSERT_TRUE(Backup(store_.engine(), backup).ok());

  EXPECT_TRUE(Restore(backup, NewFolder("first"), OpenRocksDb, {&notes_}).ok());
  EXPECT_TRUE(
      Restore(backup, NewFolder("second"), OpenRocksDb, {&notes_}).ok());
}

TEST_F(BackupTest, NothingIsOverwritten) {
  const std::string backup = NewFolder("there");
  ASSERT_TRUE(Backup(store_.engine(), backup).ok());

  EXPECT_EQ(Backup(store_.engine(), backup).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Restore(backup, backup, OpenRocksDb, {}).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(BackupTest, ABackupWithAProblemIsNotRestored) {
  const std::string backup = NewFolder("unsound");
  const std::string restored = NewFolder("refused");
  PutNote(1);
  kv::Batch batch;
  batch.Delete(Key(Space::kLog, kMerchant).U64(1).Take());
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  PutNote(2);
  ASSERT_TRUE(Backup(store_.engine(), backup).ok());

  const auto report = Restore(backup, restored, OpenRocksDb, {&notes_});

  EXPECT_EQ(report.status().code(), absl::StatusCode::kDataLoss)
      << report.status();
  EXPECT_FALSE(fs::exists(restored));
}

TEST_F(BackupTest, ADamagedFileIsNoticed) {
  const std::string backup = NewFolder("damaged");
  PutNote(1);
  ASSERT_TRUE(Backup(store_.engine(), backup).ok());
  for (const auto& entry : fs::directory_iterator(backup)) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.write("damage", 6);
  }

  EXPECT_FALSE(
      Restore(backup, NewFolder("unread"), OpenRocksDb, {&notes_}).ok());
}

}  // namespace
}  // namespace comptoir::store
