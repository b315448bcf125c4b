#include "sdk/generator/cpp/parts.h"
#include "sdk/generator/cpp/printing.h"

namespace comptoir::generator::cpp {
namespace {

void PrintMethodInfo(const Service& service, const Method& method,
                     Printer& out) {
  Vars vars = VarsOf(service, method);
  vars["path"] = method.path;
  vars["may_retry"] = method.may_retry ? "true" : "false";
  vars["is_bulk"] = method.is_bulk ? "true" : "false";
  out.Print(vars,
            "constexpr sdk::MethodInfo k$service$$method$ = {\n"
            "    .path = \"$path$\",\n"
            "    .may_retry = $may_retry$,\n"
            "    .is_bulk = $is_bulk$,\n"
            "};\n");
}

void PrintConnectionMethod(const Service& service, const Method& method,
                           Printer& out) {
  Vars vars = VarsOf(service, method);
  // Every attempt of a write carries one request id.
  vars["sent"] = method.kind == MethodKind::kWrite
                     ? "sdk::WithRequestId(request, options)"
                     : "request";
  switch (method.kind) {
    case MethodKind::kRead:
    case MethodKind::kWrite:
      out.Print(vars,
                "absl::StatusOr<$response$> $method$(\n"
                "    const $request$& request,\n"
                "    const sdk::CallOptions& options) override {\n"
                "  return sdk::CallUnary<$response$>(\n"
                "      *channel_, k$service$$method$,\n"
                "      $sent$, options);\n"
                "}\n"
                "\n"
                "void Async$method$(\n"
                "    const $request$& request,\n"
                "    std::function<void(absl::StatusOr<$response$>)> done,\n"
                "    const sdk::CallOptions& options) override {\n"
                "  sdk::StartUnary<$response$>(\n"
                "      *channel_, k$service$$method$,\n"
                "      $sent$, options, std::move(done));\n"
                "}\n");
      return;
    case MethodKind::kServerStream:
      out.Print(vars,
                "std::unique_ptr<sdk::ServerStream<$response$>>\n"
                "$method$(const $request$& request,\n"
                "    const sdk::CallOptions& options) override {\n"
                "  return sdk::OpenServerStream<$response$>(\n"
                "      *channel_, k$service$$method$, request, options);\n"
                "}\n");
      return;
    case MethodKind::kClientStream:
    case MethodKind::kBidiStream:
      out.Print(vars,
                "std::unique_ptr<sdk::$stream$<\n"
                "    $request$, $response$>>\n"
                "$method$(const sdk::CallOptions& options) override {\n"
                "  return sdk::Open$stream$<$request$,\n"
                "                             $response$>(\n"
                "      *channel_, k$service$$method$, options);\n"
                "}\n");
      return;
  }
}

void PrintConnection(const Service& service, Printer& out) {
  out.Print("\n");
  for (const Method& method : service.methods) {
    PrintMethodInfo(service, method, out);
  }
  out.Print(VarsOf(service),
            "\n"
            "class $service$ChannelConnection final\n"
            "    : public $service$Connection {\n"
            " public:\n"
            "  explicit $service$ChannelConnection(\n"
            "      std::shared_ptr<sdk::Channel> channel)\n"
            "      : channel_(std::move(channel)) {}\n");
  out.Indent();
  for (const Method& method : service.methods) {
    out.Print("\n");
    PrintConnectionMethod(service, method, out);
  }
  out.Outdent();
  out.Print(
      "\n"
      " private:\n"
      "  const std::shared_ptr<sdk::Channel> channel_;\n"
      "};\n");
}

void PrintUnary(const Service& service, const Method& method, Printer& out) {
  const Vars vars = VarsOf(service, method);
  out.Print(vars,
            "\n"
            "absl::StatusOr<$response$> $service$Client::$method$(\n"
            "    const $request$& request,\n"
            "    const sdk::CallOptions& options) const {\n"
            "  return connection_->$method$(request, options);\n"
            "}\n"
            "\n"
            "void $service$Client::Async$method$(\n"
            "    const $request$& request,\n"
            "    std::function<void(absl::StatusOr<$response$>)> done,\n"
            "    const sdk::CallOptions& options) const {\n"
            "  connection_->Async$method$(request, std::move(done), options);\n"
            "}\n");
  if (!method.paging) return;
  out.Print(vars,
            "\n"
            "sdk::PagedRange<$item$> $service$Client::$method$All(\n"
            "    $request$ request,\n"
            "    sdk::CallOptions options) const {\n"
            "  return sdk::MakePagedRange<$item$, $response$>(\n"
            "      std::move(request),\n"
            "      [connection = connection_, options = std::move(options)](\n"
            "          const $request$& page) {\n"
            "        return connection->$method$(page, options);\n"
            "      },\n"
            "      []($response$& page) {\n"
            "        return page.mutable_$items$();\n"
            "      });\n"
            "}\n");
}

void PrintServerStream(const Service& service, const Method& method,
                       Printer& out) {
  const Vars vars = VarsOf(service, method);
  out.Print(vars,
            "\n"
            "std::unique_ptr<sdk::ServerStream<$response$>>\n"
            "$service$Client::$method$(\n"
            "    const $request$& request,\n"
            "    const sdk::CallOptions& options) const {\n"
            "  return connection_->$method$(request, options);\n"
            "}\n");
  if (!method.can_resume) return;
  out.Print(vars,
            "\n"
            "sdk::Watch<$response$>\n"
            "$service$Client::$method$Resuming(\n"
            "    $request$ request,\n"
            "    sdk::WatchOptions options) const {\n"
            "  return sdk::MakeWatch<$response$>(\n"
            "      std::move(request), std::move(options),\n"
            "      [connection = connection_](\n"
            "          const $request$& next,\n"
            "          const sdk::CallOptions& call) {\n"
            "        return connection->$method$(next, call);\n"
            "      });\n"
            "}\n");
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
      out.Print(VarsOf(service, method),
                "\n"
                "std::unique_ptr<sdk::$stream$<\n"
                "    $request$, $response$>>\n"
                "$service$Client::$method$(\n"
                "    const sdk::CallOptions& options) const {\n"
                "  return connection_->$method$(options);\n"
                "}\n");
      return;
  }
}

void PrintClient(const Service& service, Printer& out) {
  out.Print(VarsOf(service),
            "\n"
            "$service$Client::$service$Client(\n"
            "    std::shared_ptr<sdk::Channel> channel)\n"
            "    : connection_(std::make_shared<$service$ChannelConnection>(\n"
            "          std::move(channel))) {}\n"
            "\n"
            "$service$Client::$service$Client(\n"
            "    std::shared_ptr<$service$Connection> connection)\n"
            "    : connection_(std::move(connection)) {}\n");
  for (const Method& method : service.methods) {
    PrintClientMethod(service, method, out);
  }
}

}  // namespace

void PrintClientSource(const File& file, Printer& out) {
  PrintBanner(file, out);
  PrintIncludes({"\"" + file.stem + ".client.h\"", "", "<utility>", "",
                 "\"comptoir/sdk/generated_client.h\""},
                out);
  out.Print(VarsOf(file),
            "\n"
            "namespace $scope$ {\n"
            "namespace {\n");
  for (const Service& service : file.services) PrintConnection(service, out);
  out.Print("\n}  // namespace\n");
  for (const Service& service : file.services) PrintClient(service, out);
  out.Print(VarsOf(file), "\n}  // namespace $scope$\n");
}

}  // namespace comptoir::generator::cpp
