#include "server/customers/import/known/likeness.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/base/text/edit_distance.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

// Letters or digits that a typo changes at most.
constexpr int kTypoMax = 2;
// Of a number, the digits at its end that tell it from others.
constexpr size_t kPhoneDigitsMin = 6;
// Shorter words are other words after one letter: "Tim" and "Tom".
constexpr size_t kTypoWordMin = 4;

// What is left of a number without international and trunk prefix.
std::string_view Significant(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

Agreement CompareEmails(std::string_view a, std::string_view b) {
  const std::string one = EmailKey(a);
  const std::string other = EmailKey(b);
  if (one == other) return Agreement::kSame;
  return EditDistance(one, other, kTypoMax) <= kTypoMax ? Agreement::kSimilar
                                                        : Agreement::kDifferent;
}

std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words =
      absl::StrSplit(Fold(name), ' ', absl::SkipEmpty());
  std::sort(words.begin(), words.end());
  return words;
}

// A letter inside the word: the first and the last tell other names apart.
bool IsTypo(const std::string& a, const std::string& b) {
  return std::max(a.size(), b.size()) >= kTypoWordMin &&
         a.front() == b.front() && a.back() == b.back() &&
         EditDistance(a, b, /*most=*/1) == 1;
}

// Whether each word of `fewer` has one of its own in `more`.
bool AreWordsIn(const std::vector<std::string>& fewer,
                std::vector<std::string> more) {
  for (const std::string& word : fewer) {
    const auto found =
        std::find_if(more.begin(), more.end(), [&word](const auto& other) {
          return word == other || IsTypo(word, other);
        });
    if (found == more.end()) return false;
    more.erase(found);
  }
  return true;
}

std::string PersonOf(const Customer& customer) {
  return customer.given_name() + ' ' + customer.family_name();
}

bool HasPerson(const Customer& customer) {
  return !customer.given_name().empty() || !customer.family_name().empty();
}

Agreement CompareNamesOf(const Customer& row, const Customer& known) {
  if (HasPerson(row) && HasPerson(known)) {
    return CompareNames(PersonOf(row), PersonOf(known));
  }
  const bool are_companies = !HasPerson(row) && !HasPerson(known) &&
                             !row.company_name().empty() &&
                             !known.company_name().empty();
  return are_companies ? CompareNames(row.company_name(), known.company_name())
                       : Agreement::kUnknown;
}

// A birthday without a year is one with.
Agreement CompareBirthdays(std::string_view a, std::string_view b) {
  constexpr size_t kDay = 5;
  if (a.size() < kDay || b.size() < kDay) return Agreement::kUnknown;
  const bool same_day = a.substr(a.size() - kDay) == b.substr(b.size() - kDay);
  if (a == b) return Agreement::kSame;
  return same_day && a.size() != b.size() ? Agreement::kSame
                                          : Agreement::kDifferent;
}

std::string StreetOf(const Customer& customer) {
  std::string street;
  for (const std::string& line : customer.address().lines()) {
    street += line + ' ';
  }
  return Fold(street);
}

Agreement CompareAddresses(const Customer& row, const Customer& known) {
  const std::string a = StreetOf(row);
  const std::string b = StreetOf(known);
  if (a.empty() || b.empty()) return Agreement::kUnknown;
  if (a != b) return Agreement::kDifferent;
  const auto agrees = [](std::string_view x, std::string_view y) {
    return x.empty() || y.empty() || Fold(x) == Fold(y);
  };
  return agrees(row.address().postal_code(), known.address().postal_code()) &&
                 agrees(row.address().locality(), known.address().locality())
             ? Agreement::kSame
             : Agreement::kDifferent;
}

// Compares two texts unless one of them is empty.
template <typename How>
Agreement IfBoth(std::string_view a, std::string_view b, const How& how) {
  return a.empty() || b.empty() ? Agreement::kUnknown : how(a, b);
}

// The form that was read has the country code, but no extension: a number with
// one is known by the digits that were given.
Agreement ComparePhonesOf(const Customer& row, const Customer& known) {
  const std::string& given = known.phone_number();
  const bool is_given =
      known.phone_e164().empty() ||
      (!given.empty() && DigitsOf(row.phone_number()) == DigitsOf(given));
  return IfBoth(row.phone_number(), is_given ? given : known.phone_e164(),
                ComparePhones);
}

}  // namespace

