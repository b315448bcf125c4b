#include "sdk/generator/parts.h"
#include "sdk/generator/printing.h"

namespace comptoir::generator {
namespace {

void PrintUnary(const Service& service, const Method& method, Printer& out) {
  Vars vars = VarsOf(service, method);
  const bool is_read = method.kind == MethodKind::kRead;
  vars["serve"] = is_read ? "ServeRead" : "ServeWrite";
  vars["data_type"] =
      is_read ? "const store::Snapshot&" : "store::Transaction&";
  vars["data"] = is_read ? "snapshot" : "txn";
  out.Print(vars,
            "grpc::ServerUnaryReactor* $method$(\n"
            "    grpc::CallbackServerContext* context,\n"
            "    const $request$* request,\n"
            "    $response$* response) override {\n"
            "  return rpc::$serve$(\n"
            "      runtime_, $snake$_, context, *request, response,\n"
            "      [this, request, response](const Call& call,\n"
            "                                $data_type$ $data$) {\n"
            "        return Fill(response,\n"
            "                    handler_.$method$(call, $data$, *request));\n"
            "      });\n"
            "}\n");
}

void PrintServerStream(const Service& service, const Method& method,
                       Printer& out) {
  out.Print(VarsOf(service, method),
            "grpc::ServerWriteReactor<$response$>* $method$(\n"
            "    grpc::CallbackServerContext* context,\n"
            "    const $request$* request) override {\n"
            "  return rpc::ServeStream<$request$,\n"
            "                          $response$>(\n"
            "      runtime_, $snake$_, context, *request,\n"
            "      [this, request](std::shared_ptr<const Call> call,\n"
            "                      rpc::Wake wake) {\n"
            "        return handler_.$method$(\n"
            "            std::move(call), *request, std::move(wake));\n"
            "      });\n"
            "}\n");
}

void PrintBidiStream(const Service& service, const Method& method,
                     Printer& out) {
  out.Print(VarsOf(service, method),
            "grpc::ServerBidiReactor<$request$,\n"
            "                        $response$>*\n"
            "$method$(grpc::CallbackServerContext* context) override {\n"
            "  return rpc::ServeSession<$request$,\n"
            "                           $response$>(\n"
            "      runtime_, $snake$_, context,\n"
            "      [this](std::shared_ptr<const Call> call, rpc::Wake wake) {\n"
            "        return handler_.$method$(std::move(call),\n"
            "                                 std::move(wake));\n"
            "      });\n"
            "}\n");
}

void PrintMethod(const Service& service, const Method& method, Printer& out) {
  switch (method.kind) {
    case MethodKind::kRead:
    case MethodKind::kWrite:
      return PrintUnary(service, method, out);
    case MethodKind::kServerStream:
      return PrintServerStream(service, method, out);
    case MethodKind::kBidiStream:
      return PrintBidiStream(service, method, out);
  }
}

// Methods are compiled in the order of the proto, by number.
void PrintConstructor(const Service& service, Printer& out) {
  out.Print(VarsOf(service),
            "$service$Binding($service$Base& handler,\n"
            "    rpc::Runtime& runtime)\n"
            "    : handler_(handler),\n"
            "      runtime_(runtime)");
  for (size_t i = 0; i < service.methods.size(); ++i) {
    Vars vars = VarsOf(service, service.methods[i]);
    vars["number"] = std::to_string(i);
    out.Print(vars,
              ",\n"
              "      $snake$_(runtime.Bind($service$Method($number$)))");
  }
  out.Print(" {}\n");
}

void PrintFields(const Service& service, Printer& out) {
  out.Print(VarsOf(service),
            "$service$Base& handler_;\n"
            "rpc::Runtime& runtime_;\n");
  for (const Method& method : service.methods) {
    out.Print(VarsOf(service, method), "const rpc::Method& $snake$_;\n");
  }
}

void PrintBinding(const Service& service, Printer& out) {
  out.Print(VarsOf(service),
            "\n"
            "const google::protobuf::MethodDescriptor* $service$Method(\n"
            "    int number) {\n"
            "  static const auto* const service =\n"
            "      google::protobuf::DescriptorPool::generated_pool()\n"
            "          ->FindServiceByName($service$::service_full_name());\n"
            "  return service->method(number);\n"
            "}\n"
            "\n"
            "class $service$Binding final\n"
            "    : public $service$::CallbackService,\n"
            "      public rpc::BoundService {\n"
            " public:\n");
  out.Indent();
  PrintConstructor(service, out);
  out.Print("\ngrpc::Service* grpc_service() override { return this; }\n");
  for (const Method& method : service.methods) {
    out.Print("\n");
    PrintMethod(service, method, out);
  }
  out.Outdent();
  out.Print("\n private:\n");
  out.Indent();
  PrintFields(service, out);
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
       "\"" + file.stem + ".grpc.pb.h\"", "\"google/protobuf/descriptor.h\"",
       "\"server/rpc/generated_service.h\"", "\"server/rpc/runtime.h\""},
      out);
  out.Print(VarsOf(file),
            "\n"
            "namespace $scope$ {\n"
            "namespace {\n"
            "\n"
            "// Moves an answer to where gRPC sends it from.\n"
            "template <typename Response>\n"
            "absl::Status Fill(Response* response,\n"
            "                  absl::StatusOr<Response> answer) {\n"
            "  if (!answer.ok()) return std::move(answer).status();\n"
            "  *response = *std::move(answer);\n"
            "  return absl::OkStatus();\n"
            "}\n");
  for (const Service& service : file.services) PrintBinding(service, out);
  out.Print("\n}  // namespace\n");
  for (const Service& service : file.services) PrintBind(service, out);
  out.Print(VarsOf(file), "\n}  // namespace $scope$\n");
}

}  // namespace comptoir::generator
