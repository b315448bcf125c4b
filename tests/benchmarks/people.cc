#include "tests/benchmarks/people.h"

#include <array>
#include <string_view>

#include "fmt/format.h"

namespace comptoir::benchmarks {
namespace {

struct Name {
  std::string_view written;
  std::string_view folded;
};

constexpr std::array<Name, 40> kGiven = {{
    {"Marie", "marie"},         {"Hélène", "helene"},   {"Jean", "jean"},
    {"François", "francois"},   {"Zoé", "zoe"},         {"Léa", "lea"},
    {"Chloé", "chloe"},         {"André", "andre"},     {"José", "jose"},
    {"María", "maria"},         {"Lucía", "lucia"},     {"Noël", "noel"},
    {"Anaïs", "anais"},         {"Jérôme", "jerome"},   {"Łukasz", "lukasz"},
    {"Jürgen", "jurgen"},       {"Søren", "soren"},     {"Inês", "ines"},
    {"Béatrice", "beatrice"},   {"Théo", "theo"},       {"Paul", "paul"},
    {"Sophie", "sophie"},       {"Nicolas", "nicolas"}, {"Camille", "camille"},
    {"Antoine", "antoine"},     {"Julie", "julie"},     {"Thomas", "thomas"},
    {"Emma", "emma"},           {"Hugo", "hugo"},       {"Manon", "manon"},
    {"Karim", "karim"},         {"Fatima", "fatima"},   {"Giulia", "giulia"},
    {"Marco", "marco"},         {"Olivia", "olivia"},   {"Liam", "liam"},
    {"Charlotte", "charlotte"}, {"Gabriel", "gabriel"}, {"Raphaël", "raphael"},
    {"Élodie", "elodie"},
}};
constexpr std::array<std::string_view, 3> kSecond = {"", "-Anne", "-Pierre"};
constexpr std::array<std::string_view, 20> kStart = {
    "Mar", "Du", "Le",  "Ber", "La",  "Gi",  "Ro", "Mo",  "De", "Fa",
    "Gar", "Be", "Cha", "Pe",  "San", "Gon", "Vi", "Car", "Ne", "Bo"};
constexpr std::array<std::string_view, 40> kMiddle = {
    "ti",  "ran", "pon", "na", "ver", "mi",  "li", "ne",  "gui", "cha",
    "sse", "mo",  "ri",  "ze", "ba",  "la",  "to", "bi",  "co",  "vil",
    "nar", "den", "mar", "le", "ro",  "dra", "fi", "gne", "ta",  "vo",
    "se",  "pi",  "ca",  "do", "mel", "ga",  "lo", "che", "ren", "su"};
constexpr std::array<std::string_view, 50> kEnd = {
    "n",    "t",    "d",    "er",  "ez",  "in",  "ot",   "aud",  "eau", "ard",
    "ier",  "and",  "el",   "on",  "et",  "is",  "os",   "as",   "ini", "elli",
    "ski",  "mann", "sen",  "ard", "oux", "ois", "ec",   "ic",   "al",  "ay",
    "ens",  "ert",  "old",  "ins", "ley", "ton", "ford", "man",  "by",  "son",
    "etti", "one",  "ucci", "era", "ero", "ado", "eiro", "eira", "u",   "i"};

uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// Small indexes come up far more often, as common names do.
size_t Uneven(uint64_t random, size_t count) {
  const double share = static_cast<double>(random % 1'000'003) / 1'000'003;
  return static_cast<size_t>(share * share * static_cast<double>(count));
}

const Name& GivenOf(int64_t n) {
  return kGiven[Uneven(Mix(static_cast<uint64_t>(n) * 3 + 1), kGiven.size())];
}

std::string FamilyOf(int64_t n) {
  const uint64_t random = Mix(static_cast<uint64_t>(n) * 3 + 2);
  return fmt::format("{}{}{}", kStart[Uneven(random, kStart.size())],
                     kMiddle[Uneven(random >> 8, kMiddle.size())],
                     kEnd[Uneven(random >> 16, kEnd.size())]);
}

}  // namespace

customers::v1::Customer Person(int64_t n) {
  customers::v1::Customer person;
  person.set_given_name(fmt::format("{}{}", GivenOf(n).written,
                                    kSecond[static_cast<size_t>(n) % 3]));
  person.set_family_name(FamilyOf(n));
  person.set_email_address(
      fmt::format("{}.{}@example.org", GivenOf(n).folded, n));
  person.set_phone_number(fmt::format("+336{:08}", n % 100'000'000));
  person.set_reference_id(fmt::format("R{:08}", n));
  return person;
}

std::string Typed(int64_t n) {
  const uint64_t random = Mix(static_cast<uint64_t>(n) + 77);
  const std::string family = FamilyOf(n);
  std::string given(GivenOf(n).folded.substr(0, 2 + random % 6));
  if (n % 4 == 3 && given.size() >= 4) {
    given[2] = given[2] == 'x' ? 'y' : 'x';
    return given;
  }
  if (n % 4 == 1) return given + " " + family.substr(0, 2 + random % 3);
  if (n % 4 == 2) return family.substr(0, 2 + random % 4);
  return given;
}

}  // namespace comptoir::benchmarks
