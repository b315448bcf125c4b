#include "sdk/generator/testing/proto_files.h"

#include "google/protobuf/compiler/importer.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace comptoir::generator::testing {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::compiler::DiskSourceTree;
using google::protobuf::compiler::Importer;
using google::protobuf::compiler::MultiFileErrorCollector;

class FailOnError final : public MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int column,
                const std::string& message) override {
    ADD_FAILURE() << file << ":" << line + 1 << ": " << message;
  }
};

// Adds `file` after what it imports.
void Collect(const FileDescriptor& file, FileDescriptorSet& set) {
  for (int i = 0; i < file.dependency_count(); ++i) {
    Collect(*file.dependency(i), set);
  }
  FileDescriptorProto& proto = *set.add_file();
  file.CopyTo(&proto);
  file.CopySourceCodeInfoTo(&proto);
}

}  // namespace

const FileDescriptor* ProtoFiles::Load(const std::string& path) {
  DiskSourceTree tree;
  for (const std::string& root : roots_) tree.MapPath("", root);
  tree.MapPath("", "/usr/include");
  FailOnError errors;
  Importer importer(&tree, &errors);
  const FileDescriptor* parsed = importer.Import(path);
  if (parsed == nullptr) return nullptr;
  FileDescriptorSet set;
  Collect(*parsed, set);
  // Only bytes that are parsed again have the options of linked-in extensions.
  FileDescriptorSet reparsed;
  reparsed.ParseFromString(set.SerializeAsString());
  for (const FileDescriptorProto& file : reparsed.file()) {
    if (pool_.FindFileByName(file.name()) == nullptr) pool_.BuildFile(file);
  }
  return pool_.FindFileByName(path);
}

}  // namespace comptoir::generator::testing
