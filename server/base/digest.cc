#include "server/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <cstdint>

namespace comptoir {
namespace {

constexpr size_t kWordBytes = 4;
constexpr size_t kHashWords = SHA256_DIGEST_LENGTH / kWordBytes;
// Words of a saved state: the hash, and the count of bytes in two.
constexpr size_t kSavedWords = kHashWords + 2;

const unsigned char* Bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Bytes(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

void AppendWord(uint32_t word, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(word >> shift));
  }
}

uint32_t WordAt(std::string_view words, size_t index) {
  uint32_t word = 0;
  for (const char byte : words.substr(index * kWordBytes, kWordBytes)) {
    word = word << 8 | static_cast<unsigned char>(byte);
  }
  return word;
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  // Not SHA256(): OpenSSL 3 looks the algorithm up at every call of it, which
  // takes longer than the digest of a token.
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(Bytes(digest), &context);
  return digest;
}

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<SHA256state_st>()) {
  SHA256_Init(state_.get());
}
Sha256Hasher::~Sha256Hasher() = default;

std::unique_ptr<Sha256Hasher> Sha256Hasher::Resume(std::string_view saved) {
  if (saved.size() != kSavedWords * kWordBytes) return nullptr;
  auto hasher = std::make_unique<Sha256Hasher>();
  for (size_t i = 0; i < kHashWords; ++i) {
    hasher->state_->h[i] = WordAt(saved, i);
  }
  const uint64_t bytes =
      uint64_t{WordAt(saved, kHashWords)} << 32 | WordAt(saved, kHashWords + 1);
  if (bytes % kSha256BlockBytes != 0) return nullptr;
  // OpenSSL counts bits, in two words.
  hasher->state_->Nl = static_cast<uint32_t>(bytes << 3);
  hasher->state_->Nh = static_cast<uint32_t>(bytes >> 29);
  return hasher;
}

std::string Sha256Hasher::Save() const {
  std::string saved;
  for (const uint32_t word : state_->h) AppendWord(word, &saved);
  const uint64_t bytes = (uint64_t{state_->Nh} << 32 | state_->Nl) >> 3;
  AppendWord(static_cast<uint32_t>(bytes >> 32), &saved);
  AppendWord(static_cast<uint32_t>(bytes), &saved);
  return saved;
}

void Sha256Hasher::Add(std::string_view bytes) {
  SHA256_Update(state_.get(), bytes.data(), bytes.size());
}

std::string Sha256Hasher::Finish() {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256_Final(Bytes(digest), state_.get());
  return digest;
}

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(bytes),
       bytes.size(), Bytes(digest), nullptr);
  return digest;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace comptoir
