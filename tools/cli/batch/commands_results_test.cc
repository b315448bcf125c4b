// Every command that is answered with a result for each thing says in its exit
// code that some were left out, and may be sent again.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "comptoir/customers/v1/attribute_definition_service.pb.h"
#include "comptoir/customers/v1/customer_batches.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/batch/results.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/parse.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/testing/fixed_transport.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {
namespace {

using customers::v1::BatchDeleteCustomersRequest;
using customers::v1::BatchDeleteCustomersResponse;
using customers::v1::ListAttributeDefinitionsResponse;
using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;
using ::google::protobuf::ServiceDescriptor;
using ::testing::SizeIs;

constexpr char kId[] = "cus_00000000000000000000000000";

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const ServiceDescriptor* service : ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

std::string FileOf(const std::string& content) {
  const std::string path = testing::TempDir() + "/lines";
  std::ofstream(path) << content;
  return path;
}

class CommandsResultsTest : public testing::Test {
 protected:
  CommandsResultsTest() { context_.UseChannel(ChannelOver(transport_)); }

  absl::Status Run(const std::vector<std::string>& words) {
    const Parsed parsed = Parse(program_, words);
    EXPECT_EQ(parsed.error, "");
    if (!parsed.run) return absl::InvalidArgumentError(parsed.error);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const absl::Status status = parsed.run();
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return status;
  }

  const std::shared_ptr<FixedTransport> transport_ =
      std::make_shared<FixedTransport>();
  Context context_;
  const Program program_ = {.root = AllCommands(context_),
                            .globals = context_.Globals(),
                            .version = ""};
  std::string out_;
  std::string err_;
};

// What is sent to each method with results; who adds one adds its line.
std::vector<std::string> WordsFor(const std::string& method) {
  static const std::map<std::string, std::string> kWords = {
      {"AddGroupMembers", "groups add-members grp_1 ID"},
      {"RemoveGroupMembers", "groups remove-members grp_1 ID"},
      {"BatchSetCustomerAttributes",
       "attributes set-many vip=yes "
       "--customer ID"},
      {"BatchCreateCustomers", "customers batch-create FILE"},
      {"BatchUpdateCustomers", "customers batch-update FILE"},
      {"BatchDeleteCustomers", "customers batch-delete FILE --yes"},
  };
  const auto found = kWords.find(method);
  if (found == kWords.end()) return {};
  std::vector<std::string> words = absl::StrSplit(found->second, ' ');
  for (std::string& word : words) {
    if (word == "ID") word = kId;
    if (word == "FILE") word = FileOf("{}\n");
  }
  return words;
}

// An answer with one result, which is a failure.
std::string FailedAnswer(const Descriptor& type) {
  const std::unique_ptr<Message> answer(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
  Message* result =
      answer->GetReflection()->AddMessage(answer.get(), ResultsOf(type));
  const Descriptor& of = *result->GetDescriptor();
  const Reflection& reflection = *result->GetReflection();
  if (const FieldDescriptor* failure = of.FindFieldByName("failure")) {
    reflection.MutableMessage(result, failure);
  } else {
    const FieldDescriptor* outcome = of.FindFieldByName("outcome");
    for (int i = 0; i < outcome->enum_type()->value_count(); ++i) {
      if (IsFailed(*result)) break;
      reflection.SetEnum(result, outcome, outcome->enum_type()->value(i));
    }
  }
  EXPECT_TRUE(IsFailed(*result)) << type.full_name();
  return answer->SerializeAsString();
}

TEST_F(CommandsResultsTest, SayByTheirExitCodeThatSomeWereLeftOut) {
  ListAttributeDefinitionsResponse definitions;
  auto& definition = *definitions.add_attribute_definitions();
  definition.set_key("vip");
  definition.set_type(customers::v1::ATTRIBUTE_TYPE_BOOLEAN);
  int seen = 0;
  for (const bool has_json : {false, true}) {
    for (const MethodDescriptor* method : AllMethods()) {
      if (ResultsOf(*method->output_type()) == nullptr) continue;
      ++seen;
      std::vector<std::string> words = WordsFor(method->name());
      ASSERT_FALSE(words.empty()) << "no words for " << method->full_name();
      transport_->answers.clear();
      if (words[1] == "set-many") {
        transport_->answers.push_back(definitions.SerializeAsString());
      }
      transport_->answers.push_back(FailedAnswer(*method->output_type()));
      if (has_json) words.emplace_back("--json");
      context_.set_exit_code(kExitOk);
      EXPECT_TRUE(Run(words).ok()) << method->full_name();
      EXPECT_EQ(context_.exit_code(), kExitPartialImport)
          << method->full_name();
    }
  }
  EXPECT_GT(seen, 0);
}

// A new outcome is a failure or not: whoever adds one says so here, and in
// results.cc.
TEST_F(CommandsResultsTest, KnowEachOutcome) {
  const std::set<std::string> kDone = {"GROUP_MEMBER_OUTCOME_ADDED",
                                       "GROUP_MEMBER_OUTCOME_ALREADY_MEMBER",
                                       "GROUP_MEMBER_OUTCOME_REMOVED",
                                       "GROUP_MEMBER_OUTCOME_NOT_A_MEMBER",
                                       "CUSTOMER_ATTRIBUTES_OUTCOME_SET",
                                       "CUSTOMER_ATTRIBUTES_OUTCOME_UNCHANGED"};
  for (const MethodDescriptor* method : AllMethods()) {
    const FieldDescriptor* list = ResultsOf(*method->output_type());
    if (list == nullptr) continue;
    const FieldDescriptor* field =
        list->message_type()->FindFieldByName("outcome");
    if (field == nullptr) continue;
    const EnumDescriptor& outcomes = *field->enum_type();
    const std::unique_ptr<Message> result(
        MessageFactory::generated_factory()
            ->GetPrototype(list->message_type())
            ->New());
    for (int i = 1; i < outcomes.value_count(); ++i) {
      result->GetReflection()->SetEnum(result.get(), field, outcomes.value(i));
      EXPECT_NE(IsFailed(*result), kDone.contains(outcomes.value(i)->name()))
          << outcomes.value(i)->name();
    }
  }
}

// A write that was not answered must be repeatable from the shell, too.
TEST_F(CommandsResultsTest, TakeARequestIdForEveryWriteThatHasOne) {
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->client_streaming() ||
        method->input_type()->FindFieldByName("request_id") == nullptr) {
      continue;
    }
    const MethodWords words = WordsOf(*method);
    const Command* group =
        words.group.empty() ? &program_.root : program_.root.Find(words.group);
    ASSERT_NE(group, nullptr) << method->full_name();
    const Command* command = group->Find(words.verb);
    ASSERT_NE(command, nullptr) << method->full_name();
    std::vector<std::string> names;
    for (const Argument& argument : command->make().arguments) {
      names.push_back(argument.name);
    }
    EXPECT_THAT(names, testing::Contains("--request-id"))
        << words.group << ' ' << words.verb;
  }
}

