#include "comptoir/sdk/credentials.h"

#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <mutex>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "comptoir/sdk/errors.h"

namespace comptoir::sdk {
namespace {

// Some editors put it in front of what they save.
constexpr std::string_view kByteOrderMark = "\ufeff";

// Remembers the token of a file until the file changes.
class TokenFileSource {
 public:
  explicit TokenFileSource(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<std::string> Get() {
    struct stat found;
    if (stat(path_.c_str(), &found) != 0) return Unreadable();
    const Version version = {found.st_ino, found.st_size, found.st_mtim.tv_sec,
                             found.st_mtim.tv_nsec};
    std::lock_guard<std::mutex> lock(mutex_);
    if (version == version_) return token_;
    std::ifstream file(path_);
    std::string token;
    if (!std::getline(file, token)) return Unreadable();
    if (token.rfind(kByteOrderMark, 0) == 0) {
      token.erase(0, kByteOrderMark.size());
    }
    while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) {
      token.pop_back();
    }
    token_ = std::move(token);
    version_ = version;
    return token_;
  }

 private:
  using Version = std::tuple<ino_t, off_t, time_t, long>;

  absl::Status Unreadable() const {
    return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_UNREADABLE",
                     absl::StrCat("token file ", path_, " cannot be read"));
  }

  const std::string path_;
  std::mutex mutex_;
  Version version_{};
  std::string token_;
};

}  // namespace

Credentials::Credentials() : Credentials([] { return std::string(); }) {}

Credentials Credentials::Token(std::string token) {
  return Credentials([token = std::move(token)] { return token; });
}

Credentials Credentials::TokenFile(std::string path) {
  auto file = std::make_shared<TokenFileSource>(std::move(path));
  return Credentials([file] { return file->Get(); });
}

Credentials Credentials::From(Source source) {
  return Credentials(std::move(source));
}

}  // namespace comptoir::sdk
