// Each limit of kv.h: at it, and one past it.
#include <algorithm>

#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

// A batch of exactly `bytes`, of rows as large as they may be and a rest.
Batch BatchOf(size_t bytes) {
  Batch batch;
  for (char name = 'a'; batch.bytes() < bytes; ++name) {
    const size_t left = bytes - batch.bytes() - 1;
    batch.Put(std::string(1, name),
              std::string(std::min(left, kValueBytesMax), name));
  }
  return batch;
}

Batch Putting(std::string key, std::string value) {
  Batch batch;
  batch.Put(std::move(key), std::move(value));
  return batch;
}

TEST_P(Conformance, AKeyOfTheGreatestSizeIsKept) {
  const std::string key(kKeyBytesMax, 'k');
  Put({{key, "1"}});

  EXPECT_EQ(Value(key), "1");
  Delete(key);
  EXPECT_EQ(Value(key), "(absent)");
}

TEST_P(Conformance, AKeyPastItsLimitIsRefused) {
  const std::string key(kKeyBytesMax + 1, 'k');
  Batch deleting;
  deleting.Delete(key);
  Batch fenced = Putting("a", "1");
  fenced.SetFence({.key = key, .value = std::nullopt});

  ExpectTooLarge(Putting(key, "1"));
  ExpectTooLarge(deleting);
  ExpectTooLarge(fenced);
}

TEST_P(Conformance, AValueOfTheGreatestSizeIsKept) {
  const std::string value(kValueBytesMax, 'v');
  Put({{"a", value}});

  EXPECT_EQ(Value("a"), value);
}

TEST_P(Conformance, AValuePastItsLimitIsRefused) {
  ExpectTooLarge(Putting("a", std::string(kValueBytesMax + 1, 'v')));
}

TEST_P(Conformance, ABatchOfTheGreatestSizeIsKept) {
  const Batch batch = BatchOf(kBatchBytesMax);
  ASSERT_EQ(batch.bytes(), kBatchBytesMax);

  ASSERT_TRUE(engine().Commit(batch).ok());

  std::vector<Row> rows;
  for (const Batch::Change& change : batch.changes()) {
    rows.emplace_back(change.key, *change.value);
  }
  EXPECT_EQ(Rows({}), rows);
}

TEST_P(Conformance, ABatchPastItsLimitIsRefused) {
  const Batch batch = BatchOf(kBatchBytesMax + 1);
  ASSERT_EQ(batch.bytes(), kBatchBytesMax + 1);

  ExpectTooLarge(batch);
}

}  // namespace
}  // namespace comptoir::kv
