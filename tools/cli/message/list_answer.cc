#include "tools/cli/message/list_answer.h"

#include <google/protobuf/descriptor.h>

namespace comptoir::cli {

const google::protobuf::FieldDescriptor* ListOf(
    const google::protobuf::Descriptor& answer) {
  const bool has_pages = answer.FindFieldByName("next_page_token") != nullptr;
  const google::protobuf::FieldDescriptor* list = nullptr;
  for (int i = 0; i < answer.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = answer.field(i);
    if (field->message_type() == nullptr || field->is_map()) continue;
    if (field->is_repeated()) {
      if (list == nullptr) list = field;
    } else if (!has_pages) {
      return nullptr;
    }
  }
  return list;
}

}  // namespace comptoir::cli
