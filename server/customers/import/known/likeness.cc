#include "server/customers/import/known/likeness.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/known/agreement.h"
#include "server/customers/import/known/changes.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

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
  const Agreement companies =
      CompareNames(row.company_name(), known.company_name());
  // Of one company there may be several people.
  const bool is_somebody = HasPerson(row) || HasPerson(known);
  return is_somebody && companies != Agreement::kDifferent ? Agreement::kUnknown
                                                           : companies;
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
  if (HasOtherPhone(known, row.phone_number())) return Agreement::kSame;
  const std::string& given = known.phone_number();
  const bool is_given =
      known.phone_e164().empty() ||
      (!given.empty() && DigitsOf(row.phone_number()) == DigitsOf(given));
  return IfBoth(row.phone_number(), is_given ? given : known.phone_e164(),
                ComparePhones);
}

Agreement CompareEmailsOf(const Customer& row, const Customer& known) {
  if (HasOtherEmail(known, row.email_address())) return Agreement::kSame;
  return IfBoth(row.email_address(), known.email_address(), CompareEmails);
}

// Counts the cells that would change, but for names and addresses that are the
// same and only written otherwise.
void CountCells(const Customer& row, const Customer& known,
                Likeness& likeness) {
  const auto count = [&](KnownRule rule) {
    const auto update =
        ChangesOf(row, known, {.rule = rule, .replaces_reference = true});
    const auto& paths = update.update_mask().paths();
    return static_cast<int>(
        std::count_if(paths.begin(), paths.end(), [&](std::string_view path) {
          if (path == "given_name" || path == "family_name") {
            return likeness.name != Agreement::kSame;
          }
          if (path == "company_name") {
            return CompareNames(row.company_name(), known.company_name()) !=
                   Agreement::kSame;
          }
          return !path.starts_with("address.") ||
                 likeness.address != Agreement::kSame;
        }));
  };
  likeness.added = count(KnownRule::kFill);
  likeness.replaced = count(KnownRule::kUpdate) - likeness.added;
}

bool IsBare(const Customer& known) {
  return known.email_address().empty() && known.phone_number().empty() &&
         known.birthday().empty() && known.reference_id().empty() &&
         known.address().lines().empty() && known.note().empty();
}

bool IsNameless(const Customer& customer) {
  return !HasPerson(customer) && customer.company_name().empty();
}

bool SaysAllOf(const Customer& known, const Customer& row) {
  const auto is_said = [](std::string_view there, std::string_view said) {
    return there.empty() || !said.empty();
  };
  return is_said(known.email_address(), row.email_address()) &&
         is_said(known.phone_number(), row.phone_number()) &&
         is_said(known.birthday(), row.birthday()) &&
         is_said(known.reference_id(), row.reference_id()) &&
         is_said(StreetOf(known), StreetOf(row)) &&
         is_said(known.note(), row.note());
}

bool IsOther(Agreement name) {
  return name == Agreement::kPartly || name == Agreement::kDifferent;
}

// What speaks for two customers being one, and against it.
struct Evidence {
  explicit Evidence(const Likeness& likeness)
      : is_other_birthday(likeness.birthday == Agreement::kTypo ||
                          likeness.birthday == Agreement::kDifferent),
        is_other_person(likeness.name == Agreement::kDifferent ||
                        (likeness.name == Agreement::kPartly &&
                         likeness.given_name != Agreement::kSame)),
        is_other_first_name(likeness.given_name == Agreement::kTypo ||
                            IsOther(likeness.given_name)) {
    for (const Agreement contact : {likeness.email, likeness.phone}) {
      if (contact == Agreement::kSame) ++same_contacts;
      if (contact == Agreement::kTypo) ++similar_contacts;
      if (contact == Agreement::kDifferent) ++other_contacts;
    }
  }

  int same_contacts = 0;
  int similar_contacts = 0;
  int other_contacts = 0;
  bool is_other_birthday;
  // The whole name, or the first name.
  bool is_other_person;
  // "Emile" and "Emilie" are brother and sister.
  bool is_other_first_name;
};

// An id of small numbers means other people in every program, so more has to
// speak for it than against it.
bool IsTheReference(const Likeness& likeness, const Evidence& evidence) {
  if (likeness.reference != Agreement::kSame) return false;
  int same = evidence.same_contacts;
  if (likeness.birthday == Agreement::kSame) ++same;
  if (likeness.name == Agreement::kSame) same += 2;
  if (likeness.name == Agreement::kSimilar ||
      likeness.name == Agreement::kTypo) {
    ++same;
  }
  int other = evidence.other_contacts;
  if (likeness.birthday == Agreement::kDifferent) ++other;
  if (evidence.is_other_person) ++other;
  return same > 0 ? 1 + same > other : other == 0;
}

