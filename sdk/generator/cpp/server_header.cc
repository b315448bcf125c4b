#include "sdk/generator/cpp/parts.h"
#include "sdk/generator/cpp/printing.h"

namespace comptoir::generator::cpp {
namespace {

void PrintMethod(const Service& service, const Method& method, Printer& out) {
  const Vars vars = VarsOf(service, method);
  PrintComment(method.comment, out);
  switch (method.kind) {
    case MethodKind::kRead:
      out.Print(vars,
                "virtual absl::StatusOr<$response$> $method$(\n"
                "    const Call& call, const store::Snapshot& snapshot,\n"
                "    const $request$& request) = 0;\n");
      return;
    case MethodKind::kWrite:
      out.Print(vars,
                "virtual absl::StatusOr<$response$> $method$(\n"
                "    const Call& call, store::Transaction& txn,\n"
                "    const $request$& request) = 0;\n");
      return;
    case MethodKind::kServerStream:
      out.Print(vars,
                "virtual absl::StatusOr<std::unique_ptr<\n"
                "    rpc::Source<$response$>>>\n"
                "$method$(\n"
                "    std::shared_ptr<const Call> call,\n"
                "    const $request$& request, rpc::Wake wake) = 0;\n");
      return;
    case MethodKind::kClientStream:
      out.Print(vars,
                "virtual absl::StatusOr<std::unique_ptr<\n"
                "    rpc::Intake<$request$, $response$>>>\n"
                "$method$(std::shared_ptr<const Call> call) = 0;\n");
      return;
    case MethodKind::kBidiStream:
      out.Print(vars,
                "virtual absl::StatusOr<std::unique_ptr<\n"
                "    rpc::Session<$request$, $response$>>>\n"
                "$method$(std::shared_ptr<const Call> call,\n"
                "    rpc::Wake wake) = 0;\n");
      return;
  }
}

void PrintService(const Service& service, Printer& out) {
  out.Print("\n");
  PrintComment(service.comment, out);
  out.Print(VarsOf(service),
            "class $service$Base {\n"
            " public:\n"
            "  virtual ~$service$Base() = default;\n");
  out.Indent();
  for (const Method& method : service.methods) {
    out.Print("\n");
    PrintMethod(service, method, out);
  }
  out.Outdent();
  out.Print(VarsOf(service),
            "};\n"
            "\n"
            "// Wires the handler to gRPC; both must outlive the result.\n"
            "std::unique_ptr<rpc::BoundService> Bind$service$(\n"
            "    $service$Base& handler, rpc::Runtime& runtime);\n");
}

void PrintBody(const File& file, Printer& out) {
  out.Print(VarsOf(file),
            "\n"
            "namespace comptoir::rpc {\n"
            "class Runtime;\n"
            "}  // namespace comptoir::rpc\n"
            "\n"
            "namespace $scope$ {\n");
  for (const Service& service : file.services) PrintService(service, out);
  out.Print(VarsOf(file), "\n}  // namespace $scope$\n");
}

}  // namespace

void PrintServerHeader(const File& file, Printer& out) {
  PrintHeader(file, "server",
              {"<memory>", "", "\"absl/status/statusor.h\"",
               "\"" + file.stem + ".pb.h\"", "\"server/rpc/bound_service.h\"",
               "\"server/rpc/call.h\"", "\"server/rpc/stream.h\"",
               "\"server/store/transaction.h\""},
              out, &PrintBody);
}

}  // namespace comptoir::generator::cpp
