// Who the application is to the server: where its bearer token comes from.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CREDENTIALS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CREDENTIALS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"

namespace comptoir::sdk {

// A value; copies share their source. Thread-safe.
class Credentials {
 public:
  // Asked before every attempt, on the thread that sends it: must be quick and
  // thread-safe. An error is the answer to the call; an empty token sends none.
  using Source = std::function<absl::StatusOr<std::string>()>;

  // No credential: for public methods, such as the pairing of a till.
  Credentials();

  // An API key, session token or device token. A token with anything but
  // printable ASCII in it, from wherever, fails calls with UNAUTHENTICATED,
  // reason TOKEN_INVALID, as the server would; it is not sent.
  static Credentials Token(std::string token);

  // The first line of a file, without a byte order mark and spaces at its end;
  // read again whenever the file changes. One that cannot be read fails calls
  // with UNAUTHENTICATED, reason TOKEN_UNREADABLE; nothing is sent.
  static Credentials TokenFile(std::string path);

  // For tokens that change, such as that of whoever is signed in.
  static Credentials From(Source source);

  absl::StatusOr<std::string> Get() const { return source_(); }

 private:
  explicit Credentials(Source source) : source_(std::move(source)) {}

  Source source_;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CREDENTIALS_H_
