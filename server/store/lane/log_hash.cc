#include "server/store/lane/log_hash.h"

#include <cstdlib>

namespace comptoir::store {

constexpr size_t kHashBytes = 32;

LogHasher::LogHasher()
    : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
      context_(EVP_MD_CTX_new()) {
  if (!sha256_ || !context_) std::abort();  // OpenSSL is not usable at all.
}

void LogHasher::Hash(std::string_view entry, std::string* hash) {
  hash->resize(kHashBytes);
  const bool hashed =
      EVP_DigestInit_ex2(context_.get(), sha256_.get(), nullptr) == 1 &&
      EVP_DigestUpdate(context_.get(), entry.data(), entry.size()) == 1 &&
      EVP_DigestFinal_ex(context_.get(),
                         reinterpret_cast<unsigned char*>(hash->data()),
                         nullptr) == 1;
  if (!hashed) std::abort();
}

}  // namespace comptoir::store
