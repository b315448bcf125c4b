// Runs an InProcessServer for programs that are tested from outside.
//
// Prints "ADDRESS API_KEY_TOKEN" on one line once it serves, and serves until
// its standard input ends.
#include <iostream>
#include <string>

#include "comptoir/sdk/testing/in_process_server.h"

int main() {
  const auto server = comptoir::sdk::testing::InProcessServer::Start();
  if (!server.ok()) {
    std::cerr << server.status().message() << "\n";
    return 1;
  }
  std::cout << (*server)->address() << " " << (*server)->shop().api_key_token
            << std::endl;
  std::string ignored;
  while (std::getline(std::cin, ignored)) {
  }
  return 0;
}
