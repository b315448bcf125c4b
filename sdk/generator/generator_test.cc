// Compares whole generated files with those in golden, and shows each
// refusal. sdk/generator/update_goldens rewrites the golden files.
#include "sdk/generator/generator.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "google/protobuf/compiler/importer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "gtest/gtest.h"

namespace comptoir::generator {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::compiler::DiskSourceTree;
using google::protobuf::compiler::GeneratorContext;
using google::protobuf::compiler::Importer;
using google::protobuf::compiler::MultiFileErrorCollector;
using google::protobuf::io::StringOutputStream;
using google::protobuf::io::ZeroCopyOutputStream;
using testing::HasSubstr;

constexpr char kKitchen[] = "comptoir/kitchen/v1/kitchen_service";

class MemoryContext final : public GeneratorContext {
 public:
  ZeroCopyOutputStream* Open(const std::string& name) override {
    return new StringOutputStream(&files_[name]);
  }
  const std::map<std::string, std::string>& files() const { return files_; }

 private:
  std::map<std::string, std::string> files_;
};

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

// The descriptors of `path` as protoc gives them to a plugin: options that the
// plugin knows are parsed.
const FileDescriptor* Load(const std::string& root, const std::string& path,
                           DescriptorPool& pool) {
  DiskSourceTree tree;
  tree.MapPath("", root);
  tree.MapPath("", "protos");
  tree.MapPath("", "/usr/include");
  FailOnError errors;
  Importer importer(&tree, &errors);
  const FileDescriptor* parsed = importer.Import(path);
  if (parsed == nullptr) return nullptr;
  FileDescriptorSet set;
  Collect(*parsed, set);
  FileDescriptorSet reparsed;
  reparsed.ParseFromString(set.SerializeAsString());
  for (const FileDescriptorProto& file : reparsed.file()) {
    if (pool.FindFileByName(file.name()) == nullptr) pool.BuildFile(file);
  }
  return pool.FindFileByName(path);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, IsWhatIsGenerated) {
  const std::string suffix = GetParam();
  const std::string part = suffix.substr(1, suffix.find('.', 1) - 1);
  DescriptorPool pool;
  const FileDescriptor* file =
      Load("sdk/cpp/testing/protos", std::string(kKitchen) + ".proto", pool);
  ASSERT_NE(file, nullptr);
  MemoryContext context;
  std::string error;

  ASSERT_TRUE(Generator().Generate(file, part, &context, &error)) << error;

  const std::string& text = context.files().at(kKitchen + suffix);
  const std::string name = "kitchen_service" + suffix + ".golden";
  EXPECT_EQ(text, ReadFile("sdk/generator/golden/" + name));
}

INSTANTIATE_TEST_SUITE_P(Kitchen, Golden,
                         testing::Values(".server.h", ".server.cc", ".client.h",
                                         ".client.cc", ".mock.h"));

// The error for a service whose one method is `method`.
std::string ErrorOf(const std::string& method,
                    const std::string& part = "server") {
  const std::string root = std::getenv("TEST_TMPDIR");
  std::ofstream(root + "/refused.proto") << R"(
    syntax = "proto3";
    package comptoir.refused.v1;
    import "comptoir/annotations.proto";
    message Request { string text = 1; }
    message Write { string request_id = 15; }
    message WrongNumber { string request_id = 14; }
    message WrongType { bytes request_id = 15; }
    message Response {}
    service RefusedService {)" << method << "}";
  DescriptorPool pool;
  const FileDescriptor* file = Load(root, "refused.proto", pool);
  if (file == nullptr) return "does not parse";
  MemoryContext context;
  std::string error;
  return Generator().Generate(file, part, &context, &error) ? "accepted"
                                                            : error;
}

std::string MethodWith(const std::string& types, const std::string& rule,
                       const std::string& idempotency) {
  std::string options;
  if (!rule.empty()) options += "option (comptoir.method) = {" + rule + "};";
  if (!idempotency.empty()) {
    options += "option idempotency_level = " + idempotency + ";";
  }
  return fmt::format("rpc Do{} {{ {} }}", types, options);
}

