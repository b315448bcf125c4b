#include "tools/cli/api/call_command.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/described_method.h"
#include "fmt/format.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/api/overrides.h"
#include "tools/cli/attributes/attribute_ids.h"
#include "tools/cli/batch/results.h"
#include "tools/cli/command/command.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/core/secret_files.h"
#include "tools/cli/message/facts.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/message/request_flags.h"
#include "tools/cli/operation/follow_operation.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

constexpr char kNextPage[] = "next_page_token";
constexpr char kPage[] = "page_token";
constexpr int kCountMax = 1'000'000'000;

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

// One call: made when its command is chosen, lives until it has run.
class Call {
 public:
  Call(Context& context, const MethodDescriptor& method,
       const MethodWords& words)
      : context_(context),
        descriptor_(method),
        method_(method),
        question_(words.question),
        columns_(words.columns),
        warnings_(words.warnings),
        afterwards_(words.afterwards),
        request_(New(*method.input_type())),
        answer_(New(*method.output_type())),
        flags_(request_, words.flags),
        secrets_(*answer_) {}

  std::vector<Argument> Arguments() {
    std::vector<Argument> arguments = flags_.arguments();
    for (Argument& argument : secrets_.Arguments()) {
      arguments.push_back(std::move(argument));
    }
    if (has_pages()) {
      arguments.push_back(SwitchArgument("--all", "every page", &has_all_));
    }
    if (StartsOperation()) {
      arguments.push_back(SwitchArgument(
          "--wait", "follow the operation to its end", &is_awaited_));
    }
    if (descriptor_.server_streaming()) {
      arguments.push_back(CountArgument("--count", "stop after so many", "N",
                                        kCountMax, &count_));
    }
    return arguments;
  }

  absl::Status Run() {
    absl::Status status = flags_.Finish(context_.terminal());
    if (status.ok() && !question_.empty()) {
      status = context_.terminal().Confirm(question_);
    }
    if (status.ok()) status = secrets_.Prepare();
    if (!status.ok()) return status;
    const auto channel = context_.Channel();
    if (!channel.ok()) return channel.status();
    status = ReplaceKeyById(context_, *request_);
    if (!status.ok()) return status;
    if (descriptor_.server_streaming()) return Follow(**channel);
    status = Send(**channel, *answer_);
    while (status.ok() && has_all_ && has_pages() && TurnPage()) {
      const std::unique_ptr<Message> page = New(*descriptor_.output_type());
      status = Send(**channel, *page);
      answer_->MergeFrom(*page);
    }
    if (!status.ok()) return status;
    if (is_awaited_) {
      status = Await();
    } else {
      NoteFailed(context_, *answer_);
      status = ShowAnswer(context_, *answer_, {.columns = columns_}, secrets_);
      Warn();
    }
    if (status.ok() && !afterwards_.empty()) {
      context_.terminal().Say(afterwards_);
    }
    return status;
  }

 private:
  bool StartsOperation() const {
    const MethodRule& rule =
        descriptor_.options().GetExtension(comptoir::method);
    return !rule.operation_result().empty();
  }

  bool has_pages() const {
    return descriptor_.output_type()->FindFieldByName(kNextPage) != nullptr &&
           descriptor_.input_type()->FindFieldByName(kPage) != nullptr;
  }

  absl::Status Send(sdk::Channel& channel, Message& answer) {
    sdk::CallInfo info;
    sdk::CallOptions options = context_.CallOptions();
    options.info = &info;
    const absl::Status status =
        method_.Call(channel, *request_, options, &answer);
    return WithRequestId(status, info.request_id);
  }

  // Moves the token of the next page from the answer to the request; false when
  // there is no next page.
  bool TurnPage() {
    const FieldDescriptor* next =
        descriptor_.output_type()->FindFieldByName(kNextPage);
    const std::string token =
        answer_->GetReflection()->GetString(*answer_, next);
    answer_->GetReflection()->ClearField(answer_.get(), next);
    request_->GetReflection()->SetString(
        request_.get(), descriptor_.input_type()->FindFieldByName(kPage),
        token);
    return !token.empty();
  }

  // Also when nothing else is said: it is a reason to do something.
  void Warn() {
    for (const std::string& name : warnings_) {
      const FieldDescriptor* field =
          descriptor_.output_type()->FindFieldByName(name);
      std::string values;
      for (int i = 0; i < answer_->GetReflection()->FieldSize(*answer_, field);
           ++i) {
        values += ' ' + ValueText(*answer_, *field, i);
      }
      if (values.empty()) continue;
      context_.terminal().Complain(
          fmt::format("comptoir: warning: {}:{}",
                      absl::StrReplaceAll(name, {{"_", " "}}), values));
    }
  }

  absl::Status Await() {
    const std::string id = FieldText(*answer_, "operation.id");
    context_.terminal().Say("started " + id);
    return FollowOperation(context_, id);
  }

  absl::Status Follow(sdk::Channel& channel) {
    const auto stream =
        method_.Open(channel, *request_, context_.CallOptions());
    for (int seen = 1; stream->Read(answer_.get()); ++seen) {
      if (context_.has_json()) {
        PrintJsonLine(*answer_);
      } else {
        std::cout << FactsOf(*answer_) << std::endl;
      }
      if (seen == count_) return absl::OkStatus();
    }
    return stream->Finish();
  }

  Context& context_;
  const MethodDescriptor& descriptor_;
  const sdk::DescribedMethod method_;
  const std::string question_;
  const std::vector<std::string> columns_;
  const std::vector<std::string> warnings_;
  const std::string afterwards_;
  const std::shared_ptr<Message> request_;
  const std::unique_ptr<Message> answer_;
  RequestFlags flags_;
  SecretFiles secrets_;
  bool has_all_ = false;
  bool is_awaited_ = false;
  // 0 means: until the stream ends.
  int count_ = 0;
};

}  // namespace

Command CallCommand(Context& context, const MethodDescriptor& method,
                    MethodWords words) {
  Command command = {.name = words.verb,
                     .about = words.about,
                     .examples = words.examples,
                     .details = words.details};
  command.make = [&context, &method, words = std::move(words)] {
    const auto call = std::make_shared<Call>(context, method, words);
    return Action{.arguments = call->Arguments(),
                  .run = [call] { return call->Run(); }};
  };
  return command;
}

void AddApiCommands(Context& context,
                    const std::vector<const ServiceDescriptor*>& services,
                    Command& root) {
  for (const ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      const Override* override = FindOverride(method.full_name());
      const bool is_by_hand = override != nullptr && override->is_by_hand;
      if (method.client_streaming() || is_by_hand) continue;
      MethodWords words = WordsOf(method, override);
      Command& group =
          words.group.empty()
              ? root
              : root.Group(words.group,
                           std::string(SentenceOf(service->full_name())));
      group.commands.push_back(CallCommand(context, method, std::move(words)));
    }
  }
}

}  // namespace comptoir::cli
