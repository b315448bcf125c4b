// One generated file, as a printer offers it to the generator.
#ifndef COMPTOIR_SDK_GENERATOR_PART_H_
#define COMPTOIR_SDK_GENERATOR_PART_H_

#include <string_view>

#include "google/protobuf/io/printer.h"
#include "sdk/generator/model.h"

namespace comptoir::generator {

struct Part {
  // What the plugin's parameter names; several files may share one.
  std::string_view parameter;
  // Of the file that is written, after the proto's stem.
  std::string_view suffix;
  // Variables stand between dollars.
  void (*print)(const File&, google::protobuf::io::Printer&);
};

}  // namespace comptoir::generator

#endif  // COMPTOIR_SDK_GENERATOR_PART_H_
