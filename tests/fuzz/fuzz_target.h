// What a fuzz target gives: one entry point and inputs to begin from.
//
// Each target is built twice (fuzz.bzl): as NAME_test with fuzz_driver.cc,
// which mutates the seeds a fixed number of times, in every test run; and as
// NAME_fuzzer with clang's libFuzzer, which searches by coverage for as long as
// one lets it (tools/nightly).
#ifndef COMPTOIR_TESTS_FUZZ_FUZZ_TARGET_H_
#define COMPTOIR_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// Takes any bytes. Ends the process when something does not hold.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace comptoir::fuzz {

// Inputs that reach deep into what is tested.
std::vector<std::string> Seeds();

inline std::string_view View(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process unless `holds`: a fuzzer has no test framework around it.
inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace comptoir::fuzz

#endif  // COMPTOIR_TESTS_FUZZ_FUZZ_TARGET_H_