TEST_F(CommandsResultsTest, SendTheSameAgainUnderOneRequestId) {
  // One more than a call takes, with a mark that editors put first.
  std::string lines = "\xEF\xBB\xBF";
  for (int i = 0; i < 1001; ++i) {
    lines += "{\"customerId\": \"cus_" + std::to_string(i) + "\"}\r\n";
  }
  const std::string file = FileOf(lines);
  const auto send = [&] {
    BatchDeleteCustomersResponse first;
    for (int i = 0; i < 1000; ++i) first.add_results();
    BatchDeleteCustomersResponse second;
    second.add_results();
    transport_->requests.clear();
    transport_->answers = {first.SerializeAsString(),
                           second.SerializeAsString()};
    EXPECT_TRUE(Run({"customers", "batch-delete", file, "--yes", "--request-id",
                     "gone-1"})
                    .ok());
    return transport_->requests;
  };

  const std::vector<std::string> once = send();

  ASSERT_THAT(once, SizeIs(2));
  EXPECT_EQ(send(), once);
  BatchDeleteCustomersRequest first;
  BatchDeleteCustomersRequest second;
  ASSERT_TRUE(first.ParseFromString(once[0]));
  ASSERT_TRUE(second.ParseFromString(once[1]));
  EXPECT_EQ(first.request_id(), "gone-1");
  EXPECT_NE(second.request_id(), "gone-1");
  EXPECT_EQ(first.requests(0).customer_id(), "cus_0");
  EXPECT_EQ(second.requests(0).customer_id(), "cus_1000");
}

}  // namespace
}  // namespace comptoir::cli
