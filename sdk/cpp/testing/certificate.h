// Certificates for tests of TLS.
#ifndef COMPTOIR_SDK_CPP_TESTING_CERTIFICATE_H_
#define COMPTOIR_SDK_CPP_TESTING_CERTIFICATE_H_

#include <string>

#include "absl/time/time.h"

namespace comptoir::sdk::testing {

// PEM texts.
struct Certificate {
  std::string certificate;
  std::string key;
};

// Signed by itself, for the server name `name`, until `expiry` from now: in the
// past when that is negative.
Certificate MakeCertificate(const std::string& name,
                            absl::Duration expiry = absl::Hours(1));

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_CERTIFICATE_H_
