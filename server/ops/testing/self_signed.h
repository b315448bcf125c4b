// A key and a certificate for tests of TLS.
#ifndef COMPTOIR_SERVER_OPS_TESTING_SELF_SIGNED_H_
#define COMPTOIR_SERVER_OPS_TESTING_SELF_SIGNED_H_

#include <string>

namespace comptoir::ops {

// Writes a new key to `key_file` and a certificate of "localhost" for it, good
// for a day, to `cert_file`; both PEM. Ends the test program when it cannot.
void WriteSelfSigned(const std::string& cert_file, const std::string& key_file);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_TESTING_SELF_SIGNED_H_
