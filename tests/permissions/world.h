// Things of a shop for requests to name, and requests that name them.
#ifndef COMPTOIR_TESTS_PERMISSIONS_WORLD_H_
#define COMPTOIR_TESTS_PERMISSIONS_WORLD_H_

#include <map>
#include <string>

#include "comptoir/sdk/testing/in_process_server.h"
#include "google/protobuf/descriptor.h"
#include "tests/permissions/any_caller.h"

namespace comptoir::testing {

// Makes each thing when it is first asked for, as the shop's owner; those of
// two worlds differ. What the server is made of must outlive it.
class World {
 public:
  World(AnyCaller& caller, const sdk::testing::Shop& shop)
      : caller_(caller), shop_(shop) {}

  // The id of the world's thing whose ids begin so: "cus", "sal", ... One that
  // nothing has for kinds that requests cannot make.
  const std::string& Id(const std::string& prefix);

  // A request that says what the annotations want it to, of the world's things;
  // what else it needs to succeed is in a table beside. An update of X changes
  // nothing: it names the X.
  MessagePtr RequestFor(const google::protobuf::MethodDescriptor& method);

 private:
  std::string Make(const std::string& prefix);
  // Makes a thing by a method; its id.
  std::string Made(std::string_view method, const std::string& request);
  std::string Line();
  std::string Payment();
  std::string Reader();
  std::string Checkout();
  std::string Operation();
  std::string Merged();
  // Until no operation of the shop is at work.
  void AwaitOperations();

  // Of a request of the method.
  void Fill(const std::string& method, google::protobuf::Message* message);
  void Set(const google::protobuf::FieldDescriptor* field,
           const std::string& method, google::protobuf::Message* message);
  std::string TextFor(const google::protobuf::FieldDescriptor* field);
  // With the world's id for each "$cus".
  std::string Named(std::string text);

  AnyCaller& caller_;
  const sdk::testing::Shop& shop_;
  std::map<std::string, std::string> ids_;
};

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_PERMISSIONS_WORLD_H_
