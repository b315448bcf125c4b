// Kills the server again and again under load and checks that no answered
// write is lost and none is done twice.
//
//   crash_loop --comptoird PATH [--cycles 25] [--seed N] [--verify_every 5]
//
// One cycle: the server runs for 20 to 2000 ms, gets SIGKILL and is started
// again on the same folder, while writers of every kind go on. Every few cycles
// `comptoird verify` checks the data while the server is down.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/fault/writers.h"
#include "tests/support/server_process.h"

ABSL_FLAG(std::string, comptoird, "", "Path of the server.");
ABSL_FLAG(int, cycles, 25, "How often to kill the server.");
ABSL_FLAG(uint64_t, seed, 0, "Of the times of the kills; 0 picks one.");
ABSL_FLAG(int, verify_every, 5, "Cycles between two verifications.");
ABSL_FLAG(int, writers, 2, "Writers of each kind.");

namespace comptoir::fault {
namespace {

int Fail(const std::string& what) {
  std::cerr << "crash_loop: " << what << "\n";
  return 1;
}

std::vector<std::unique_ptr<Writer>> MakeWriters(World& world) {
  std::vector<std::unique_ptr<Writer>> writers;
  for (int n = 0; n < absl::GetFlag(FLAGS_writers); ++n) {
    writers.push_back(NewCreator(world, n));
    writers.push_back(NewUpdater(world, n));
    writers.push_back(NewSeller(world, n));
  }
  writers.push_back(NewReaderStream(world));
  return writers;
}

absl::Status RunCycles(testing::ServerProcess& server, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int> life_ms(20, 2000);
  for (int cycle = 1; cycle <= absl::GetFlag(FLAGS_cycles); ++cycle) {
    absl::SleepFor(absl::Milliseconds(life_ms(random)));
    server.Kill();
    if (cycle % absl::GetFlag(FLAGS_verify_every) == 0) {
      if (absl::Status sound = server.Verify(); !sound.ok()) return sound;
    }
    if (absl::Status up = server.Start(); !up.ok()) return up;
  }
  return absl::OkStatus();
}

int Main() {
  const uint64_t seed = absl::GetFlag(FLAGS_seed) != 0
                            ? absl::GetFlag(FLAGS_seed)
                            : std::random_device{}();
  std::cout << fmt::format("crash_loop: seed {}\n", seed);
  const std::string folder = testing::NewFolder("crash-loop");
  testing::ServerProcess server(absl::GetFlag(FLAGS_comptoird), folder);
  if (absl::Status up = server.Start(); !up.ok()) return Fail(up.ToString());
  auto shop = testing::OpenShop(server);
  if (!shop.ok()) return Fail(shop.status().ToString());

  Journal journal(folder + "/journal");
  World world{
      .owner = testing::ChannelTo(server.address(), shop->owner_token),
      .reader = testing::ChannelTo(server.address(), shop->reader_token),
      .shop = *shop,
      .journal = &journal,
  };
  auto writers = MakeWriters(world);
  std::vector<std::thread> threads;
  for (auto& writer : writers) {
    threads.emplace_back([&writer] { writer->Run(); });
  }
  const absl::Status cycles = RunCycles(server, seed);
  world.stop = true;
  if (!cycles.ok()) {
    std::cerr << "crash_loop: " << cycles << "\n";
    std::_Exit(1);  // The writers wait for a server that is not there.
  }
  for (std::thread& thread : threads) thread.join();

  std::vector<std::string> wrong;
  for (auto& writer : writers) {
    for (std::string& line : writer->Check()) wrong.push_back(std::move(line));
  }
  server.Terminate();
  if (absl::Status sound = server.Verify(); !sound.ok()) {
    wrong.push_back(sound.ToString());
  }
  for (const std::string& line : wrong) std::cerr << line << "\n";
  std::cout << fmt::format(
      "crash_loop: {} kills, {} writes answered ({} of them from a kept "
      "answer), {} outcomes unknown at first, {} violations\n",
      absl::GetFlag(FLAGS_cycles), journal.answered(), journal.replayed(),
      journal.unknown(), wrong.size());
  if (!wrong.empty()) {
    return Fail(fmt::format("see {} (seed {})", folder, seed));
  }
  if (journal.answered() == 0) return Fail("the writers wrote nothing");
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace comptoir::fault

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return comptoir::fault::Main();
}
