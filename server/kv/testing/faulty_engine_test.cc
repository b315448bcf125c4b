#include "server/kv/testing/faulty_engine.h"

#include <map>
#include <memory>
#include <string>

#include "server/kv/memory/memory_engine.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

// The rows of `folder` outlive the engine that was opened on it.
absl::StatusOr<std::unique_ptr<Engine>> OpenFaulty(const std::string& folder) {
  static auto* const rows =
      new std::map<std::string, std::shared_ptr<Engine>>();
  std::shared_ptr<Engine>& engine = (*rows)[folder];
  if (engine == nullptr) engine = std::make_shared<MemoryEngine>();
  return std::make_unique<FaultyEngine>(engine);
}

EngineUnderTest FailingBy(std::function<void(FaultyEngine& engine)> fault) {
  return {.open = OpenFaulty,
          .persists = true,
          .break_commits = [fault = std::move(fault)](Engine& engine,
                                                      const std::string&) {
            fault(static_cast<FaultyEngine&>(engine));
          }};
}

INSTANTIATE_TEST_SUITE_P(
    Faulty, Conformance,
    testing::Values(FailingBy([](FaultyEngine& engine) {
                      engine.FailCommit(1, absl::InternalError("broken"));
                    }),
                    FailingBy([](FaultyEngine& engine) {
                      engine.LoseTrackOfCommit(1, FaultyEngine::Batches::kLost);
                    }),
                    FailingBy([](FaultyEngine& engine) {
                      engine.LoseTrackOfCommit(1, FaultyEngine::Batches::kKept);
                    })));

class FaultyEngineTest : public testing::Test {
 protected:
  absl::Status Put(const std::string& key) {
    Batch batch;
    batch.Put(key, "");
    return engine_.Commit(batch);
  }
  std::string Value(const std::string& key) {
    return ValueIn(*memory_->GetSnapshot(), key);
  }

  const std::shared_ptr<Engine> memory_ = std::make_shared<MemoryEngine>();
  FaultyEngine engine_{memory_};
};

TEST_F(FaultyEngineTest, FailsTheCommitThatItWasToldTo) {
  engine_.FailCommit(2, absl::InternalError("broken"));

  EXPECT_TRUE(Put("a").ok());
  EXPECT_EQ(Put("b"), absl::InternalError("broken"));
  EXPECT_EQ(Put("c"), absl::InternalError("broken"));
  EXPECT_EQ(Value("b"), "(absent)");
  EXPECT_EQ(engine_.commits(), 3);
}

TEST_F(FaultyEngineTest, KeepsABatchOfUnknownOutcomeWhenToldTo) {
  engine_.LoseTrackOfCommit(1, FaultyEngine::Batches::kKept);

  EXPECT_TRUE(IsCommitUnknown(Put("a")));
  EXPECT_TRUE(IsCommitUnknown(Put("b")));
  EXPECT_EQ(Value("a"), "");
  EXPECT_EQ(Value("b"), "(absent)");
}

TEST_F(FaultyEngineTest, LosesABatchOfUnknownOutcomeWhenToldTo) {
  engine_.LoseTrackOfCommit(1, FaultyEngine::Batches::kLost);

  EXPECT_TRUE(IsCommitUnknown(Put("a")));
  EXPECT_EQ(Value("a"), "(absent)");
}

}  // namespace
}  // namespace comptoir::kv
