#include "tools/cli/import/calls/request_ids.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/sha.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "fmt/format.h"

namespace comptoir::cli {
namespace {

constexpr size_t kHashBytes = 16;

std::string HashOf(std::string_view content) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(),
         digest);
  std::string hex;
  for (size_t i = 0; i < kHashBytes; ++i) {
    hex += fmt::format("{:02x}", digest[i]);
  }
  return hex;
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
