// The load of the crash loop: writers that know exactly what must be there.
#ifndef COMPTOIR_TESTS_FAULT_WRITERS_H_
#define COMPTOIR_TESTS_FAULT_WRITERS_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "comptoir/sdk/channel.h"
#include "tests/fault/journal.h"
#include "tests/support/server_process.h"

namespace comptoir::fault {

// What all writers share.
struct World {
  std::shared_ptr<sdk::Channel> owner;
  std::shared_ptr<sdk::Channel> reader;
  testing::Shop shop;
  Journal* journal;
  // Set when the load is over; a write under way is still finished.
  std::atomic<bool> stop{false};
};

// One thread of load. Every write is tried with one request id until it is
// answered, however often the server dies in between.
class Writer {
 public:
  virtual ~Writer() = default;
  // Until world.stop.
  virtual void Run() = 0;
  // Compares what the server has with what it answered: what is wrong, one
  // line each; empty when all is well. The server is up and nobody writes.
  virtual std::vector<std::string> Check() = 0;
};

// Creates customers; each must be found once, by its reference id.
std::unique_ptr<Writer> NewCreator(World& world, int number);
// Counts up in one customer's note, each update locked by the etag of the one
// before; the last answered one must stand.
std::unique_ptr<Writer> NewUpdater(World& world, int number);
// Sells to one customer; visits and spend must add up.
std::unique_ptr<Writer> NewSeller(World& world, int number);
// Streams reader events; each must be in the log once, in order.
std::unique_ptr<Writer> NewReaderStream(World& world);

}  // namespace comptoir::fault

#endif  // COMPTOIR_TESTS_FAULT_WRITERS_H_
