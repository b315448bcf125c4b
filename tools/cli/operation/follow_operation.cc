#include "tools/cli/operation/follow_operation.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/await_operation.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "server/base/text/type_name.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/operation/connection_news.h"
#include "tools/cli/terminal/progress.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using merchants::v1::MerchantVerification;
using merchants::v1::Operation;
using merchants::v1::OperationServiceClient;

// The message that came out; null when there is none or it is of a newer API.
std::unique_ptr<Message> ResultOf(const Operation& operation) {
  const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(
      std::string(TypeNameOf(operation.result().type_url())));
  if (type == nullptr) return nullptr;
  std::unique_ptr<Message> result(
      MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!operation.result().UnpackTo(result.get())) return nullptr;
  return result;
}

void ShowEnd(const Context& context, const Operation& operation) {
  if (context.has_json()) return PrintJsonLine(operation);
  const std::unique_ptr<Message> result = ResultOf(operation);
  if (result != nullptr) std::cout << FormatMessage(*result);
}

absl::Status EndOf(const Operation& operation) {
  switch (operation.state()) {
    case merchants::v1::OPERATION_STATE_FAILED:
      return sdk::MakeError(
          static_cast<absl::StatusCode>(operation.error().code()),
          operation.error().reason(), operation.error().message());
    case merchants::v1::OPERATION_STATE_CANCELED:
      return sdk::MakeError(absl::StatusCode::kAborted, "OPERATION_CANCELED",
                            fmt::format("{} was canceled", operation.id()));
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::Status FollowOperation(Context& context,
                             const std::string& operation_id) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  std::optional<Progress> bar;
  const absl::StatusOr<Operation> ended = sdk::AwaitOperation(
      OperationServiceClient(*channel), operation_id,
      [&](const Operation& operation) {
        if (!bar) {
          bar.emplace(context.terminal(), operation.kind(), kUnknownTotal);
        }
        if (operation.total_units() > 0) {
          bar->set_total(operation.total_units());
        }
        bar->Show(operation.done_units());
      },
      {.on_connection = ConnectionNews([&](std::string_view line) {
         bar.reset();
         context.terminal().Say(line);
       })});
  bar.reset();
  if (!ended.ok()) return ended.status();
  ShowEnd(context, *ended);
  MerchantVerification verification;
  if (ended->result().UnpackTo(&verification) &&
      verification.problem_count() > 0) {
    context.set_exit_code(kExitProblems);
  }
  return EndOf(*ended);
}

}  // namespace comptoir::cli
