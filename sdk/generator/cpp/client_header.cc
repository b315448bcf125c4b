#include "sdk/generator/cpp/parts.h"
#include "sdk/generator/cpp/printing.h"

namespace comptoir::generator::cpp {
namespace {

void PrintConnectionMethod(const Service& service, const Method& method,
                           Printer& out) {
  const Vars vars = VarsOf(service, method);
  switch (method.kind) {
    case MethodKind::kRead:
    case MethodKind::kWrite:
      out.Print(vars,
                "virtual absl::StatusOr<$response$> $method$(\n"
                "    const $request$& request,\n"
                "    const sdk::CallOptions& options) = 0;\n"
                "virtual void Async$method$(\n"
                "    const $request$& request,\n"
                "    std::function<void(absl::StatusOr<$response$>)> done,\n"
                "    const sdk::CallOptions& options) = 0;\n");
      return;
    case MethodKind::kServerStream:
      out.Print(vars,
                "virtual std::unique_ptr<sdk::ServerStream<$response$>>\n"
                "$method$(const $request$& request,\n"
                "    const sdk::CallOptions& options) = 0;\n");
      return;
    case MethodKind::kClientStream:
    case MethodKind::kBidiStream:
      out.Print(vars,
                "virtual std::unique_ptr<sdk::$stream$<\n"
                "    $request$, $response$>>\n"
                "$method$(const sdk::CallOptions& options) = 0;\n");
      return;
  }
}

void PrintConnection(const Service& service, Printer& out) {
  out.Print(VarsOf(service),
            "\n"
            "// What $service$Client talks through: a channel, or in tests a\n"
            "// mock or fake. Thread-safe.\n"
            "class $service$Connection {\n"
            " public:\n"
            "  virtual ~$service$Connection() = default;\n"
            "\n");
  out.Indent();
  for (const Method& method : service.methods) {
    PrintConnectionMethod(service, method, out);
  }
  out.Outdent();
  out.Print("};\n");
}

void PrintUnary(const Service& service, const Method& method, Printer& out) {
  const Vars vars = VarsOf(service, method);
  PrintComment(method.comment, out);
  out.Print(
      vars,
      "absl::StatusOr<$response$> $method$(\n"
      "    const $request$& request,\n"
      "    const sdk::CallOptions& options = {}) const;\n"
      "// Returns at once; `done` is called exactly once, on a thread of\n"
      "// the SDK that it may block.\n"
      "void Async$method$(\n"
      "    const $request$& request,\n"
      "    std::function<void(absl::StatusOr<$response$>)> done,\n"
      "    const sdk::CallOptions& options = {}) const;\n");
  if (!method.paging) return;
  out.Print(vars,
            "// Every element, page after page, fetched as it is read.\n"
            "sdk::PagedRange<$item$> $method$All(\n"
            "    $request$ request,\n"
            "    sdk::CallOptions options = {}) const;\n");
}

void PrintServerStream(const Service& service, const Method& method,
                       Printer& out) {
  const Vars vars = VarsOf(service, method);
  PrintComment(method.comment, out);
  out.Print(vars,
            "std::unique_ptr<sdk::ServerStream<$response$>>\n"
            "$method$(const $request$& request,\n"
            "    const sdk::CallOptions& options = {}) const;\n");
  if (!method.can_resume) return;
  out.Print(vars,
            "// $method$ that goes on where it was when the connection is\n"
            "// lost.\n"
            "sdk::Watch<$response$> $method$Resuming(\n"
            "    $request$ request,\n"
            "    sdk::WatchOptions options = {}) const;\n");
}

void PrintClientMethod(const Service& service, const Method& method,
                       Printer& out) {
  switch (method.kind) {
    case MethodKind::kRead:
    case MethodKind::kWrite:
      return PrintUnary(service, method, out);
    case MethodKind::kServerStream:
      return PrintServerStream(service, method, out);
    case MethodKind::kClientStream:
    case MethodKind::kBidiStream:
      PrintComment(method.comment, out);
      out.Print(VarsOf(service, method),
                "std::unique_ptr<sdk::$stream$<\n"
                "    $request$, $response$>>\n"
                "$method$(const sdk::CallOptions& options = {}) const;\n");
      return;
  }
}

void PrintClient(const Service& service, Printer& out) {
  out.Print("\n");
  PrintComment(service.comment, out);
  if (!service.comment.empty()) out.Print("//\n");
  out.Print(VarsOf(service),
            "// A value: copies share the connection. Thread-safe.\n"
            "class $service$Client {\n"
            " public:\n"
            "  explicit $service$Client(\n"
            "      std::shared_ptr<sdk::Channel> channel);\n"
            "  explicit $service$Client(\n"
            "      std::shared_ptr<$service$Connection> connection);\n");
  out.Indent();
  for (const Method& method : service.methods) {
    out.Print("\n");
    PrintClientMethod(service, method, out);
  }
  out.Outdent();
  out.Print(VarsOf(service),
            "\n"
            " private:\n"
            "  std::shared_ptr<$service$Connection> connection_;\n"
            "};\n");
}

void PrintBody(const File& file, Printer& out) {
  out.Print(VarsOf(file), "\nnamespace $scope$ {\n");
  for (const Service& service : file.services) {
    PrintConnection(service, out);
    PrintClient(service, out);
  }
  out.Print(VarsOf(file), "\n}  // namespace $scope$\n");
}

}  // namespace

void PrintClientHeader(const File& file, Printer& out) {
  PrintHeader(file, "client",
              {"<functional>", "<memory>", "", "\"absl/status/statusor.h\"",
               "\"" + file.stem + ".pb.h\"", "\"comptoir/sdk/call_options.h\"",
               "\"comptoir/sdk/channel.h\"", "\"comptoir/sdk/paged_range.h\"",
               "\"comptoir/sdk/stream.h\"", "\"comptoir/sdk/watch.h\""},
              out, &PrintBody);
}

}  // namespace comptoir::generator::cpp
