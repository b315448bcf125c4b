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
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "gtest/gtest.h"
#include "sdk/generator/testing/proto_files.h"

namespace comptoir::generator {
namespace {

using generator::testing::ProtoFiles;
using google::protobuf::FileDescriptor;
using google::protobuf::compiler::GeneratorContext;
using google::protobuf::io::StringOutputStream;
using google::protobuf::io::ZeroCopyOutputStream;
using ::testing::HasSubstr;

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

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, IsWhatIsGenerated) {
  const std::string suffix = GetParam();
  const std::string part = suffix.substr(1, suffix.find('.', 1) - 1);
  ProtoFiles files({"sdk/cpp/testing/protos", "protos"});
  const FileDescriptor* file = files.Load(std::string(kKitchen) + ".proto");
  ASSERT_NE(file, nullptr);
  MemoryContext context;
  std::string error;

  ASSERT_TRUE(Generator().Generate(file, part, &context, &error)) << error;

  const std::string& text = context.files().at(kKitchen + suffix);
  const std::string name = "kitchen_service" + suffix + ".golden";
  EXPECT_EQ(text, ReadFile("sdk/generator/golden/" + name));
}

INSTANTIATE_TEST_SUITE_P(Kitchen, Golden,
                         ::testing::Values(".server.h", ".server.cc",
                                           ".client.h", ".client.cc",
                                           ".mock.h"));

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
  ProtoFiles files({root, "protos"});
  const FileDescriptor* file = files.Load("refused.proto");
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

TEST(Refusals, StreamFromTheClientAsWrite) {
  EXPECT_THAT(
      ErrorOf(MethodWith("(stream Write) returns (Response)", kWrite, "")),
      HasSubstr("a stream needs ACCESS_STREAM"));
}

TEST(Refusals, UnknownParameter) {
  EXPECT_THAT(
      ErrorOf(MethodWith(kUnary, kRead, "NO_SIDE_EFFECTS"), "everything"),
      HasSubstr("parameter 'everything' is not server, client or mock"));
}

TEST(Refusals, DoNotTouchARightMethod) {
  EXPECT_EQ(ErrorOf(MethodWith(kUnary, kRead, "NO_SIDE_EFFECTS")), "accepted");
  EXPECT_EQ(ErrorOf(MethodWith(kUnaryWrite, kWrite, "IDEMPOTENT")), "accepted");
  EXPECT_EQ(
      ErrorOf(MethodWith("(stream Request) returns (Response)", kStream, "")),
      "accepted");
}

}  // namespace
}  // namespace comptoir::generator
