#include "server/ops/tls/tls.h"

#include <memory>
#include <string>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "server/base/clock.h"
#include "server/base/files/durable_file.h"
#include "server/base/http/testing/self_signed.h"
#include "server/ops/testing/tls_client.h"

namespace comptoir::ops {
namespace {

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSelfSigned(cert_file_, key_file_);
    auto opened = CertificateKeeper::Open(cert_file_, key_file_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    keeper_ = *std::move(opened);
    credentials_ = TlsCredentials(keeper_);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials_, &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  void Look() { keeper_->Look(SystemClock().Now()); }

  const std::string cert_file_ = testing::TempDir() + "/tls_cert.pem";
  const std::string key_file_ = testing::TempDir() + "/tls_key.pem";
  std::shared_ptr<CertificateKeeper> keeper_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  grpc::CallbackGenericService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TlsTest, ShowsTheCertificate) {
  EXPECT_EQ(CertificateShownAt(port_), ReadFile(cert_file_).value());
  EXPECT_EQ(CertificateShownAt(port_), ReadFile(cert_file_).value());
}

TEST_F(TlsTest, ShowsARenewedCertificateToNewConnections) {
  const std::string before = ReadFile(cert_file_).value();
  WriteSelfSigned(cert_file_, key_file_);
  ASSERT_NE(ReadFile(cert_file_).value(), before);

  Look();

  EXPECT_EQ(CertificateShownAt(port_), ReadFile(cert_file_).value());
}

TEST_F(TlsTest, ServesOnWhileTheFilesAreBad) {
  const std::string before = ReadFile(cert_file_).value();
  for (const std::string& file : {cert_file_, key_file_}) {
    ASSERT_TRUE(ReplaceFile(file, "").ok());
    Look();
    EXPECT_EQ(CertificateShownAt(port_), before);
  }

  WriteSelfSigned(cert_file_, key_file_);
  Look();
  EXPECT_EQ(CertificateShownAt(port_), ReadFile(cert_file_).value());
}

}  // namespace
}  // namespace comptoir::ops
