// The words that people and programs head their columns with.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_HEADING_WORDS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_HEADING_WORDS_H_

#include <span>
#include <string_view>

namespace comptoir::customers {

// Columns that become a field together with others; see columns.h.
inline constexpr std::string_view kFullName = "full_name";
inline constexpr std::string_view kFullNameFamilyFirst =
    "full_name_family_first";
inline constexpr std::string_view kMiddleName = "middle_name";
inline constexpr std::string_view kFamilyPrefix = "family_name_prefix";
inline constexpr std::string_view kSecondFamilyName = "second_family_name";
inline constexpr std::string_view kBirthDay = "birth_day";
inline constexpr std::string_view kBirthMonth = "birth_month";
inline constexpr std::string_view kBirthYear = "birth_year";
inline constexpr std::string_view kHouseNumber = "house_number";
inline constexpr std::string_view kHouseNumberFirst = "house_number_first";
inline constexpr std::string_view kWholeAddress = "whole_address";
// Whether the name is that of a company.
inline constexpr std::string_view kIsCompany = "is_company";
// "Name": the whole name, or what the column beside it leaves of it.
inline constexpr std::string_view kName = "name";

// The rank of columns that hold what another one does, in another form: they
// count when that one is empty, and nothing is lost when it is not.
inline constexpr int kOtherForm = 100;
// The rank of "Nom", which is a family name or a whole one.
inline constexpr int kNomRank = 5;
// The rank of columns that hold whole names as programs display them.
inline constexpr int kDisplayName = 10;
// The rank of headings that say of which phone a number is, but not that it is
// one.
inline constexpr int kPhoneByPlace = 90;

struct HeadingWords {
  // A path in Customer, or one of the above.
  std::string_view field;
  // Among columns of one field the lower comes first: street before street 2,
  // a reference of the shop's own before another program's row number.
  int rank;
  // As people write them, separated by commas.
  std::string_view headings;
};

// In English, French, Spanish, German, Italian, Portuguese and Dutch; names,
// phones and towns also in Polish, Czech, Hungarian, Russian, Swedish and
// Japanese. As Square, Shopify, Google, Outlook, Thunderbird, Lightspeed,
// WooCommerce and Odoo export them, and people.
std::span<const HeadingWords> AllHeadingWords();

// Of which of a customer's addresses, phones and emails a column is. The lower
// are preferred.
enum class Place {
  kMain,
  kHome,
  kBilling,
  kWork,
  kMailing,
  kShipping,
  kOther,
};

struct PlaceWords {
  Place place;
  // What stands before or behind what the column is of, as in "Home City" and
  // "Rue (domicile)".
  std::string_view words;
};

std::span<const PlaceWords> AllPlaceWords();

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_HEADING_WORDS_H_
