// What every engine must do: the contract of kv/engine.h as tests.
//
// An engine's test links this library and says how to open one:
//
//   INSTANTIATE_TEST_SUITE_P(
//       Memory, Conformance,
//       testing::Values(EngineUnderTest{.open = OpenMemory}));
#ifndef COMPTOIR_SERVER_KV_TESTING_CONFORMANCE_H_
#define COMPTOIR_SERVER_KV_TESTING_CONFORMANCE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/kv/engine.h"

namespace comptoir::kv {

struct EngineUnderTest {
  using Open = std::function<absl::StatusOr<std::unique_ptr<Engine>>(
      std::string folder)>;

  // Opens the engine of `folder`, made when absent.
  Open open;
  // Opens it for reading only; empty when the engine cannot.
  Open open_read_only;
  // Whether rows are there again after the engine was closed and opened.
  bool persists = false;
  // Sees to it that the next commit of `engine` fails, for a cause outside of
  // it; empty when there is none in life.
  std::function<void(Engine& engine, const std::string& folder)> break_commits;
};

using Row = std::pair<std::string, std::string>;

// Opens one engine in an empty folder.
class Conformance : public testing::TestWithParam<EngineUnderTest> {
 protected:
  void SetUp() override;

  Engine& engine() { return *engine_; }
  // The folder that the engine is open on.
  std::string DataFolder() const { return NewFolder("data"); }
  // Closes the engine, and opens its folder again.
  void Close() { engine_.reset(); }
  void Reopen();
  // Puts these rows in one batch.
  void Put(const std::vector<Row>& rows);
  void Delete(const std::string& key);
  // The rows of `range` in the newest state.
  std::vector<Row> Rows(const Range& range,
                        Direction direction = Direction::kForward);
  // The value of `key` in the newest state, "(absent)" when there is none.
  std::string Value(const std::string& key);
  // Puts one row in a batch that has a fence.
  absl::Status PutUnderFence(Fence fence, const std::string& key,
                             const std::string& value);
  // The engine refuses `batch` with TOO_LARGE, keeps nothing of it and goes on.
  void ExpectTooLarge(const Batch& batch);
  std::string NewFolder(const std::string& name) const;

 private:
  std::string folder_;
  std::unique_ptr<Engine> engine_;
};

// All that a walk gives; fails the test when it ends with an error.
std::vector<Row> Drain(Iterator& iterator);
std::string ValueIn(const View& view, const std::string& key);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_TESTING_CONFORMANCE_H_
