#include "server/ops/tls/key_pair.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

struct FreeOpenSsl {
  void operator()(BIO* bio) { BIO_free(bio); }
  void operator()(X509* certificate) { X509_free(certificate); }
  void operator()(EVP_PKEY* key) { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) { SSL_CTX_free(context); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenSsl>;

// Leaves no errors behind for whoever looks at the thread's queue next.
struct ErrorQueue {
  ~ErrorQueue() { ERR_clear_error(); }
};

absl::Status Refused(const std::string& file, std::string_view why) {
  return absl::FailedPreconditionError(fmt::format("{} {}", file, why));
}

absl::StatusOr<std::string> ReadChain(const std::string& file) {
  const FileDescriptor fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening", file);
  return ReadAll(fd.get(), file, kChainBytesMax);
}

int CountOf(std::string_view text, std::string_view wanted) {
  int count = 0;
  for (size_t at = text.find(wanted); at != std::string_view::npos;
       at = text.find(wanted, at + wanted.size())) {
    ++count;
  }
  return count;
}

// Whoever writes a file in place may be seen in the middle of it.
absl::Status CheckWhole(std::string_view pem, const std::string& file) {
  const int begun = CountOf(pem, "-----BEGIN");
  if (begun == 0) return Refused(file, "holds no PEM");
  if (begun != CountOf(pem, "-----END")) return Refused(file, "is cut off");
  return absl::OkStatus();
}

Owned<BIO> BioOf(std::string_view text) {
  return Owned<BIO>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Instead of asking at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

bool IsAtEnd() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM &&
         ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

absl::Time ExpireTimeOf(const X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) {
    return absl::InfinitePast();
  }
  return absl::FromTimeT(timegm(&parts));
}

// Puts the chain into `context`; gives the time when its first one expires.
absl::StatusOr<absl::Time> UseChain(SSL_CTX* context, std::string_view chain,
                                    const std::string& file) {
  const Owned<BIO> bio = BioOf(chain);
  const Owned<X509> first(
      PEM_read_bio_X509_AUX(bio.get(), nullptr, NoPassphrase, nullptr));
  if (!first) return Refused(file, "holds no PEM certificate");
  if (SSL_CTX_use_certificate(context, first.get()) != 1) {
    return Refused(file,
                   "begins with a certificate that OpenSSL does not use: its "
                   "key or signature is too weak");
  }
  ERR_clear_error();
  while (X509* next =
             PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) != 1) {
      X509_free(next);
      return Refused(file, "holds a certificate that OpenSSL does not use");
    }
  }
  if (!IsAtEnd()) return Refused(file, "holds a damaged certificate");
  return ExpireTimeOf(first.get());
}

absl::Status UseKey(SSL_CTX* context, std::string_view pem,
                    const std::string& key_file, const std::string& cert_file) {
  const Owned<BIO> bio = BioOf(pem);
  const Owned<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (!key) return Refused(key_file, "holds no PEM key without a passphrase");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return Refused(key_file, fmt::format("is not the key of {}", cert_file));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KeyPair> ReadKeyPair(const std::string& cert_file,
                                    const std::string& key_file) {
  const ErrorQueue errors;
  KeyPair pair;
  // The certificate is for everybody, the key is not.
  ASSIGN_OR_RETURN(pair.key, ReadPrivateFile(key_file, NamedBy::kPerson));
  ASSIGN_OR_RETURN(pair.chain, ReadChain(cert_file));
  RETURN_IF_ERROR(CheckWhole(pair.chain, cert_file));
  RETURN_IF_ERROR(CheckWhole(pair.key, key_file));
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  if (!context) return absl::InternalError("OpenSSL makes no context");
  ASSIGN_OR_RETURN(pair.expire_time,
                   UseChain(context.get(), pair.chain, cert_file));
  RETURN_IF_ERROR(UseKey(context.get(), pair.key, key_file, cert_file));
  return pair;
}

}  // namespace comptoir::ops
