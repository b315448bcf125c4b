// A whole Comptoir server inside a test, with a shop in it.
//
//   auto server = comptoir::sdk::testing::InProcessServer::Start();
//   CustomerServiceClient customers((*server)->Connect());
//
// Real storage in a temporary folder, real authentication, a free port on
// loopback: what works here works against comptoird.
#ifndef COMPTOIR_SDK_CPP_TESTING_IN_PROCESS_SERVER_H_
#define COMPTOIR_SDK_CPP_TESTING_IN_PROCESS_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::sdk::testing {

// What an installation starts with.
struct Shop {
  std::string merchant_id;
  std::string location_id;
  // A team member who may do everything, and what signs them in on the till.
  std::string owner_id;
  std::string owner_passcode;
  // The owner's API key.
  std::string api_key_token;
  // A paired till with nobody signed in.
  std::string till_id;
  std::string till_token;
};

// Stops and deletes its data when destroyed. Thread-safe.
class InProcessServer {
 public:
  static absl::StatusOr<std::unique_ptr<InProcessServer>> Start();
  virtual ~InProcessServer() = default;

  // "127.0.0.1:PORT"
  virtual std::string address() const = 0;
  // May create merchants: for tests that need more than one.
  virtual const std::string& operator_token() const = 0;
  virtual const Shop& shop() const = 0;

  // A channel with the owner's API key.
  std::shared_ptr<Channel> Connect() const;
  // A channel with another credential, such as shop().till_token.
  std::shared_ptr<Channel> Connect(Credentials credentials) const;
};

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_IN_PROCESS_SERVER_H_
