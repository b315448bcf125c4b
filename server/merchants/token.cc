#include "server/merchants/token.h"

#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/strings.h"

namespace comptoir::merchants {
namespace {

using storage::v1::CREDENTIAL_KIND_API_KEY;
using storage::v1::CREDENTIAL_KIND_DEVICE;
using storage::v1::CREDENTIAL_KIND_OPERATOR;
using storage::v1::CREDENTIAL_KIND_READER;
using storage::v1::CREDENTIAL_KIND_SESSION;

constexpr std::string_view kScheme = "cmp_";
constexpr std::string_view kMerchantPrefix = "mer_";
constexpr size_t kMerchantLength = 26;
constexpr size_t kSecretLength = 43;
constexpr size_t kChecksumLength = 6;

constexpr std::array<std::pair<CredentialKind, std::string_view>, 5> kKinds{{
    {CREDENTIAL_KIND_OPERATOR, "op"},
    {CREDENTIAL_KIND_API_KEY, "key"},
    {CREDENTIAL_KIND_SESSION, "ses"},
    {CREDENTIAL_KIND_DEVICE, "dev"},
    {CREDENTIAL_KIND_READER, "rdr"},
}};

std::string_view NameOf(CredentialKind kind) {
  for (const auto& [candidate, name] : kKinds) {
    if (candidate == kind) return name;
  }
  return "";
}

std::optional<CredentialKind> KindOf(std::string_view name) {
  for (const auto& [kind, candidate] : kKinds) {
    if (candidate == name) return kind;
  }
  return std::nullopt;
}

std::string ChecksumOf(std::string_view text) {
  constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string digest = Sha256(text);
  uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) {
    bits = bits << 8 | static_cast<unsigned char>(digest[i]);
  }
  std::string checksum;
  for (size_t i = 0; i < kChecksumLength; ++i) {
    checksum.push_back(kAlphabet[bits >> 27]);
    bits <<= 5;
  }
  return checksum;
}

bool IsBase64Url(std::string_view text) {
  for (const char c : text) {
    const bool is_letter_or_digit = (c >= 'A' && c <= 'Z') ||
                                    (c >= 'a' && c <= 'z') ||
                                    (c >= '0' && c <= '9');
    if (!is_letter_or_digit && c != '-' && c != '_') return false;
  }
  return true;
}

// Takes `count` characters and the underscore after them off the end.
std::optional<std::string_view> TakeEnd(std::string_view& text, size_t count) {
  if (text.size() < count + 1 || text[text.size() - count - 1] != '_') {
    return std::nullopt;
  }
  const std::string_view end = text.substr(text.size() - count);
  text.remove_suffix(count + 1);
  return end;
}

}  // namespace

std::string FormatToken(CredentialKind kind, std::string_view merchant_id,
                        std::string_view secret) {
  std::string encoded;
  absl::WebSafeBase64Escape(ToAbsl(secret), &encoded);
  const std::string text =
      fmt::format("{}{}_{}_{}", kScheme, NameOf(kind),
                  merchant_id.substr(kMerchantPrefix.size()), encoded);
  return fmt::format("{}_{}", text, ChecksumOf(text));
}

std::optional<TokenClaim> ParseToken(std::string_view token) {
  std::string_view rest = token;
  const auto checksum = TakeEnd(rest, kChecksumLength);
  if (!checksum || !EqualInConstantTime(*checksum, ChecksumOf(rest))) {
    return std::nullopt;
  }
  // Fixed widths from the end: the secret itself may hold underscores.
  const auto secret = TakeEnd(rest, kSecretLength);
  const auto merchant = TakeEnd(rest, kMerchantLength);
  if (!secret || !merchant || !IsBase64Url(*secret)) return std::nullopt;
  if (rest.substr(0, kScheme.size()) != kScheme) return std::nullopt;
  const auto kind = KindOf(rest.substr(kScheme.size()));
  std::string merchant_id = fmt::format("{}{}", kMerchantPrefix, *merchant);
  if (!kind || !ParseId("mer", merchant_id)) return std::nullopt;
  return TokenClaim{.kind = *kind, .merchant_id = std::move(merchant_id)};
}

std::string CredentialIdOf(std::string_view token_digest) {
  return FormatId("cred", token_digest);
}

}  // namespace comptoir::merchants