constexpr char kRead[] = "access: ACCESS_READ permission: PERMISSION_PUBLIC";
constexpr char kWrite[] = "access: ACCESS_WRITE permission: PERMISSION_PUBLIC";
constexpr char kStream[] =
    "access: ACCESS_STREAM permission: PERMISSION_PUBLIC";
constexpr char kUnary[] = "(Request) returns (Response)";
constexpr char kUnaryWrite[] = "(Write) returns (Response)";

TEST(Refusals, NameTheMethod) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, "", "NO_SIDE_EFFECTS")),
              HasSubstr("comptoir.refused.v1.RefusedService.Do: "));
}

TEST(Refusals, MethodWithoutRule) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, "", "NO_SIDE_EFFECTS")),
              HasSubstr("needs option (comptoir.method)"));
}

TEST(Refusals, RuleWithoutAccess) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, "permission: PERMISSION_PUBLIC",
                                 "NO_SIDE_EFFECTS")),
              HasSubstr("needs an access"));
}

TEST(Refusals, RuleWithoutPermission) {
  EXPECT_THAT(
      ErrorOf(MethodWith(kUnary, "access: ACCESS_READ", "NO_SIDE_EFFECTS")),
      HasSubstr("needs a permission"));
}

TEST(Refusals, ReadThatMayHaveSideEffects) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, kRead, "")),
              HasSubstr("needs option idempotency_level = NO_SIDE_EFFECTS"));
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, kRead, "IDEMPOTENT")),
              HasSubstr("needs option idempotency_level = NO_SIDE_EFFECTS"));
}

TEST(Refusals, WriteWithoutSideEffects) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnaryWrite, kWrite, "NO_SIDE_EFFECTS")),
              HasSubstr("ACCESS_WRITE cannot be NO_SIDE_EFFECTS"));
}

TEST(Refusals, WriteWithoutRequestId) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, kWrite, "IDEMPOTENT")),
              HasSubstr("needs string request_id = 15 in Request"));
}

TEST(Refusals, WriteWithAnotherRequestId) {
  EXPECT_THAT(ErrorOf(MethodWith("(WrongNumber) returns (Response)", kWrite,
                                 "IDEMPOTENT")),
              HasSubstr("needs string request_id = 15 in WrongNumber"));
  EXPECT_THAT(ErrorOf(MethodWith("(WrongType) returns (Response)", kWrite,
                                 "IDEMPOTENT")),
              HasSubstr("needs string request_id = 15 in WrongType"));
}

TEST(Refusals, UnaryMethodAsStream) {
  EXPECT_THAT(ErrorOf(MethodWith(kUnary, kStream, "NO_SIDE_EFFECTS")),
              HasSubstr("ACCESS_STREAM needs a stream"));
}

TEST(Refusals, StreamAsRead) {
  EXPECT_THAT(ErrorOf(MethodWith("(Request) returns (stream Response)", kRead,
                                 "NO_SIDE_EFFECTS")),
              HasSubstr("a stream needs ACCESS_STREAM"));
}

TEST(Refusals, StreamFromTheClientAlone) {
  EXPECT_THAT(
      ErrorOf(MethodWith("(stream Request) returns (Response)", kStream, "")),
      HasSubstr("streams from the client alone are not supported"));
}

TEST(Refusals, UnknownParameter) {
  EXPECT_THAT(
      ErrorOf(MethodWith(kUnary, kRead, "NO_SIDE_EFFECTS"), "everything"),
      HasSubstr("parameter 'everything' is not server, client or mock"));
}

TEST(Refusals, DoNotTouchARightMethod) {
  EXPECT_EQ(ErrorOf(MethodWith(kUnary, kRead, "NO_SIDE_EFFECTS")), "accepted");
  EXPECT_EQ(ErrorOf(MethodWith(kUnaryWrite, kWrite, "IDEMPOTENT")), "accepted");
}

}  // namespace
}  // namespace comptoir::generator