std::string DigitsOf(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (const int digit = DigitValue(c.value); digit >= 0) {
      digits += static_cast<char>('0' + digit);
    }
    text.remove_prefix(c.bytes);
  }
  return digits;
}

Agreement ComparePhones(std::string_view a, std::string_view b) {
  const std::string one = DigitsOf(a);
  const std::string other = DigitsOf(b);
  std::string_view shorter = Significant(one);
  std::string_view longer = Significant(other);
  if (shorter.size() > longer.size()) std::swap(shorter, longer);
  if (shorter.size() < kPhoneDigitsMin) {
    return one == other ? Agreement::kSame : Agreement::kDifferent;
  }
  // The longer one may have a country code, of three digits at most.
  constexpr size_t kCountryCodeMax = 3;
  if (longer.size() <= shorter.size() + kCountryCodeMax &&
      longer.ends_with(shorter)) {
    return Agreement::kSame;
  }
  longer.remove_prefix(longer.size() - shorter.size());
  return EditDistance(shorter, longer, kTypoMax) <= kTypoMax
             ? Agreement::kSimilar
             : Agreement::kDifferent;
}

Agreement CompareNames(std::string_view a, std::string_view b) {
  std::vector<std::string> fewer = WordsOf(a);
  std::vector<std::string> more = WordsOf(b);
  if (fewer.empty() || more.empty()) return Agreement::kUnknown;
  if (fewer == more) return Agreement::kSame;
  if (fewer.size() > more.size()) std::swap(fewer, more);
  if (AreWordsIn(fewer, more)) return Agreement::kSimilar;
  const bool has_common =
      std::find_first_of(fewer.begin(), fewer.end(), more.begin(),
                         more.end()) != fewer.end();
  return has_common ? Agreement::kPartly : Agreement::kDifferent;
}

Likeness Compare(const Customer& row, const Customer& known) {
  return {
      .reference = IfBoth(row.reference_id(), known.reference_id(),
                          [](std::string_view a, std::string_view b) {
                            return a == b ? Agreement::kSame
                                          : Agreement::kDifferent;
                          }),
      .email =
          IfBoth(row.email_address(), known.email_address(), CompareEmails),
      .phone = ComparePhonesOf(row, known),
      .name = CompareNamesOf(row, known),
      .birthday = CompareBirthdays(row.birthday(), known.birthday()),
      .address = CompareAddresses(row, known),
  };
}

Sureness SurenessOf(const Likeness& likeness) {
  const auto [reference, email, phone, name, birthday, address] = likeness;
  const bool same_email = email == Agreement::kSame;
  const bool same_phone = phone == Agreement::kSame;
  const bool same_contact = same_email || same_phone;
  const bool other_name =
      name == Agreement::kDifferent || name == Agreement::kPartly;
  const bool other_birthday = birthday == Agreement::kDifferent;
  if (reference == Agreement::kSame &&
      (name != Agreement::kDifferent || same_contact)) {
    return Sureness::kReference;
  }
  // Parents and children share a phone, and sometimes a name.
  if (same_contact && !other_name && !other_birthday) {
    return same_email && same_phone ? Sureness::kTwoContacts
                                    : Sureness::kContact;
  }
  const int other_contacts = (email == Agreement::kDifferent ? 1 : 0) +
                             (phone == Agreement::kDifferent ? 1 : 0);
  const bool is_same_elsewhere =
      birthday == Agreement::kSame ||
      (address == Agreement::kSame && !other_birthday);
  // Branches of one company have neighbouring numbers, and ids of their own.
  const bool has_typo =
      (email == Agreement::kSimilar || phone == Agreement::kSimilar) &&
      reference != Agreement::kDifferent;
  if (name == Agreement::kSame && !other_birthday &&
      ((is_same_elsewhere && other_contacts < 2) ||
       (has_typo && other_contacts == 0))) {
    return Sureness::kLikely;
  }
  const bool says_more =
      email != Agreement::kUnknown || phone != Agreement::kUnknown ||
      birthday != Agreement::kUnknown || address != Agreement::kUnknown;
  if (reference == Agreement::kSame || same_contact ||
      (name == Agreement::kSame && says_more)) {
    return Sureness::kAllButOne;
  }
  return name == Agreement::kSame ? Sureness::kSameName : Sureness::kNone;
}

}  // namespace comptoir::customers
