#include "server/kv/memory/memory_engine.h"

#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Memory, Conformance,
    testing::Values(EngineUnderTest{
        .open = [](std::string) { return std::make_unique<MemoryEngine>(); },
    }));

}  // namespace
}  // namespace comptoir::kv
