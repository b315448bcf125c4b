#include "server/values/names/sounds.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;

TEST(SoundOf, IsOneForUsualRomanisations) {
  const std::vector<std::vector<std::string_view>> kNames = {
      {"alexey", "aleksei", "aleksey", "aleksej", "alexei"},
      {"yulia", "julia", "iuliia", "yuliya", "ulia"},
      {"dmitry", "dmitri", "dmitriy", "dmitrij"},
      {"khrushchev", "khrouchtchev"},
      {"natasha", "natacha", "natascha"},
      {"sergey", "sergei", "serguei", "sergej"},
      {"viktor", "victor"},
      {"xenia", "kseniya", "ksenia"},
      {"yevgeniy", "evgeny", "evgueni"},
      {"laksmi", "lakshmi"},
      {"papadopoulos", "papadopulos"},
  };
  for (const auto& spellings : kNames) {
    for (const std::string_view spelling : spellings) {
      EXPECT_EQ(SoundOf(spelling), SoundOf(spellings[0])) << spelling;
    }
  }
}

TEST(SoundOf, KeepsNamesApart) {
  EXPECT_NE(SoundOf("ivan"), SoundOf("ivana"));
  EXPECT_NE(SoundOf("anna"), SoundOf("inna"));
  EXPECT_NE(SoundOf("oleg"), SoundOf("olga"));
  EXPECT_EQ(SoundOf("ivanov"), "ivanov");
  EXPECT_EQ(SoundOf(""), "");
}

TEST(ConsonantsOf, AreOneForUsualRomanisations) {
  const std::vector<std::vector<std::string_view>> kNames = {
      {"mohamed", "muhammad", "mohammed", "mohamad"},
      {"ahmed", "ahmad"},
      {"fatima", "fatma", "fathima"},
      {"youssef", "yusuf", "yousef"},
      {"walid", "oualid", "waleed"},
      {"khaled", "khalid"},
      {"abdallah", "abdullah", "abdulla"},
      {"ibrahim", "ebrahim"},
      {"sara", "sarah"},
      {"aisha", "aicha"},
  };
  for (const auto& spellings : kNames) {
    for (const std::string_view spelling : spellings) {
      EXPECT_EQ(ConsonantsOf(spelling)[0], ConsonantsOf(spellings[0])[0])
          << spelling;
    }
  }
}

TEST(ConsonantsOf, KnowTwoSoundsOfCh) {
  EXPECT_THAT(ConsonantsOf("aicha"), ElementsAre("as", "ah"));
  EXPECT_THAT(ConsonantsOf("rachel"), ElementsAre("rsl", "rhl"));
  EXPECT_THAT(ConsonantsOf("mohamed"), ElementsAre("mhmd"));
  EXPECT_THAT(ConsonantsOf("ali"), ElementsAre("al"));
}

}  // namespace
}  // namespace comptoir
