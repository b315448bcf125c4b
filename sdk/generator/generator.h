// protoc-gen-comptoir: writes what stands between a proto with services and
// the code of people: the server's handler bases, the SDK's clients, mocks.
#ifndef COMPTOIR_SDK_GENERATOR_GENERATOR_H_
#define COMPTOIR_SDK_GENERATOR_GENERATOR_H_

#include <string>

#include "google/protobuf/compiler/code_generator.h"

namespace comptoir::generator {

// The parameter names the part to write: `server`, `client` or `mock`.
class Generator final : public google::protobuf::compiler::CodeGenerator {
 public:
  bool Generate(const google::protobuf::FileDescriptor* file,
                const std::string& parameter,
                google::protobuf::compiler::GeneratorContext* context,
                std::string* error) const override;
  uint64_t GetSupportedFeatures() const override {
    return FEATURE_PROTO3_OPTIONAL;
  }
};

}  // namespace comptoir::generator

#endif  // COMPTOIR_SDK_GENERATOR_GENERATOR_H_
