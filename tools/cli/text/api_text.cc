#include "tools/cli/text/api_text.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::ServiceDescriptor;

std::vector<const FileDescriptor*> Files() {
  std::vector<const FileDescriptor*> files;
  for (const std::string_view name : ApiFiles()) {
    const FileDescriptor* file =
        DescriptorPool::generated_pool()->FindFileByName(std::string(name));
    // A file that is not linked shows in the test that walks the files.
    if (file != nullptr) files.push_back(file);
  }
  return files;
}

template <typename Element>
void SortByName(std::vector<const Element*>& elements) {
  std::sort(elements.begin(), elements.end(),
            [](const Element* a, const Element* b) {
              return a->full_name() < b->full_name();
            });
}

}  // namespace

std::string_view SentenceOf(std::string_view full_name) {
  const std::span<const ApiSentence> all = ApiSentences();
  const auto found =
      std::lower_bound(all.begin(), all.end(), full_name,
                       [](const ApiSentence& sentence, std::string_view name) {
                         return sentence.name < name;
                       });
  return found != all.end() && found->name == full_name ? found->text : "";
}

std::vector<const ServiceDescriptor*> ApiServices() {
  std::vector<const ServiceDescriptor*> services;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) {
      services.push_back(file->service(i));
    }
  }
  SortByName(services);
  return services;
}

std::vector<const Descriptor*> EventTypes() {
  std::vector<const Descriptor*> types;
  std::set<const Descriptor*> parts;
  for (const FileDescriptor* file : Files()) {
    if (!file->name().ends_with("_events.proto")) continue;
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* type = file->message_type(i);
      types.push_back(type);
      for (int j = 0; j < type->field_count(); ++j) {
        parts.insert(type->field(j)->message_type());
      }
    }
  }
  std::erase_if(
      types, [&parts](const Descriptor* type) { return parts.contains(type); });
  SortByName(types);
  return types;
}

}  // namespace comptoir::cli
