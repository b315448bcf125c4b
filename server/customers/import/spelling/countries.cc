#include "server/customers/import/spelling/countries.h"

#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "server/base/csv/text_encoding.h"
#include "server/base/strings.h"
#include "server/customers/import/spelling/languages.h"
#include "server/values/country.h"

namespace comptoir::customers {
namespace {

struct Alias {
  const char* country;
  // Separated by bars, since official names have commas.
  std::string_view names;
};

// What ICU does not call them: official and former names, parts that people
// name instead, and codes that are not ISO's.
constexpr Alias kAliases[] = {
    {"AE", "UAE|U.A.E.|Emirates|Emirats arabes|EAU|VAE"},
    {"BO", "Bolivia, Plurinational State of|Plurinational State of Bolivia"},
    {"BN", "Brunei Darussalam"},
    {"BY", "Byelorussia|White Russia|Weissrussland|Biélorussie|Bielorrusia"},
    {"CD",
     "DRC|DR Congo|Congo, The Democratic Republic of the|Congo-Kinshasa|"
     "Democratic Republic of the Congo|Zaire|RDC|"
     "République démocratique du Congo"},
    {"CG",
     "Congo|Republic of the Congo|Congo-Brazzaville|"
     "République du Congo"},
    {"CH", "Swiss Confederation|Suisse romande|Confédération suisse"},
    {"CI", "Ivory Coast|Côte d'Ivoire|Cote d Ivoire"},
    {"CN",
     "People's Republic of China|PR China|PRC|China, PR|"
     "République populaire de Chine"},
    {"CV", "Cape Verde|Cabo Verde"},
    {"CZ",
     "Czech Republic|The Czech Republic|Česká republika|"
     "République tchèque|República Checa|Tschechische Republik|"
     "Repubblica Ceca|Tsjechische Republiek|Tchéquie"},
    {"DE",
     "Federal Republic of Germany|Bundesrepublik Deutschland|BRD|"
     "Allemagne fédérale"},
    {"ES", "Kingdom of Spain|Reino de España|Islas Canarias|Baleares"},
    {"FK", "Falkland Islands (Malvinas)|Malvinas"},
    {"FM", "Micronesia, Federated States of"},
    {"FR",
     "French Republic|République française|France métropolitaine|"
     "France, Metropolitan|Corse"},
    {"GB",
     "England|Scotland|Wales|Northern Ireland|Great Britain|Britain|"
     "UK|U.K.|United Kingdom (UK)|Angleterre|Écosse|Ecosse|"
     "Pays de Galles|Grande-Bretagne|Irlande du Nord|Inglaterra|"
     "Escocia|Gran Bretaña|Gran Bretagna|Inghilterra|Scozia|"
     "Grossbritannien|Großbritannien|Schottland|Vereinigtes Königreich|"
     "Engeland|Groot-Brittannië|Verenigd Koninkrijk|"
     "United Kingdom of Great Britain and Northern Ireland"},
    {"GR", "Hellas|Hellenic Republic|EL"},
    {"HK", "Hong Kong|Hongkong|Hong-Kong|Hong Kong SAR|Hong Kong S.A.R."},
    {"IE", "Republic of Ireland|Eire|République d'Irlande|Irish Republic"},
    {"IR", "Iran, Islamic Republic of|Islamic Republic of Iran|Persia"},
    {"IT", "Italian Republic|Repubblica Italiana"},
    {"KP", "North Korea|Korea, Democratic People's Republic of|DPRK"},
    {"KR",
     "South Korea|Korea|Korea, Republic of|Republic of Korea|Korea (South)|"
     "Korea, South|Corée|Corea|Südkorea"},
    {"LA", "Lao People's Democratic Republic|Lao PDR"},
    {"LY", "Libyan Arab Jamahiriya"},
    {"MD", "Moldova, Republic of|Republic of Moldova|Moldavia"},
    {"MK",
     "Macedonia|FYROM|Macedonia, the former Yugoslav Republic of|"
     "Macédoine|Mazedonien"},
    {"MM", "Burma|Birmanie|Birma"},
    {"MO", "Macau|Macao|Macao SAR"},
    {"NL",
     "Holland|The Netherlands|Hollande|Holanda|Olanda|"
     "Kingdom of the Netherlands"},
    {"PS",
     "Palestine|Palestine, State of|State of Palestine|"
     "Palestinian Territory|Palestinian Territory, Occupied"},
    {"PT", "Portuguese Republic|Madeira|Açores|Azores"},
    {"RU",
     "Russian Federation|Fédération de Russie|Federación Rusa|"
     "Russische Föderation|Federazione Russa|РФ"},
    {"SK", "Slovak Republic|République slovaque|Slowakische Republik"},
    {"SY", "Syrian Arab Republic"},
    {"SZ", "Swaziland"},
    {"TL", "East Timor|Timor Leste"},
    {"TR", "Turkey|Türkiye|Turkiye"},
    {"TW", "Taiwan, Province of China|Taiwan, R.O.C.|Republic of China"},
    {"TZ", "Tanzania, United Republic of|United Republic of Tanzania"},
    {"US",
     "United States of America|USA|U.S.A.|US of A|U.S.|America|"
     "The United States|États-Unis d'Amérique|Etats Unis d Amérique|"
     "Estados Unidos de América|Estados Unidos de Norteamérica|"
     "EE.UU.|EE. UU.|EEUU|EUA|Vereinigte Staaten von Amerika|"
     "Stati Uniti d'America|Estados Unidos da América|"
     "Verenigde Staten van Amerika|United States (US)"},
    {"VA", "Holy See (Vatican City State)|Holy See|Vatican"},
    {"VE", "Venezuela, Bolivarian Republic of"},
    {"VG", "Virgin Islands, British"},
    {"VI", "Virgin Islands, U.S."},
    {"VN", "Viet Nam|Viêt Nam"},
};

// Folded articles that a name may begin with.
constexpr std::string_view kArticles[] = {
    "the ", "la ",  "le ",  "les ", "l ",  "el ", "los ",
    "las ", "die ", "der ", "das ", "il ", "lo ", "i ",
    "gli ", "o ",   "a ",   "os ",  "as ", "de ", "het "};

using NameMap = std::map<std::string, std::string, std::less<>>;

void AddName(const icu::UnicodeString& name, const char* country,
             NameMap& names) {
  std::string utf8;
  name.toUTF8String(utf8);
  names.try_emplace(FoldHeading(utf8), country);
}

// As ICU has them in a language, whole and short: "Hong Kong SAR China" and
// "Hong Kong".
void AddNamesIn(const icu::Locale& language, NameMap& names) {
  UDisplayContext contexts[] = {UDISPCTX_LENGTH_SHORT};
  const std::unique_ptr<icu::LocaleDisplayNames> shorter(
      icu::LocaleDisplayNames::createInstance(language, contexts, 1));
  for (const char* const* country = icu::Locale::getISOCountries();
       *country != nullptr; ++country) {
    icu::UnicodeString name;
    AddName(icu::Locale("", *country).getDisplayCountry(language, name),
            *country, names);
    AddName(shorter->regionDisplayName(*country, name), *country, names);
  }
}

// Codes by folded name.
const NameMap& CountryNames() {
  static const auto* const names = [] {
    auto* map = new NameMap;
    for (const auto& [country, all] : kAliases) {
      for (absl::string_view name : absl::StrSplit(ToAbsl(all), '|')) {
        map->try_emplace(FoldHeading(ToStd(name)), country);
      }
    }
    for (const char* language : kHeadingLanguages) {
      AddNamesIn(icu::Locale(language), *map);
    }
    for (const char* const* country = icu::Locale::getISOCountries();
         *country != nullptr; ++country) {
      const icu::Locale locale("", *country);
      map->try_emplace(FoldHeading(locale.getISO3Country()), *country);
      // In the country's own language.
      UErrorCode error = U_ZERO_ERROR;
      icu::Locale own = locale;
      own.addLikelySubtags(error);
      icu::UnicodeString name;
      AddName(locale.getDisplayCountry(own, name), *country, *map);
    }
    return map;
  }();
  return *names;
}

const std::string* Find(std::string_view folded) {
  const auto found = CountryNames().find(folded);
  return found == CountryNames().end() ? nullptr : &found->second;
}

}  // namespace

absl::StatusOr<std::string> ReadCountry(std::string_view text) {
  const std::string folded = FoldHeading(text);
  if (const std::string code = absl::AsciiStrToUpper(folded); IsCountry(code)) {
    return code;
  }
  if (const std::string* country = Find(folded)) return *country;
  for (const std::string_view article : kArticles) {
    if (!folded.starts_with(article)) continue;
    if (const std::string* country =
            Find(std::string_view(folded).substr(article.size()))) {
      return *country;
    }
  }
  return absl::InvalidArgumentError("is no country that is known");
}

}  // namespace comptoir::customers
