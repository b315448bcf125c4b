// protoc-gen-api-text: the comments of the protos as a C++ table. One run of
// protoc writes one file, named by the parameter, for all of its protos.
#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/io/printer.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <memory>
#include <string>
#include <vector>

#include "tools/cli/text/generator/sentences.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::FileDescriptor;
using ::google::protobuf::compiler::CodeGenerator;
using ::google::protobuf::compiler::GeneratorContext;

class TableGenerator final : public CodeGenerator {
 public:
  bool Generate(const FileDescriptor*, const std::string&, GeneratorContext*,
                std::string* error) const override {
    *error = "makes one file of all protos";
    return false;
  }

  bool GenerateAll(const std::vector<const FileDescriptor*>& files,
                   const std::string& parameter, GeneratorContext* context,
                   std::string*) const override {
    const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> output(
        context->Open(parameter));
    google::protobuf::io::Printer printer(output.get(), '\0');
    printer.PrintRaw(TableSource(files));
    return true;
  }

  uint64_t GetSupportedFeatures() const override {
    return FEATURE_PROTO3_OPTIONAL;
  }
};

}  // namespace
}  // namespace comptoir::cli

int main(int argc, char** argv) {
  const comptoir::cli::TableGenerator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
