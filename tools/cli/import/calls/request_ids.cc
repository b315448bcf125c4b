#include "tools/cli/import/calls/request_ids.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/strings.h"

namespace comptoir::cli {
namespace {

constexpr size_t kHashBytes = 16;

std::string HashOf(std::string_view content) {
  const std::string digest = Sha256(content);
  return absl::BytesToHexString(ToAbsl(digest).substr(0, kHashBytes));
}

// The same bytes for the same message, whatever maps it may come to have.
std::string BytesOf(const customers::v1::Customer& customer) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    customer.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

std::string RequestIds::Next(const customers::v1::Customer& customer) {
  const std::string hash = HashOf(BytesOf(customer));
  return fmt::format("import-{}-{}", hash, ++counts_[hash]);
}

std::string RequestIdAfter(std::string_view request_id, std::string_view what) {
  return fmt::format("import-{}-0",
                     HashOf(fmt::format("{} {}", request_id, what)));
}

}  // namespace comptoir::cli
