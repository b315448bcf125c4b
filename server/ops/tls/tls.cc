#include "server/ops/tls/tls.h"

#include <mutex>
#include <utility>

#include "grpc/grpc.h"
#include "grpc/grpc_security.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace comptoir::ops {
namespace {

// gRPC's own watcher of certificate files ends the process on an empty one, and
// takes a pair that is none. So gRPC is given pairs that were tried, through
// the one hook of its C interface that hands over bytes: it asks before each
// handshake.
//
// Thread-safe; `given_` is what one port was given.
class PairSource {
 public:
  explicit PairSource(std::shared_ptr<const CertificateKeeper> certificates)
      : certificates_(std::move(certificates)) {}

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<PairSource*>(self)->FetchNewer(config);
  }

 private:
  grpc_ssl_certificate_config_reload_status FetchNewer(
      grpc_ssl_server_certificate_config** config) {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::shared_ptr<const KeyPair> pair = certificates_->current();
    if (pair == given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pem = {pair->key.c_str(),
                                            pair->chain.c_str()};
    // gRPC takes ownership. It insists on roots, which it would check clients'
    // certificates with: it asks for none.
    *config =
        grpc_ssl_server_certificate_config_create(pair->chain.c_str(), &pem, 1);
    given_ = std::move(pair);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<const CertificateKeeper> certificates_;
  std::mutex mutex_;
  std::shared_ptr<const KeyPair> given_;  // Guarded by mutex_.
};

class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  explicit ReloadingCredentials(
      std::shared_ptr<const CertificateKeeper> certificates)
      : source_(std::move(certificates)),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE, PairSource::Fetch,
                &source_))) {}
  ~ReloadingCredentials() override {
    grpc_server_credentials_release(credentials_);
  }

  // Tokens are looked at per call, in rpc/.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  PairSource source_;
  grpc_server_credentials* const credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(
    std::shared_ptr<const CertificateKeeper> certificates) {
  return std::make_shared<ReloadingCredentials>(std::move(certificates));
}

std::shared_ptr<grpc::ChannelCredentials> SelfCheckCredentials(bool has_tls) {
  if (!has_tls) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions tls;
  tls.set_verify_server_certs(false);
  tls.set_check_call_host(false);
  tls.set_certificate_verifier(
      std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::experimental::TlsCredentials(tls);
}

}  // namespace comptoir::ops
