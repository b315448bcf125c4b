#include "server/rpc/sealing/sealed_box.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "server/base/digest.h"
#include "server/base/ids.h"

namespace comptoir::rpc {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// OpenSSL fails here only for want of memory or by our own mistake.
void MustBe(bool ok) {
  if (!ok) std::abort();
}

}  // namespace

std::string DeriveKey(std::string_view secret, std::string_view label) {
  return HmacSha256(secret, label);
}

std::string Seal(std::string_view key, std::string_view context,
                 std::string_view text) {
  MustBe(key.size() == kKeyBytes);
  std::string box = RandomBytes(kNonceBytes);
  box.resize(kNonceBytes + text.size() + kTagBytes);
  unsigned char* out = Bytes(box) + kNonceBytes;
  Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  MustBe(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                            Bytes(key), Bytes(box)) == 1);
  MustBe(EVP_EncryptUpdate(cipher.get(), nullptr, &size, Bytes(context),
                           static_cast<int>(context.size())) == 1);
  MustBe(EVP_EncryptUpdate(cipher.get(), out, &size, Bytes(text),
                           static_cast<int>(text.size())) == 1);
  MustBe(EVP_EncryptFinal_ex(cipher.get(), out + text.size(), &size) == 1);
  MustBe(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                             out + text.size()) == 1);
  return box;
}

std::optional<std::string> Unseal(std::string_view key,
                                  std::string_view context,
                                  std::string_view box) {
  MustBe(key.size() == kKeyBytes);
  if (box.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view hidden =
      box.substr(kNonceBytes, box.size() - kNonceBytes - kTagBytes);
  std::string tag(box.substr(box.size() - kTagBytes));
  std::string text(hidden.size(), '\0');
  Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  MustBe(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                            Bytes(key), Bytes(box)) == 1);
  MustBe(EVP_DecryptUpdate(cipher.get(), nullptr, &size, Bytes(context),
                           static_cast<int>(context.size())) == 1);
  MustBe(EVP_DecryptUpdate(cipher.get(), Bytes(text), &size, Bytes(hidden),
                           static_cast<int>(hidden.size())) == 1);
  MustBe(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes,
                             tag.data()) == 1);
  const bool genuine =
      EVP_DecryptFinal_ex(cipher.get(), Bytes(text) + text.size(), &size) == 1;
  if (!genuine) return std::nullopt;
  return text;
}

}  // namespace comptoir::rpc
