// Runs a fuzz target on its seeds and on mutations of them, without libFuzzer:
// the same inputs for the same seed number, which is printed.
//
//   NAME_test                        the inputs of every test run
//   COMPTOIR_FUZZ_SEED=7 NAME_test   others
//   COMPTOIR_FUZZ_RUNS=1000000 ...   more of them
//   NAME_test FILE...                these inputs alone, such as a crash's
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace {

constexpr uint64_t kRuns = 20'000;
constexpr size_t kInputBytesMax = 4096;
// Changes of one input at the most.
constexpr int kChangesMax = 8;

uint64_t NumberFrom(const char* variable, uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

class Mutator {
 public:
  Mutator(std::vector<std::string> seeds, uint64_t seed)
      : seeds_(std::move(seeds)), random_(seed) {
    if (seeds_.empty()) seeds_.push_back("");
  }

  std::string Next() {
    std::string input = Pick();
    for (size_t i = Below(kChangesMax) + 1; i > 0; --i) Change(input);
    if (input.size() > kInputBytesMax) input.resize(kInputBytesMax);
    return input;
  }

 private:
  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }
  const std::string& Pick() { return seeds_[Below(seeds_.size())]; }
  char Byte() { return static_cast<char>(Below(256)); }

  void Change(std::string& input) {
    const size_t at = Below(input.size() + 1);
    switch (Below(6)) {
      case 0:
        input.insert(at, 1, Byte());
        break;
      case 1:
        input.erase(at, Below(8) + 1);
        break;
      case 2:
        if (at < input.size()) input[at] = Byte();
        break;
      case 3:
        if (at < input.size()) input[at] ^= static_cast<char>(1 << Below(8));
        break;
      case 4:
        input.insert(at, Pick());
        break;
      default:
        input.insert(at, input.substr(at, Below(32)));
    }
  }

  std::vector<std::string> seeds_;
  std::mt19937_64 random_;
};

void Run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()),
                         input.size());
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    Run(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  if (argc > 1) return 0;
  const uint64_t seed = NumberFrom("COMPTOIR_FUZZ_SEED", 1);
  const uint64_t runs = NumberFrom("COMPTOIR_FUZZ_RUNS", kRuns);
  std::printf("seed %llu, %llu inputs\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(runs));
  for (const std::string& input : comptoir::fuzz::Seeds()) Run(input);
  Mutator mutator(comptoir::fuzz::Seeds(), seed);
  for (uint64_t i = 0; i < runs; ++i) Run(mutator.Next());
  return 0;
}
