#include "sdk/generator/lint/lint.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sdk/generator/testing/proto_files.h"

namespace comptoir::generator::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kService[] = R"(
syntax = "proto3";
package comptoir.shelf.v1;
import "comptoir/annotations.proto";
import "comptoir/shelf/v1/jar.proto";
import "google/protobuf/field_mask.proto";

service JarService {
  rpc UpdateJar(UpdateJarRequest) returns (UpdateJarResponse) {
    option (comptoir.method) = {access: ACCESS_WRITE};
  }
  rpc FindJar(FindJarRequest) returns (FindJarResponse) {
    option (comptoir.method) = {access: ACCESS_READ};
  }
  rpc ListJars(ListJarsRequest) returns (ListJarsResponse) {
    option (comptoir.method) = {access: ACCESS_READ};
  }
  rpc FillJar(FillJarRequest) returns (FillJarResponse) {
    option (comptoir.method) = {
      access: ACCESS_WRITE
      operation_result: "comptoir.shelf.v1.Filling"
    };
  }
}
message FillJarRequest {
  string request_id = 15 [(comptoir.rules) = {format: FORMAT_REQUEST_ID}];
}
message FillJarResponse { Operation operation = 1; }
message UpdateJarRequest {
  Jar jar = 1 [(comptoir.rules) = {required: true}];
  google.protobuf.FieldMask update_mask = 2;
  bool validate_only = 14;
  string request_id = 15 [(comptoir.rules) = {format: FORMAT_REQUEST_ID}];
}
message UpdateJarResponse { Jar jar = 1; }
message FindJarRequest {
  string jar_id = 1 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "jar"}];
  repeated string full_jar_ids = 2 [
    (comptoir.rules) = {format: FORMAT_ID id_prefix: "jar"}];
  string maker_item_id = 3;
  repeated JarState states = 4;
}
message FindJarResponse {
  Jar jar = 1;
  string jar_token = 2 [(comptoir.pii) = PII_CLASS_SECRET];
  string last_lid_id = 3 [
    (comptoir.rules) = {format: FORMAT_ID, id_prefix: "lid"}];
}
message ListJarsRequest {
  // Jars of a page: 0 means 50, more than
  // 200 means 200.
  int32 page_size = 1 [(comptoir.rules) = {minimum: 0}];
  string page_token = 2 [(comptoir.rules) = {max_length: 1024}];
}
message ListJarsResponse {
  repeated Jar jars = 1;
  string next_page_token = 2;
}
)";

constexpr char kNoun[] = R"(
syntax = "proto3";
package comptoir.shelf.v1;
import "comptoir/annotations.proto";
import "google/protobuf/timestamp.proto";

message Jar {
  string id = 1 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "jar"}];
  string etag = 2;
  JarState state = 3 [(comptoir.rules) = {output_only: true}];
  string display_name = 4 [(comptoir.rules) = {required_on_create: true}];
  google.protobuf.Timestamp open_time = 5 [
    (comptoir.rules) = {output_only: true}];
  string actor_id = 6 [(comptoir.rules) = {output_only: true}];
  Lid lid = 7;
  WaxSeal seal = 10;
  string old_lid_id = 11 [
    (comptoir.rules) = {output_only: true id_prefix: "lid"; format: FORMAT_ID}];
  Size next_time = 9;
  Size size = 8;
}
message Lid {
  string id = 1 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "lid"}];
  int32 turns = 2;
}
message WaxSeal {
  string id = 1 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "wax"}];
}
message Size { int32 height = 1; int32 width = 2; }
message Operation {
  string id = 1 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "ope"}];
}
message Filling { int32 jar_count = 1; }
enum JarState { JAR_STATE_UNSPECIFIED = 0; }
)";

constexpr char kEvents[] = R"(
syntax = "proto3";
import "comptoir/annotations.proto";
package comptoir.shelf.v1;

message JarOpened {
  string jar_id = 3 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "jar"}];
  repeated string lid_ids = 2 [
    (comptoir.rules) = {id_prefix: "lid" format: FORMAT_ID}];
}
message JarClosed {
  string jar_id = 4 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "jar"}];
  string seal_id = 2 [(comptoir.rules) = {format: FORMAT_ID id_prefix: "wax"}];
}
)";

