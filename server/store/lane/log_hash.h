// The hash that chains the entries of a log.
#ifndef COMPTOIR_SERVER_STORE_LANE_LOG_HASH_H_
#define COMPTOIR_SERVER_STORE_LANE_LOG_HASH_H_

#include <memory>
#include <string>
#include <string_view>

#include "openssl/evp.h"

namespace comptoir::store {

// SHA-256, with what OpenSSL needs set up once. Not thread-safe.
class LogHasher {
 public:
  LogHasher();
  // Writes the 32 bytes of the hash of `entry` into `hash`.
  void Hash(std::string_view entry, std::string* hash);

 private:
  struct Free {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> sha256_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_LOG_HASH_H_
