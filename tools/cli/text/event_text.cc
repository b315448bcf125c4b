#include "tools/cli/text/event_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "fmt/format.h"
#include "server/base/strings.h"
#include "server/base/text/type_name.h"
#include "tools/cli/command/help.h"
#include "tools/cli/message/facts.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;

// Where an event came from says nothing that its reader's id does not.
constexpr char kOrigin[] = "origin";

// The line that begins with the time in `time_format`.
std::string LineOf(const events::v1::Event& event,
                   std::string_view time_format) {
  const std::string full_name(TypeNameOf(event.data().type_url()));
  const absl::Time time = absl::FromUnixSeconds(event.create_time().seconds());
  std::string line = fmt::format(
      "{}  #{:<5} {:<20}",
      absl::FormatTime(ToAbsl(time_format), time, absl::LocalTimeZone()),
      event.revision(), full_name.substr(full_name.rfind('.') + 1));
  const Descriptor* type =
      DescriptorPool::generated_pool()->FindMessageTypeByName(full_name);
  if (type == nullptr) return line;
  const std::unique_ptr<Message> data(
      MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!event.data().UnpackTo(data.get())) return line;
  const std::string facts = FactsOf(*data, {kOrigin});
  return facts.empty() ? line : line + ' ' + facts;
}

}  // namespace

std::string EventLine(const events::v1::Event& event) {
  return LineOf(event, "%H:%M:%S");
}

std::string ActivityLine(const events::v1::Event& event) {
  std::string line = LineOf(event, "%Y-%m-%d %H:%M");
  if (!event.identity_customer_id().empty()) {
    line += fmt::format(", under {}", event.identity_customer_id());
  }
  return line;
}

std::vector<std::string> EventKinds() {
  std::vector<std::string> kinds;
  for (const Descriptor* type : EventTypes()) kinds.push_back(type->name());
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

absl::StatusOr<std::string> FullTypeName(const std::string& kind) {
  if (kind.find('.') != std::string::npos) return kind;
  for (const Descriptor* type : EventTypes()) {
    if (type->name() == kind) return type->full_name();
  }
  const std::string nearest = Nearest(kind, EventKinds());
  return absl::InvalidArgumentError(
      fmt::format("{} is no kind of event: {}", kind,
                  nearest.empty() ? "comptoir events types lists them"
                                  : fmt::format("did you mean {}?", nearest)));
}

}  // namespace comptoir::cli
