// Certificates for tests of TLS.
#ifndef COMPTOIR_SDK_CPP_TESTING_CERTIFICATE_H_
#define COMPTOIR_SDK_CPP_TESTING_CERTIFICATE_H_

#include <string>

namespace comptoir::sdk::testing {

// PEM texts.
struct Certificate {
  std::string certificate;
  std::string key;
};

// Signed by itself, for the server name `name`, for an hour.
Certificate MakeCertificate(const std::string& name);

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_CERTIFICATE_H_
