#include "server/values/decimal.h"

#include <algorithm>

#include "fmt/format.h"

namespace comptoir {
namespace {

constexpr int64_t kUnit = 100000;  // 10^kDecimalsMax

struct Parts {
  bool is_negative = false;
  // Without zeros before the first other digit.
  std::string_view whole;
  // Without zeros after the last other digit.
  std::string_view fraction;
  // Digits of it, as it was written.
  size_t decimals = 0;
  bool is_number = false;
};

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

Parts Split(std::string_view text) {
  Parts parts;
  if (text.starts_with('-') || text.starts_with('+')) {
    parts.is_negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  parts.is_number = AreDigits(parts.whole);
  if (point != std::string_view::npos) {
    parts.fraction = text.substr(point + 1);
    parts.is_number = parts.is_number && AreDigits(parts.fraction);
  }
  parts.decimals = parts.fraction.size();
  while (parts.whole.starts_with('0')) parts.whole.remove_prefix(1);
  while (parts.fraction.ends_with('0')) parts.fraction.remove_suffix(1);
  return parts;
}

// Of digits, few enough for 64 bits.
int64_t NumberOf(std::string_view digits) {
  int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

bool IsInRange(const Parts& parts) {
  constexpr size_t kDigitsMax = 14;  // Of kDecimalMax.
  if (parts.whole.size() > kDigitsMax) return false;
  const int64_t whole = NumberOf(parts.whole);
  return whole < kDecimalMax ||
         (whole == kDecimalMax && parts.fraction.empty());
}

}  // namespace

std::string DecimalProblem(std::string_view text) {
  const Parts parts = Split(text);
  if (!parts.is_number) return "must be a decimal number such as -12.5";
  if (parts.decimals > kDecimalsMax) {
    return fmt::format("must have at most {} decimals", kDecimalsMax);
  }
  if (!IsInRange(parts)) {
    return fmt::format("must be from -{0} to {0}", kDecimalMax);
  }
  return "";
}

std::string PlainDecimal(std::string_view text) {
  const Parts parts = Split(text);
  if (parts.whole.empty() && parts.fraction.empty()) return "0";
  std::string plain(parts.is_negative ? "-" : "");
  plain += parts.whole.empty() ? "0" : parts.whole;
  if (!parts.fraction.empty()) plain.append(".").append(parts.fraction);
  return plain;
}

int64_t DecimalUnits(std::string_view text) {
  const Parts parts = Split(text);
  std::string fraction(parts.fraction);
  fraction.resize(kDecimalsMax, '0');
  const int64_t units = NumberOf(parts.whole) * kUnit + NumberOf(fraction);
  return parts.is_negative ? -units : units;
}

}  // namespace comptoir
