#include "server/values/images/content_type.h"

#include <algorithm>
#include <memory>
#include <type_traits>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "magic.h"

namespace comptoir {
namespace {

constexpr size_t kLookedAtBytesMax = size_t{1} << 20;

struct Close {
  void operator()(magic_t magic) const { magic_close(magic); }
};
// One for each look: libmagic's are not thread-safe, and its list of types is
// mapped, not read.
using Magic = std::unique_ptr<std::remove_pointer_t<magic_t>, Close>;

absl::Status Failed(magic_t magic) {
  const char* why = magic == nullptr ? nullptr : magic_error(magic);
  return absl::InternalError(
      fmt::format("libmagic: {}", why == nullptr ? "no memory" : why));
}

}  // namespace

absl::StatusOr<std::string> ContentTypeOf(std::string_view bytes) {
  const Magic magic(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS));
  if (magic == nullptr || magic_load(magic.get(), nullptr) != 0) {
    return Failed(magic.get());
  }
  const char* type = magic_buffer(magic.get(), bytes.data(),
                                  std::min(bytes.size(), kLookedAtBytesMax));
  if (type == nullptr) return Failed(magic.get());
  return std::string(type);
}

}  // namespace comptoir
