#include "server/values/money/currency.h"

namespace comptoir {
namespace {

// Sorted lists of codes, each followed by a space.
constexpr std::string_view kTwoDigits =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL "
    "BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP "
    "ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD "
    "MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN "
    "PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED "
    "VES WST XCD XCG YER ZAR ZMW ZWG ";
constexpr std::string_view kNoDigits =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF ";
constexpr std::string_view kThreeDigits = "BHD IQD JOD KWD LYD OMR TND ";

bool IsIn(std::string_view list, std::string_view code) {
  const size_t position = list.find(code);
  return position != std::string_view::npos && position % 4 == 0;
}

}  // namespace

std::optional<int> MinorDigits(std::string_view currency) {
  if (currency.size() != 3) return std::nullopt;
  if (IsIn(kTwoDigits, currency)) return 2;
  if (IsIn(kNoDigits, currency)) return 0;
  if (IsIn(kThreeDigits, currency)) return 3;
  return std::nullopt;
}

bool IsCurrency(std::string_view code) { return MinorDigits(code).has_value(); }

}  // namespace comptoir
