#include "sdk/generator/generator.h"

#include <memory>

#include "fmt/format.h"
#include "google/protobuf/io/printer.h"
#include "google/protobuf/io/zero_copy_stream.h"
#include "sdk/generator/cpp/parts.h"
#include "sdk/generator/model.h"
#include "sdk/generator/part.h"

namespace comptoir::generator {
namespace {

using google::protobuf::compiler::GeneratorContext;
using google::protobuf::io::Printer;

void Write(const File& file, const Part& part, GeneratorContext& context) {
  const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> stream(
      context.Open(fmt::format("{}{}", file.stem, part.suffix)));
  Printer out(stream.get(), '$');
  part.print(file, out);
}

}  // namespace

bool Generator::Generate(const google::protobuf::FileDescriptor* file,
                         const std::string& parameter,
                         GeneratorContext* context, std::string* error) const {
  const absl::StatusOr<File> model = ModelOf(*file);
  if (!model.ok()) {
    *error = std::string(model.status().message());
    return false;
  }
  bool is_known = false;
  for (const Part& part : cpp::Parts()) {
    if (part.parameter != parameter) continue;
    is_known = true;
    Write(*model, part, *context);
  }
  if (!is_known) {
    *error =
        fmt::format("parameter '{}' is not server, client or mock", parameter);
  }
  return is_known;
}

}  // namespace comptoir::generator
