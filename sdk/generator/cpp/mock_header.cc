#include "sdk/generator/cpp/parts.h"
#include "sdk/generator/cpp/printing.h"

namespace comptoir::generator::cpp {
namespace {

void PrintMethod(const Service& service, const Method& method, Printer& out) {
  const Vars vars = VarsOf(service, method);
  switch (method.kind) {
    case MethodKind::kRead:
    case MethodKind::kWrite:
      out.Print(vars,
                "MOCK_METHOD(absl::StatusOr<$response$>, $method$,\n"
                "            (const $request$& request,\n"
                "             const sdk::CallOptions& options),\n"
                "            (override));\n"
                "MOCK_METHOD(\n"
                "    void, Async$method$,\n"
                "    (const $request$& request,\n"
                "     std::function<void(absl::StatusOr<$response$>)> done,\n"
                "     const sdk::CallOptions& options),\n"
                "    (override));\n");
      return;
    case MethodKind::kServerStream:
      out.Print(vars,
                "MOCK_METHOD(\n"
                "    std::unique_ptr<sdk::ServerStream<$response$>>,\n"
                "    $method$,\n"
                "    (const $request$& request,\n"
                "     const sdk::CallOptions& options),\n"
                "    (override));\n");
      return;
    case MethodKind::kClientStream:
    case MethodKind::kBidiStream:
      out.Print(
          vars,
          "MOCK_METHOD((std::unique_ptr<sdk::$stream$<\n"
          "                 $request$, $response$>>),\n"
          "            $method$,\n"
          "            (const sdk::CallOptions& options), (override));\n");
      return;
  }
}

void PrintBody(const File& file, Printer& out) {
  out.Print(VarsOf(file), "\nnamespace $scope$ {\n");
  for (const Service& service : file.services) {
    out.Print(VarsOf(service),
              "\n"
              "class Mock$service$Connection : public $service$Connection {\n"
              " public:\n");
    out.Indent();
    for (const Method& method : service.methods) {
      PrintMethod(service, method, out);
    }
    out.Outdent();
    out.Print("};\n");
  }
  out.Print(VarsOf(file), "\n}  // namespace $scope$\n");
}

}  // namespace

void PrintMockHeader(const File& file, Printer& out) {
  PrintHeader(file, "mock",
              {"<functional>", "<memory>", "", "\"" + file.stem + ".client.h\"",
               "\"gmock/gmock.h\""},
              out, &PrintBody);
}

}  // namespace comptoir::generator::cpp
