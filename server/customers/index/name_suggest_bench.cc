// Suggesting among many customers with names as common as real ones.
//
//   bazel run --config=opt //server/customers/index:name_suggest_bench
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "server/customers/index/name_index.h"
#include "server/customers/index/name_search.h"
#include "server/customers/index/name_suggest.h"
#include "server/values/names/name_terms.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using Random = std::mt19937;

// `count` made-up names out of syllables.
std::vector<std::string> MakeNames(size_t count, uint32_t seed) {
  static const char* const kSyllables[] = {
      "ma",   "ri",  "el",  "na",  "jo",  "an",  "lé",  "on",  "ca",
      "mi",   "lu",  "sé",  "ta",  "ro",  "ber", "tin", "mar", "du",
      "pont", "gar", "ci",  "lo",  "pez", "son", "vi",  "he",  "ne",
      "cha",  "bre", "wal", "ker", "sa",  "no",  "da"};
  Random random(seed);
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) {
    std::string name;
    for (size_t n = 2 + random() % 3; n > 0; --n) {
      name += kSyllables[random() % std::size(kSyllables)];
    }
    name[0] = static_cast<char>(std::toupper(name[0]));
    names.push_back(std::move(name));
  }
  return names;
}

// Few names are very common and many are rare.
class Common {
 public:
  Common(std::vector<std::string> names, double skew)
      : names_(std::move(names)), skew_(skew) {}
  const std::string& Draw(Random& random) const {
    const double u = std::uniform_real_distribution<>(0, 1)(random);
    return names_[static_cast<size_t>(std::pow(u, skew_) *
                                      static_cast<double>(names_.size()))];
  }

 private:
  const std::vector<std::string> names_;
  const double skew_;
};

const Common& GivenNames() {
  static const Common names(MakeNames(6'000, 1), 3);
  return names;
}

const Common& FamilyNames() {
  static const Common names(MakeNames(200'000, 2), 2);
  return names;
}

const NameIndex& IndexOf(size_t customers) {
  static std::map<size_t, std::unique_ptr<NameIndex>> indexes;
  std::unique_ptr<NameIndex>& index = indexes[customers];
  if (index != nullptr) return *index;
  index = std::make_unique<NameIndex>();
  Random random(3);
  for (uint32_t n = 0; n < customers; ++n) {
    const std::string given = GivenNames().Draw(random);
    const std::string family = FamilyNames().Draw(random);
    IndexedCustomer customer{.id = {}, .display_name = given + " " + family};
    const uint32_t big_endian = __builtin_bswap32(n);
    std::memcpy(&customer.id[12], &big_endian, sizeof n);
    customer.words = NameTermsOf(given);
    for (std::string& term : NameTermsOf(family)) {
      customer.words.push_back(std::move(term));
    }
    customer.words.push_back(
        InitialsTerm(std::string{Fold(given)[0], Fold(family)[0]}));
    index->Append(customer);
  }
  index->FinishAppending();
  return *index;
}

// What somebody types who looks for one of the customers.
enum class Typed { kTwoLetters, kFourLetters, kBothNames, kTypo, kWhole };

std::string Query(Typed typed, Random& random) {
  std::string given = Fold(GivenNames().Draw(random));
  std::string family = Fold(FamilyNames().Draw(random));
  switch (typed) {
    case Typed::kTwoLetters:
      return family.substr(0, 2);
    case Typed::kFourLetters:
      return family.substr(0, 4);
    case Typed::kBothNames:
      return given.substr(0, 3) + " " + family.substr(0, 3);
    case Typed::kTypo:
      if (family.size() > 3) std::swap(family[2], family[3]);
      return family;
    case Typed::kWhole:
      return given + " " + family;
  }
  return "";
}

NameQuery Read(const NameIndex& index, const std::string& text) {
  return ReadNameQuery(text, {.has_sounds = index.has_sounds(),
                              .has_consonants = index.has_consonants()});
}

void Suggest(benchmark::State& state) {
  const NameIndex& index = IndexOf(static_cast<size_t>(state.range(0)));
  const auto typed = static_cast<Typed>(state.range(1));
  Random random(4);
  std::vector<std::string> queries;
  for (int i = 0; i < 1000; ++i) queries.push_back(Query(typed, random));
  size_t next = 0;
  size_t found = 0;
  for (auto _ : state) {
    const std::string& query = queries[next++ % queries.size()];
    found += SuggestByName(index, Read(index, query), 8).size();
  }
  state.counters["found"] = static_cast<double>(found) / state.iterations();
}

void Search(benchmark::State& state) {
  const NameIndex& index = IndexOf(static_cast<size_t>(state.range(0)));
  const auto typed = static_cast<Typed>(state.range(1));
  Random random(4);
  std::vector<std::string> queries;
  for (int i = 0; i < 1000; ++i) queries.push_back(Query(typed, random));
  size_t next = 0;
  for (auto _ : state) {
    const std::string& query = queries[next++ % queries.size()];
    benchmark::DoNotOptimize(
        SearchByName(index, Read(index, query), std::nullopt, 50));
  }
}

BENCHMARK(Suggest)
    ->ArgsProduct({{10'000, 1'000'000}, {0, 1, 2, 3, 4}})
    ->ArgNames({"customers", "typed"})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(Search)
    ->ArgsProduct({{10'000, 1'000'000}, {0, 1, 2, 4}})
    ->ArgNames({"customers", "typed"})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace comptoir::customers

BENCHMARK_MAIN();
