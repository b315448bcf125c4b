#include "sdk/generator/cpp/parts.h"
#include "sdk/generator/cpp/printing.h"

namespace comptoir::generator::cpp {
namespace {

void PrintUnary(const Service& service, const Method& method, Printer& out) {
  Vars vars = VarsOf(service, method);
  const bool is_read = method.kind == MethodKind::kRead;
  vars["add"] = is_read ? "AddRead" : "AddWrite";
  vars["data_type"] =
      is_read ? "const store::Snapshot&" : "store::Transaction&";
  vars["data"] = is_read ? "snapshot" : "txn";
  out.Print(vars,
            "$add$<$request$, $response$>(\n"
            "    \"$method$\",\n"
            "    [&handler](const Call& call, $data_type$ $data$,\n"
            "               const $request$& request) {\n"
            "      return handler.$method$(call, $data$, request);\n"
            "    });\n");
}

void PrintServerStream(const Service& service, const Method& method,
                       Printer& out) {
  out.Print(VarsOf(service, method),
            "AddStream<$request$, $response$>(\n"
            "    \"$method$\",\n"
            "    [&handler](std::shared_ptr<const Call> call,\n"
            "               const $request$& request, rpc::Wake wake) {\n"
            "      return handler.$method$(std::move(call), request,\n"
            "                              std::move(wake));\n"
            "    });\n");
}

void PrintClientStream(const Service& service, const Method& method,
                       Printer& out) {
  out.Print(VarsOf(service, method),
            "AddIntake<$request$, $response$>(\n"
            "    \"$method$\",\n"
            "    [&handler](std::shared_ptr<const Call> call) {\n"
            "      return handler.$method$(std::move(call));\n"
            "    });\n");
}

void PrintBidiStream(const Service& service, const Method& method,
                     Printer& out) {
  out.Print(VarsOf(service, method),
            "AddSession<$request$, $response$>(\n"
            "    \"$method$\",\n"
            "    [&handler](std::shared_ptr<const Call> call,\n"
            "               rpc::Wake wake) {\n"
            "      return handler.$method$(std::move(call),\n"
            "                              std::move(wake));\n"
            "    });\n");
}

void PrintMethod(const Service& service, const Method& method, Printer& out) {
  switch (method.kind) {
    case MethodKind::kRead:
    case MethodKind::kWrite:
      return PrintUnary(service, method, out);
    case MethodKind::kServerStream:
      return PrintServerStream(service, method, out);
    case MethodKind::kClientStream:
      return PrintClientStream(service, method, out);
    case MethodKind::kBidiStream:
      return PrintBidiStream(service, method, out);
  }
}

void PrintBinding(const Service& service, Printer& out) {
  Vars vars = VarsOf(service);
  vars["full_name"] = service.full_name;
  out.Print(vars,
            "\n"
            "class $service$Binding final : public rpc::GeneratedService {\n"
            " public:\n"
            "  $service$Binding($service$Base& handler,\n"
            "      rpc::Runtime& runtime)\n"
            "      : GeneratedService(runtime, \"$full_name$\") {\n");
  out.Indent();
  out.Indent();
  for (const Method& method : service.methods) {
    PrintMethod(service, method, out);
  }
  out.Outdent();
  out.Print("}\n");
  out.Outdent();
  out.Print("};\n");
}

void PrintBind(const Service& service, Printer& out) {
  out.Print(VarsOf(service),
            "\n"
            "std::unique_ptr<rpc::BoundService> Bind$service$(\n"
            "    $service$Base& handler, rpc::Runtime& runtime) {\n"
            "  return std::make_unique<$service$Binding>(handler, runtime);\n"
            "}\n");
}

}  // namespace

void PrintServerSource(const File& file, Printer& out) {
  PrintBanner(file, out);
  PrintIncludes(
      {"\"" + file.stem + ".server.h\"", "", "<memory>", "<utility>", "",
       "\"server/rpc/generated_service.h\"", "\"server/rpc/runtime.h\""},
      out);
  out.Print(VarsOf(file),
            "\n"
            "namespace $scope$ {\n"
            "namespace {\n");
  for (const Service& service : file.services) PrintBinding(service, out);
  out.Print("\n}  // namespace\n");
  for (const Service& service : file.services) PrintBind(service, out);
  out.Print(VarsOf(file), "\n}  // namespace $scope$\n");
}

}  // namespace comptoir::generator::cpp
