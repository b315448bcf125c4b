#include "tools/cli/event_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/merchants/v1/api_key_events.pb.h"
#include "comptoir/merchants/v1/device_events.pb.h"
#include "comptoir/merchants/v1/location_events.pb.h"
#include "comptoir/merchants/v1/merchant_events.pb.h"
#include "comptoir/merchants/v1/permission_set_events.pb.h"
#include "comptoir/merchants/v1/session_events.pb.h"
#include "comptoir/merchants/v1/team_member_events.pb.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;

constexpr char kOrigin[] = "origin";

// Every file of events. Naming a message here is also what links its file.
std::vector<const FileDescriptor*> EventFiles() {
  return {
      customers::v1::CustomerCreated::descriptor()->file(),
      merchants::v1::ApiKeyCreated::descriptor()->file(),
      merchants::v1::DeviceCreated::descriptor()->file(),
      merchants::v1::LocationCreated::descriptor()->file(),
      merchants::v1::MerchantCreated::descriptor()->file(),
      merchants::v1::PermissionSetCreated::descriptor()->file(),
      merchants::v1::SessionCreated::descriptor()->file(),
      merchants::v1::TeamMemberCreated::descriptor()->file(),
      readers::v1::ReaderCreated::descriptor()->file(),
      sales::v1::SaleOpened::descriptor()->file(),
  };
}

const Descriptor* FindEvent(const std::string& full_name) {
  for (const FileDescriptor* file : EventFiles()) {
    const Descriptor* type = file->pool()->FindMessageTypeByName(full_name);
    if (type != nullptr) return type;
  }
  return nullptr;
}

// "sale_id=sal_1 total=6.40 EUR"; groups by their paths.
void AppendFacts(const Message& message, const std::string& path,
                 std::string& facts) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    // Where an event came from says nothing that its reader's id does not.
    if (field->name() == kOrigin) continue;
    if (!IsOneWord(*field) && !field->is_repeated()) {
      AppendFacts(message.GetReflection()->GetMessage(message, field),
                  path + field->name() + ".", facts);
      continue;
    }
    facts += fmt::format(" {}{}={}", path, field->name(),
                         Printable(FieldText(message, field->name())));
  }
}

}  // namespace

std::string EventLine(const events::v1::Event& event) {
  const std::string& url = event.data().type_url();
  const std::string full_name = url.substr(url.rfind('/') + 1);
  const absl::Time time = absl::FromUnixSeconds(event.create_time().seconds());
  std::string line =
      fmt::format("{}  #{:<5} {:<20}",
                  absl::FormatTime("%H:%M:%S", time, absl::LocalTimeZone()),
                  event.revision(), full_name.substr(full_name.rfind('.') + 1));
  const Descriptor* type = FindEvent(full_name);
  if (type == nullptr) return line;
  const std::unique_ptr<Message> data(
      MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (event.data().UnpackTo(data.get())) AppendFacts(*data, "", line);
  return line;
}

std::string FullTypeName(const std::string& name) {
  for (const FileDescriptor* file : EventFiles()) {
    const Descriptor* type = file->FindMessageTypeByName(name);
    if (type != nullptr) return type->full_name();
  }
  return name;
}

}  // namespace comptoir::cli
