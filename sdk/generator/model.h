// What the printers need to know of a file with services: everything that is
// derived from its descriptors, worked out and checked once. In the words of
// protos alone; how a language spells them is its printer's, such as cpp/.
#ifndef COMPTOIR_SDK_GENERATOR_MODEL_H_
#define COMPTOIR_SDK_GENERATOR_MODEL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace comptoir::generator {

enum class MethodKind {
  kRead,
  kWrite,
  kServerStream,
  kClientStream,
  kBidiStream,
};

// A message by its name: comptoir.kitchen.v1, {"Dish", "Table"}.
struct MessageName {
  std::string package;
  // The message's own name is the last, those it is nested in come before it.
  std::vector<std::string> names;
};

// A list method, by its fields: page_size and page_token in the request,
// next_page_token and a repeated message in the response.
struct Paging {
  MessageName item;   // One element.
  std::string items;  // The repeated field.
};

struct Method {
  std::string name;       // CreateCustomer
  std::string full_name;  // comptoir.customers.v1.CustomerService.Create...
  std::string path;       // /comptoir.customers.v1.CustomerService/Create...
  MessageName request;
  MessageName response;
  // Lines of the proto's comment, without slashes.
  std::vector<std::string> comment;
  MethodKind kind = MethodKind::kRead;
  // An attempt may be repeated: built-in idempotency_level.
  bool may_retry = false;
  // Works on many things at once, so it is given more time.
  bool is_bulk = false;
  std::optional<Paging> paging;
  // A server stream that can go on where it broke off: an optional
  // after_revision in the request, revision in the response.
  bool can_resume = false;

  bool is_unary() const {
    return kind == MethodKind::kRead || kind == MethodKind::kWrite;
  }
};

struct Service {
  std::string name;       // CustomerService
  std::string package;    // comptoir.customers.v1
  std::string full_name;  // comptoir.customers.v1.CustomerService
  std::vector<std::string> comment;
  std::vector<Method> methods;
};

struct File {
  std::string path;     // comptoir/customers/v1/customer_service.proto
  std::string stem;     // comptoir/customers/v1/customer_service
  std::string package;  // comptoir.customers.v1
  std::vector<Service> services;
};

// INVALID_ARGUMENT, naming the method, when one breaks a rule that callers or
// the server count on: method_rules.h.
absl::StatusOr<File> ModelOf(const google::protobuf::FileDescriptor& file);

}  // namespace comptoir::generator

#endif  // COMPTOIR_SDK_GENERATOR_MODEL_H_
