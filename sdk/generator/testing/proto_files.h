// Descriptors of .proto files on disk, as protoc gives them to a plugin.
#ifndef COMPTOIR_SDK_GENERATOR_TESTING_PROTO_FILES_H_
#define COMPTOIR_SDK_GENERATOR_TESTING_PROTO_FILES_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace comptoir::generator::testing {

// With comments, and with the options that are linked in parsed. Owns the
// descriptors.
class ProtoFiles {
 public:
  // Imports are looked for in `roots` in their order, then among Google's.
  explicit ProtoFiles(std::vector<std::string> roots)
      : roots_(std::move(roots)) {}

  // `path` as imports write it. Null, and a failure of the test, when it does
  // not parse.
  const google::protobuf::FileDescriptor* Load(const std::string& path);

 private:
  const std::vector<std::string> roots_;
  google::protobuf::DescriptorPool pool_;
};

}  // namespace comptoir::generator::testing

#endif  // COMPTOIR_SDK_GENERATOR_TESTING_PROTO_FILES_H_