// The findings of the files above when `from` stands as `to` in them, as
// "file:Message.field rule".
std::vector<std::string> FindingsWith(const std::string& from = "",
                                      const std::string& to = "") {
  const std::string root = std::getenv("TEST_TMPDIR");
  const std::string folder = root + "/comptoir/shelf/v1";
  std::filesystem::create_directories(folder);
  testing::ProtoFiles files({root, "protos"});
  std::vector<const google::protobuf::FileDescriptor*> api;
  bool is_changed = from.empty();
  for (const auto& [name, text] :
       {std::pair{"jar_service", kService}, std::pair{"jar", kNoun},
        std::pair{"jar_events", kEvents}}) {
    std::string changed = text;
    if (!from.empty()) changed = absl::StrReplaceAll(text, {{from, to}});
    is_changed = is_changed || changed != text;
    std::ofstream(fmt::format("{}/{}.proto", folder, name)) << changed;
  }
  EXPECT_TRUE(is_changed) << from;
  for (const char* name : {"jar", "jar_events", "jar_service"}) {
    api.push_back(files.Load(fmt::format("comptoir/shelf/v1/{}.proto", name)));
    if (api.back() == nullptr) return {"does not parse"};
  }
  std::vector<std::string> found;
  for (const Finding& finding : Lint(api)) {
    found.push_back(absl::StrReplaceAll(finding.where + " " + finding.rule,
                                        {{"comptoir/shelf/v1/", ""}}));
  }
  return found;
}

TEST(Lint, FindsNothingInWhatIsInShape) {
  EXPECT_THAT(FindingsWith(), IsEmpty());
}

struct Break {
  const char* from;
  const char* to;
  const char* found;
};

void PrintTo(const Break& broken, std::ostream* out) { *out << broken.to; }

class LintTest : public ::testing::TestWithParam<Break> {};

TEST_P(LintTest, Finds) {
  EXPECT_THAT(FindingsWith(GetParam().from, GetParam().to),
              ElementsAre(GetParam().found));
}

