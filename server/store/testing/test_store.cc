#include "server/store/testing/test_store.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "server/base/ids.h"
#include "server/kv/memory/memory_engine.h"
#include "server/kv/open.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

// A test that cannot open its store cannot go on.
template <typename Value>
Value ValueOrDie(absl::StatusOr<Value> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
  std::abort();
}

std::string NewFolder() {
  const char* base = std::getenv("TEST_TMPDIR");
  const std::string name = IdMaker(absl::UnixEpoch()).Make("store");
  return std::filesystem::path(base ? base : "/tmp") / name;
}

}  // namespace

TestStore::TestStore(On on, StoreOptions options)
    : on_(on), options_(options), folder_(NewFolder()) {
  OpenEngine();
  store_ = ValueOrDie(Store::Open(*faulty_, clock_, options_));
}

TestStore::~TestStore() {
  store_.reset();
  faulty_.reset();
  engine_.reset();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

WriteContext TestStore::ContextFor(std::string merchant_id) const {
  return {.merchant_id = std::move(merchant_id),
          .actor = "test",
          .method = "test",
          .time = clock_.Now()};
}

std::vector<comptoir::storage::v1::LogEntry> TestStore::Log(
    const std::string& merchant_id) const {
  std::vector<comptoir::storage::v1::LogEntry> log;
  const auto snapshot = Read();
  auto rows = snapshot->Scan(Key(Space::kLog, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    log.emplace_back().ParseFromString(std::string(rows->value()));
  }
  return log;
}

void TestStore::Reopen() {
  store_.reset();
  OpenEngine();
  store_ = ValueOrDie(Store::Open(*faulty_, clock_, options_));
}

void TestStore::OpenEngine() {
  faulty_.reset();
  if (on_ == On::kDisk) {
    engine_.reset();
    engine_ = ValueOrDie(kv::Open({.folder = folder_}));
  } else if (engine_ == nullptr) {
    // Its rows go with it: it stays.
    engine_ = std::make_shared<kv::MemoryEngine>();
  }
  faulty_ = std::make_unique<kv::FaultyEngine>(engine_);
}

}  // namespace comptoir::store
