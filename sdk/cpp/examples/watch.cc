// Follows what happens in a shop, as a screen or an integration does.
//
//   watch --token_file=app.token [--after=REVISION] [--count=N]
//
// Keeps going over lost connections and restarts of the server, and says where
// to go on another time. The token may be any that may see events.
#include <cstdint>
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/status/status.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/errors.h"

ABSL_FLAG(std::string, server, "127.0.0.1:7780", "host:port, or unix:/path");
ABSL_FLAG(std::string, token_file, "", "the application's API key");
ABSL_FLAG(int64_t, after, -1, "the last revision seen; -1: begin now");
ABSL_FLAG(int, count, 0, "end after so many events; 0: never");

namespace comptoir::examples {
namespace {

using events::v1::Event;

void Show(const Event& event) {
  const std::string& type = event.data().type_url();
  std::cout << event.revision() << " " << type.substr(type.rfind('/') + 1);
  for (const std::string& subject : event.subjects()) {
    std::cout << " " << subject;
  }
  // Flushed, since others may read this as it comes.
  std::cout << std::endl;
}

// A screen would turn a light on or off.
void ShowConnection(const absl::Status& connection) {
  if (connection.ok()) {
    std::cerr << "online\n";
  } else {
    std::cerr << "offline: " << sdk::Explain(connection) << "\n";
  }
}

absl::Status Run() {
  const auto channel = sdk::Connect({.address = absl::GetFlag(FLAGS_server),
                                     .credentials = sdk::Credentials::TokenFile(
                                         absl::GetFlag(FLAGS_token_file))});
  if (!channel.ok()) return channel.status();

  events::v1::WatchEventsRequest request;
  if (const int64_t after = absl::GetFlag(FLAGS_after); after >= 0) {
    request.set_after_revision(after);
  }
  const events::v1::EventServiceClient client(*channel);
  auto watch =
      client.WatchEventsResuming(request, {.on_connection = &ShowConnection});
  int shown = 0;
  while (true) {
    const auto answer = watch.Next();
    // HISTORY_COMPACTED: what happened in between is no longer kept. List what
    // is shown anew, then watch from now.
    if (!answer.ok()) return answer.status();
    for (const Event& event : answer->events()) {
      Show(event);
      if (++shown == absl::GetFlag(FLAGS_count)) return absl::OkStatus();
    }
  }
}

}  // namespace
}  // namespace comptoir::examples

int main(int argc, char* argv[]) {
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = comptoir::examples::Run();
  if (!status.ok()) {
    std::cerr << comptoir::sdk::Explain(status) << "\n";
  }
  return status.ok() ? 0 : 1;
}