INSTANTIATE_TEST_SUITE_P(
    Updates, LintTest,
    ::testing::Values(
        Break{"Jar jar = 1 [(comptoir.rules) = {required: true}]",
              "Jar jar = 1", "jar_service.proto:UpdateJarRequest.jar update"},
        Break{"Jar jar = 1 [(", "Jar change = 1 [(",
              "jar_service.proto:UpdateJarRequest update"},
        Break{
            "FieldMask update_mask = 2;",
            "FieldMask update_mask = 2 [(comptoir.rules) = {required: true}];",
            "jar_service.proto:UpdateJarRequest.update_mask update"},
        Break{"google.protobuf.FieldMask update_mask = 2;", "",
              "jar_service.proto:UpdateJarRequest update"},
        Break{"FieldMask update_mask = 2;",
              "FieldMask update_mask = 2; string etag = 3;",
              "jar_service.proto:UpdateJarRequest.etag update"},
        Break{"string etag = 2;", "", "jar.proto:Jar update"},
        Break{"string etag = 2;",
              "string etag = 2 [(comptoir.rules) = {output_only: true}];",
              "jar.proto:Jar.etag update"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, LintTest,
    ::testing::Values(
        Break{"int32 page_size = 1 [(comptoir.rules) = {minimum: 0}];",
              "int32 limit = 1;", "jar_service.proto:ListJarsRequest list"},
        Break{"{minimum: 0}", "{minimum: 1}",
              "jar_service.proto:ListJarsRequest.page_size list"},
        Break{"200 means 200", "200 means 100",
              "jar_service.proto:ListJarsRequest.page_size list"},
        Break{"{max_length: 1024}", "{max_length: 1025}",
              "jar_service.proto:ListJarsRequest.page_token list"},
        Break{"string page_token", "string cursor",
              "jar_service.proto:ListJarsRequest list"},
        Break{"string next_page_token", "string next_cursor",
              "jar_service.proto:ListJarsResponse list"},
        Break{"repeated Jar jars", "repeated string jars",
              "jar_service.proto:ListJarsResponse list"}));

INSTANTIATE_TEST_SUITE_P(
    RequestIds, LintTest,
    ::testing::Values(
        Break{"message FillJarRequest {\n  string request_id = 15 "
              "[(comptoir.rules) = {format: FORMAT_REQUEST_ID}];",
              "message FillJarRequest {",
              "jar_service.proto:FillJarRequest request-id"},
        Break{"message FillJarRequest {\n  string request_id = 15",
              "message FillJarRequest { string request_id = 14",
              "jar_service.proto:FillJarRequest request-id"},
        Break{"message FillJarRequest {\n  string request_id = 15 "
              "[(comptoir.rules) = {format: FORMAT_REQUEST_ID}];",
              "message FillJarRequest { string request_id = 15;",
              "jar_service.proto:FillJarRequest.request_id request-id"},
        Break{"string maker_item_id = 3;",
              "string maker_item_id = 3; string request_id = 15;",
              "jar_service.proto:FindJarRequest.request_id request-id"}));

INSTANTIATE_TEST_SUITE_P(
    ValidateOnly, LintTest,
    ::testing::Values(
        Break{"bool validate_only = 14", "bool validate_only = 13",
              "jar_service.proto:UpdateJarRequest.validate_only validate-only"},
        Break{"bool validate_only", "string validate_only",
              "jar_service.proto:UpdateJarRequest.validate_only validate-only"},
        Break{"string maker_item_id = 3;",
              "string maker_item_id = 3; bool validate_only = 14;",
              "jar_service.proto:FindJarRequest.validate_only validate-only"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, LintTest,
    ::testing::Values(
        Break{"int32 turns = 2;", "int32 turns = 2; int32 turn_status = 3;",
              "jar.proto:Lid.turn_status state"},
        Break{"JarState state =", "JarState phase =",
              "jar.proto:Jar.phase state"},
        Break{"JarState states", "JarState phases",
              "jar_service.proto:FindJarRequest.phases state"},
        Break{"Timestamp open_time", "Timestamp opened",
              "jar.proto:Jar.opened time"},
        Break{"int32 turns", "int32 turn_time", "jar.proto:Lid.turn_time time"},
        Break{"string maker_item_id", "string jar_etag",
              "jar_service.proto:FindJarRequest.jar_etag etag"},
        Break{"string jar_token", "string token",
              "jar_service.proto:FindJarResponse.token token"},
        Break{"string jar_token = 2 [(comptoir.pii) = PII_CLASS_SECRET]",
              "string jar_token = 2",
              "jar_service.proto:FindJarResponse.jar_token token"},
        Break{"string actor_id", "string opened_by",
              "jar.proto:Jar.opened_by actor"},
        Break{"string maker_item_id = 3",
              "string maker_item_id = 3 [(comptoir.rules) = {immutable: true}]",
              "jar_service.proto:FindJarRequest.maker_item_id noun"},
        Break{"required_on_create", "required",
              "jar.proto:Jar.display_name noun"},
        Break{"string actor_id = 6 [(comptoir.rules) = {",
              "string actor_id = 6 [(comptoir.rules) = {immutable: true ",
              "jar.proto:Jar.actor_id noun"}));

INSTANTIATE_TEST_SUITE_P(
    Ids, LintTest,
    ::testing::Values(
        Break{"format: FORMAT_ID id_prefix: \"lid\"", "",
              "jar.proto:Lid.id id"},
        Break{"id_prefix: \"lid\"", "id_prefix: \"jar\"",
              "jar.proto:Lid.id id"},
        Break{"string jar_id = 1 [(comptoir.rules) = {format: FORMAT_ID "
              "id_prefix: \"jar\"}]",
              "string jar_id = 1",
              "jar_service.proto:FindJarRequest.jar_id id"},
        Break{"string maker_item_id", "string maker_jar_id",
              "jar_service.proto:FindJarRequest.maker_jar_id id"},
        Break{"repeated string full_jar_ids", "repeated string full_ones",
              "jar_service.proto:FindJarRequest.full_ones id"},
        // In responses, in what only the server sets, and in events.
        Break{"format: FORMAT_ID, id_prefix: \"lid\"", "format: FORMAT_ID",
              "jar_service.proto:FindJarResponse.last_lid_id id"},
        Break{"{output_only: true id_prefix: \"lid\"; format: FORMAT_ID}",
              "{output_only: true}", "jar.proto:Jar.old_lid_id id"},
        Break{"string jar_id = 3 [(comptoir.rules) = {format: FORMAT_ID "
              "id_prefix: \"jar\"}]",
              "string jar_id = 3", "jar_events.proto:JarOpened.jar_id id"},
        Break{"{id_prefix: \"lid\" format: FORMAT_ID}", "{}",
              "jar_events.proto:JarOpened.lid_ids id"},
        // By the last word of its noun.
        Break{"string seal_id = 2 [(comptoir.rules) = {format: FORMAT_ID "
              "id_prefix: \"wax\"}]",
              "string seal_id = 2", "jar_events.proto:JarClosed.seal_id id"},
        Break{"string seal_id = 2 [(comptoir.rules) = {format: FORMAT_ID "
              "id_prefix: \"wax\"",
              "string seal_id = 2 [(comptoir.rules) = {format: FORMAT_ID "
              "id_prefix: \"jar\"",
              "jar_events.proto:JarClosed.seal_id id"}));

INSTANTIATE_TEST_SUITE_P(
    Messages, LintTest,
    ::testing::Values(
        Break{"message Size {", "message JarBroken {} message Size {",
              "jar.proto:JarBroken event"},
        Break{"package comptoir.shelf.v1;\n\nmessage JarOpened {",
              "package comptoir.shelf.v1; message JarOpened { string name = 9 "
              "[(comptoir.pii) = PII_CLASS_IDENTITY];",
              "jar_events.proto:JarOpened personal"},
        Break{"message JarClosed {",
              "message JarClosed { Part part = 9; message Part { Part part = "
              "1; string name = 2 [(comptoir.pii) = PII_CLASS_CONTACT]; }",
              "jar_events.proto:JarClosed personal"},
        Break{"package comptoir.shelf.v1;\n\nmessage JarOpened {",
              "package comptoir.shelf.v2; message Size {} message JarOpened {",
              "jar_events.proto:Size twice"},
        Break{
            "  int32 turns = 2;\n}",
            "Box box = 2; } message Box { int32 width = 7; int32 height = 8; }",
            "jar.proto:Size twice"}));

// A message that is nobody's result is of no method.
TEST(Lint, NeedsTheResultOfAnOperation) {
  constexpr char kResult[] = "operation_result: \"comptoir.shelf.v1.Filling\"";
  for (const char* other :
       {"", "operation_result: \"comptoir.shelf.v1.Pouring\""}) {
    EXPECT_THAT(FindingsWith(kResult, other),
                ElementsAre("jar.proto:Filling event",
                            "jar_service.proto:FillJarResponse operation"))
        << other;
  }
}

TEST(Lint, TakesAResultFromOperationsAlone) {
  EXPECT_THAT(FindingsWith("Operation operation = 1;", "Jar jar = 1;"),
              ElementsAre("jar.proto:Operation event",
                          "jar_service.proto:FillJarResponse operation"));
}

TEST(Compare, ExceptsWhatIsListedWithAReason) {
  const Findings findings = {
      {.where = "a.proto:A.status", .rule = "state", .what = "is a status"}};

  EXPECT_THAT(Compare(findings, "# Decided.\n\na.proto:A.status state: old\n"),
              IsEmpty());
  EXPECT_THAT(Compare(findings, ""),
              ElementsAre("a.proto:A.status: is a status [state]"));
  EXPECT_THAT(Compare(findings, "a.proto:A.status time: another rule\n"),
              ElementsAre(HasSubstr("is a status"),
                          HasSubstr("needs no exception any more")));
}

TEST(Compare, RefusesExceptionsThatNothingNeeds) {
  EXPECT_THAT(
      Compare({}, "a.proto:A.status state: old\n"),
      ElementsAre(
          "\"a.proto:A.status state\" needs no exception any more; delete it"));
}

TEST(Compare, RefusesExceptionsWithoutAReason) {
  EXPECT_THAT(Compare({}, "a.proto:A.status state\n"),
              ElementsAre(HasSubstr("gives no reason")));
}

}  // namespace
}  // namespace comptoir::generator::lint
