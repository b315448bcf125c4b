// Measures Comptoir against bare gRPC and bare RocksDB in the same run.
//
//   bench --comptoird PATH --echo_server PATH [--only NAME] [--json FILE]
//         [--customers N] [--turn 2s] [--turns 5]
//
// Started by tools/bench, which builds everything with -c opt.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/merchants/v1/location_service.pb.h"
#include "comptoir/merchants/v1/merchant_service.pb.h"
#include "comptoir/readers/v1/reader_service.pb.h"
#include "fmt/format.h"
#include "tests/benchmarks/rows.h"

ABSL_FLAG(std::string, comptoird, "", "Path of the server.");
ABSL_FLAG(std::string, echo_server, "", "Path of the reference server.");
ABSL_FLAG(std::string, only, "", "Measure this row alone.");
ABSL_FLAG(std::string, json, "", "Write the rows to this file as well.");
ABSL_FLAG(int64_t, customers, 1'000'000, "Customers of the large data set.");
ABSL_FLAG(absl::Duration, turn, absl::Seconds(2), "Length of one turn.");
ABSL_FLAG(int, turns, 5, "Turns of each row.");

namespace comptoir::benchmarks {
namespace {

constexpr int64_t kSmall = 10'000;

std::unique_ptr<testing::Process> StartOrDie(
    const std::vector<std::string>& arguments, const std::string& log) {
  auto process = testing::Process::Start(arguments, log);
  if (process.ok()) return *std::move(process);
  std::cerr << process.status() << "\n";
  std::exit(1);
}

std::string LineOrDie(const std::string& file, testing::Process& process) {
  auto line = testing::AwaitLine(file, process, absl::Seconds(60));
  if (line.ok()) return *line;
  std::cerr << line.status() << "\n";
  std::exit(1);
}

// A merchant with a paired reader.
struct Shop {
  std::string token;
  std::string location_id;
  std::string reader_token;
};

Shop OpenShop(const std::string& address, const std::string& operator_token) {
  Shop shop;
  const Connections operator_side(address, operator_token, 1);
  merchants::v1::CreateMerchantRequest merchant;
  merchant.mutable_merchant()->set_display_name("Bench");
  merchant.mutable_merchant()->set_country("FR");
  merchant.mutable_merchant()->set_currency("EUR");
  merchant.mutable_merchant()->set_time_zone("Europe/Paris");
  merchant.set_owner_display_name("Owner");
  shop.token =
      Ask<merchants::v1::CreateMerchantResponse>(
          operator_side,
          "/comptoir.merchants.v1.MerchantService/CreateMerchant", merchant)
          .api_key_token();
  const Connections owner(address, shop.token, 1);
  merchants::v1::CreateLocationRequest location;
  location.mutable_location()->set_display_name("Counter");
  location.mutable_location()->set_time_zone("Europe/Paris");
  readers::v1::CreateReaderRequest reader;
  reader.mutable_reader()->set_display_name("Reader");
  shop.location_id =
      Ask<merchants::v1::CreateLocationResponse>(
          owner, "/comptoir.merchants.v1.LocationService/CreateLocation",
          location)
          .location()
          .id();
  reader.mutable_reader()->set_location_id(shop.location_id);
  readers::v1::PairReaderRequest pair;
  pair.set_pairing_code(
      Ask<readers::v1::CreateReaderResponse>(
          owner, "/comptoir.readers.v1.ReaderService/CreateReader", reader)
          .pairing_code());
  shop.reader_token =
      Ask<readers::v1::PairReaderResponse>(
          owner, "/comptoir.readers.v1.ReaderService/PairReader", pair)
          .reader_token();
  return shop;
}

std::vector<Row> Measure(Bench& bench, const std::string& only) {
  const auto wanted = [&](const char* name) {
    return only.empty() || only == name;
  };
  std::vector<Row> rows;
  LoadCustomers(bench, kSmall);
  Costs small;
  if (wanted("cost_growth")) small = MeasureCosts(bench);
  LoadCustomers(bench, absl::GetFlag(FLAGS_customers));
  if (wanted("get") || wanted("get_cpu")) {
    for (Row& row : GetRows(bench)) rows.push_back(std::move(row));
  }
  if (wanted("durable_write")) rows.push_back(DurableWriteRow(bench));
  if (wanted("write_alone")) rows.push_back(WriteAloneRow(bench));
  if (wanted("suggest")) rows.push_back(SuggestRow(bench));
  if (wanted("search")) rows.push_back(SearchRow(bench));
  if (wanted("filtered_search")) rows.push_back(FilteredSearchRow(bench));
  if (wanted("reader_events")) rows.push_back(ReaderEventsRow(bench));
  if (wanted("cost_growth")) {
    rows.push_back(CostGrowthRow(small, MeasureCosts(bench)));
  }
  if (wanted("segment_preview")) rows.push_back(SegmentPreviewRow(bench));
  if (wanted("merge")) rows.push_back(MergeRow(bench));
  if (wanted("duplicates")) rows.push_back(DuplicatesRow(bench));
  // Last, so that they count what all the others left behind.
  if (wanted("memory")) rows.push_back(MemoryRow(bench));
  if (wanted("restart")) rows.push_back(RestartRow(bench));
  return rows;
}

int Main() {
  const std::string folder = testing::NewFolder("comptoir-bench");
  const std::string log = folder + "/log";
  const int http_port = testing::FreePort();
  auto echo = StartOrDie(
      {absl::GetFlag(FLAGS_echo_server), folder + "/echo.port"}, log);
  const std::string port_file = folder + "/ours.port";
  const std::vector<std::string> arguments = {
      absl::GetFlag(FLAGS_comptoird),
      "--data_dir=" + folder + "/data",
      "--listen=127.0.0.1:0",
      "--insecure_loopback",
      fmt::format("--http_port={}", http_port),
      "--port_file=" + port_file};
  auto ours = StartOrDie(arguments, log);
  const std::string echo_address = LineOrDie(folder + "/echo.port", *echo);
  const std::string address = "127.0.0.1:" + LineOrDie(port_file, *ours);
  const Shop shop =
      OpenShop(address, LineOrDie(folder + "/data/operator.token", *ours));
  Connections our_connections(address, shop.token);
  Connections echo_connections(echo_address, shop.token);
  Bench bench{
      .ours = {*ours, our_connections},
      .echo = {*echo, echo_connections},
      .folder = folder,
      .turn = absl::GetFlag(FLAGS_turn),
      .turns = absl::GetFlag(FLAGS_turns),
      .http_port = http_port,
      .reader_token = shop.reader_token,
      .reader_address = address,
      .location_id = shop.location_id,
      .restart =
          [&] {
            ours->Stop(SIGTERM);
            std::filesystem::remove(port_file);
            const absl::Time start = absl::Now();
            ours = StartOrDie(arguments, log);
            const Connections connections(
                "127.0.0.1:" + LineOrDie(port_file, *ours), shop.token);
            customers::v1::SuggestCustomersRequest request;
            request.set_text("mar");
            CallOnce(connections,
                     "/comptoir.customers.v1.CustomerService/SuggestCustomers",
                     request);
            return absl::Now() - start;
          },
  };
  const std::vector<Row> rows = Measure(bench, absl::GetFlag(FLAGS_only));
  std::cout << Table(rows);
  if (const std::string file = absl::GetFlag(FLAGS_json); !file.empty()) {
    std::ofstream(file) << Json(rows);
  }
  echo.reset();
  ours.reset();
  std::filesystem::remove_all(folder);
  return rows.empty() ? 2 : 0;
}

}  // namespace
}  // namespace comptoir::benchmarks

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return comptoir::benchmarks::Main();
}
