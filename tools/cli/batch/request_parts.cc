#include "tools/cli/batch/request_parts.h"

#include <cstddef>

#include "absl/strings/escaping.h"
#include "comptoir/sdk/request_id.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/strings.h"
#include "tools/cli/core/exit_code.h"

namespace comptoir::cli {
namespace {

constexpr size_t kHashBytes = 16;

// Of a length that is always taken, whatever that of the id is.
std::string PartId(const std::string& request_id, int part) {
  const std::string digest = Sha256(request_id);
  return fmt::format(
      "part-{}-{}", part,
      absl::BytesToHexString(ToAbsl(digest).substr(0, kHashBytes)));
}

}  // namespace

Argument RequestIdArgument(std::string* to) {
  return TextArgument("--request-id",
                      "makes the command, with the same input, safe to repeat; "
                      "new each time when left out",
                      "ID", to);
}

RequestParts::RequestParts(const std::string& request_id)
    : request_id_(request_id.empty() ? sdk::NewRequestId() : request_id) {}

sdk::CallOptions RequestParts::Next(const Context& context) {
  ++calls_;
  sdk::CallOptions options = context.CallOptions();
  options.request_id = calls_ == 1 ? request_id_ : PartId(request_id_, calls_);
  return options;
}

absl::Status RequestParts::Note(const absl::Status& status) const {
  return WithRequestId(status, request_id_);
}

}  // namespace comptoir::cli
