#include "server/ops/testing/tls_client.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "fmt/format.h"

namespace comptoir::ops {

std::string CertificateShownAt(int port) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context, kHttp2, sizeof(kHttp2));
  BIO* connection = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(connection, fmt::format("127.0.0.1:{}", port).c_str());
  std::string shown;
  SSL* ssl = nullptr;
  BIO_get_ssl(connection, &ssl);
  if (BIO_do_handshake(connection) == 1) {
    X509* certificate = SSL_get1_peer_certificate(ssl);
    BIO* text = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(text, certificate);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(text, &bytes);
    shown.assign(bytes, static_cast<size_t>(size));
    BIO_free(text);
    X509_free(certificate);
  }
  BIO_free_all(connection);
  SSL_CTX_free(context);
  return shown;
}

}  // namespace comptoir::ops
