// The files that a server proves with who it is.
#ifndef COMPTOIR_SERVER_OPS_TLS_KEY_PAIR_H_
#define COMPTOIR_SERVER_OPS_TLS_KEY_PAIR_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace comptoir::ops {

// A certificate with those that vouch for it, and its key; both PEM.
struct KeyPair {
  std::string chain;
  std::string key;
  // Of the first certificate of the chain.
  absl::Time expire_time;

  bool operator==(const KeyPair&) const = default;
};

// What is larger is no certificate chain.
inline constexpr size_t kChainBytesMax = size_t{1} << 20;

// Reads both files and tries what a handshake would do with them. An error
// names the file and says nothing of its content: absent, open to others (the
// key), cut off, locked with a passphrase, too weak for OpenSSL, or not of one
// pair. Whether the certificate is still good is not looked at.
absl::StatusOr<KeyPair> ReadKeyPair(const std::string& cert_file,
                                    const std::string& key_file);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_TLS_KEY_PAIR_H_