// Parents and children share a phone, and sometimes a name.
bool HasNameAndContact(const Likeness& likeness, const Evidence& evidence) {
  if (evidence.same_contacts == 0 || evidence.is_other_birthday) return false;
  if (likeness.name == Agreement::kSame) return true;
  if (IsOther(likeness.name) || evidence.is_other_first_name) return false;
  // Without a name, or with a part of one, another contact or id is somebody
  // else's.
  return evidence.other_contacts == 0 &&
         (likeness.name != Agreement::kUnknown ||
          likeness.reference != Agreement::kDifferent);
}

// Whoever has no name is known by the email: phones change more often than
// those who share an email are all without a name.
bool HasEmail(const Likeness& likeness, const Evidence& evidence) {
  const bool is_first_name = likeness.name == Agreement::kSimilar &&
                             likeness.given_name == Agreement::kSame;
  return likeness.email == Agreement::kSame &&
         (likeness.is_nameless || is_first_name) &&
         likeness.reference != Agreement::kDifferent &&
         !evidence.is_other_birthday;
}

bool HasNameAndMore(const Likeness& likeness, const Evidence& evidence) {
  if (likeness.name != Agreement::kSame || evidence.is_other_birthday) {
    return false;
  }
  if (likeness.birthday == Agreement::kSame) return evidence.other_contacts < 2;
  return evidence.other_contacts == 0 &&
         (likeness.birthday == Agreement::kSimilar ||
          likeness.address == Agreement::kSame);
}

// Whether the row differs in one cell, and what is left is not only what two
// people share: two things have to agree, of families and of people with other
// birthdays or contacts more.
bool IsAllButOne(const Likeness& likeness, const Evidence& evidence) {
  const bool is_same_name = likeness.name == Agreement::kSame;
  if (likeness.replaced + likeness.added > 1) return false;
  if (is_same_name && likeness.is_bare && likeness.added == 1) return true;
  int same = evidence.same_contacts;
  if (likeness.reference == Agreement::kSame) ++same;
  if (!evidence.is_other_person) {
    same += evidence.similar_contacts;
    if (likeness.name != Agreement::kUnknown) ++same;
    if (likeness.birthday == Agreement::kSame) ++same;
  }
  if (is_same_name && likeness.address == Agreement::kSame) ++same;
  const bool is_doubtful = likeness.birthday == Agreement::kDifferent ||
                           (evidence.other_contacts > 0 && !is_same_name);
  return same >= (is_doubtful ? 3 : 2);
}

}  // namespace

Likeness Compare(const Customer& row, const Customer& known) {
  Likeness likeness = {
      .reference = IfBoth(row.reference_id(), known.reference_id(),
                          [](std::string_view a, std::string_view b) {
                            return a == b ? Agreement::kSame
                                          : Agreement::kDifferent;
                          }),
      .email = CompareEmailsOf(row, known),
      .phone = ComparePhonesOf(row, known),
      .name = CompareNamesOf(row, known),
      .given_name = CompareNames(row.given_name(), known.given_name()),
      .birthday = CompareBirthdays(row.birthday(), known.birthday()),
      .address = CompareAddresses(row, known),
      .is_bare = IsBare(known),
      .is_nameless = IsNameless(row) || IsNameless(known),
      .is_whole = SaysAllOf(known, row),
  };
  CountCells(row, known, likeness);
  return likeness;
}

Sureness SurenessOf(const Likeness& likeness) {
  const Evidence evidence(likeness);
  if (IsTheReference(likeness, evidence)) return Sureness::kReference;
  if (HasNameAndContact(likeness, evidence)) {
    return evidence.same_contacts > 1 ? Sureness::kTwoContacts
                                      : Sureness::kContact;
  }
  if (HasNameAndMore(likeness, evidence)) return Sureness::kLikely;
  if (HasEmail(likeness, evidence)) return Sureness::kEmail;
  const bool is_same_name = likeness.name == Agreement::kSame;
  const bool says_nothing_else = likeness.replaced == 0 && likeness.added == 0;
  if (is_same_name && says_nothing_else && likeness.is_whole) {
    return Sureness::kCopy;
  }
  if (IsAllButOne(likeness, evidence)) return Sureness::kAllButOne;
  if (likeness.reference == Agreement::kSame) return Sureness::kConflict;
  return is_same_name && says_nothing_else ? Sureness::kSameName
                                           : Sureness::kNone;
}

bool IsDoubtful(const Likeness& likeness) {
  const Evidence evidence(likeness);
  if (evidence.same_contacts == 0 || evidence.is_other_first_name ||
      likeness.reference == Agreement::kDifferent) {
    return false;
  }
  if (likeness.is_nameless) return true;
  const bool is_part_of_name =
      likeness.name == Agreement::kSimilar || likeness.name == Agreement::kTypo;
  if (is_part_of_name && !evidence.is_other_birthday) return true;
  // Father and son have one of them in common, and who married has both.
  return evidence.same_contacts > 1 &&
         (likeness.name == Agreement::kSame ||
          likeness.given_name == Agreement::kSame);
}

}  // namespace comptoir::customers
