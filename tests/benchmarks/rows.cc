#include "tests/benchmarks/rows.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>

#include "absl/time/clock.h"
#include "comptoir/bench/v1/echo_service.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "fmt/format.h"
#include "tests/benchmarks/people.h"
#include "tests/benchmarks/raw_rocksdb.h"

namespace comptoir::benchmarks {
namespace {

using bench::v1::EchoRequest;
using customers::v1::CreateCustomerRequest;
using customers::v1::CreateCustomerResponse;
using customers::v1::GetCustomerRequest;
using customers::v1::ListCustomersRequest;
using customers::v1::SearchCustomersRequest;
using customers::v1::SuggestCustomersRequest;
using customers::v1::UpdateCustomerRequest;

constexpr int kOutstanding = 64;

std::string Method(const char* name) {
  return fmt::format("/comptoir.customers.v1.CustomerService/{}", name);
}

// Numbers that do not follow the order of loading.
int64_t Scatter(int64_t n, size_t count) {
  return static_cast<int64_t>((static_cast<uint64_t>(n) * 2'654'435'761u) %
                              count);
}

const std::string& SomeId(const Bench& bench, int64_t n) {
  return bench.ids[static_cast<size_t>(Scatter(n, bench.ids.size()))];
}

Issue Get(const Bench& bench) {
  return Unary(bench.ours.connections, Method("GetCustomer"),
               [&bench](int64_t n) {
                 GetCustomerRequest request;
                 request.set_customer_id(SomeId(bench, n));
                 return request.SerializeAsString();
               });
}

UpdateCustomerRequest UpdateRequest(const Bench& bench, int64_t n) {
  static std::atomic<int64_t> serial{0};
  UpdateCustomerRequest request;
  request.mutable_customer()->set_id(SomeId(bench, n));
  request.mutable_customer()->set_note(
      fmt::format("likes the window table, visit {}", n));
  request.mutable_update_mask()->add_paths("note");
  request.set_request_id(fmt::format("bench-update-{}", serial++));
  return request;
}

Issue Update(const Bench& bench) {
  return Unary(bench.ours.connections, Method("UpdateCustomer"),
               [&bench](int64_t n) {
                 return UpdateRequest(bench, n).SerializeAsString();
               });
}

Issue Suggest(const Bench& bench) {
  return Unary(bench.ours.connections, Method("SuggestCustomers"),
               [](int64_t n) {
                 SuggestCustomersRequest request;
                 request.set_text(Typed(n));
                 return request.SerializeAsString();
               });
}

// By email, phone, reference id and name in turn.
SearchCustomersRequest SearchRequest(const Bench& bench, int64_t n) {
  const auto person = Person(Scatter(n, bench.ids.size()));
  SearchCustomersRequest request;
  request.set_page_size(20);
  auto& query = *request.mutable_query();
  if (n % 4 == 0) {
    query.mutable_email_address()->set_exact(person.email_address());
  } else if (n % 4 == 1) {
    query.mutable_phone_number()->set_prefix(
        person.phone_number().substr(0, 8));
  } else if (n % 4 == 2) {
    query.mutable_reference_id()->set_prefix(
        person.reference_id().substr(0, 6));
  } else {
    query.mutable_name()->set_prefix(person.family_name().substr(0, 3));
  }
  return request;
}

Issue Search(const Bench& bench) {
  return Unary(bench.ours.connections, Method("SearchCustomers"),
               [&bench](int64_t n) {
                 return SearchRequest(bench, n).SerializeAsString();
               });
}

// Two to four conditions that leave nobody, some or nearly all, in turn by name
// and the newest first.
ListCustomersRequest FilteredRequest(const Bench& bench, int64_t n) {
  const auto person = Person(Scatter(n, bench.ids.size()));
  ListCustomersRequest request;
  request.set_page_size(20);
  request.set_order(n % 2 == 0 ? customers::v1::CUSTOMER_ORDER_NAME
                               : customers::v1::CUSTOMER_ORDER_NEWEST_FIRST);
  auto& parts = *request.mutable_filter()->mutable_all();
  const auto add_text = [&parts](customers::v1::TextField field) {
    auto* text = parts.add_parts()->mutable_text();
    text->set_field(field);
    return text;
  };
  parts.add_parts()->mutable_create_time()->set_last_days(30);
  if (n % 3 == 0) {
    add_text(customers::v1::TEXT_FIELD_GIVEN_NAME)->set_is(person.given_name());
  } else {
    add_text(customers::v1::TEXT_FIELD_FAMILY_NAME)
        ->set_starts(person.family_name().substr(0, 3));
  }
  if (n % 4 >= 1) {
    add_text(customers::v1::TEXT_FIELD_PHONE_NUMBER)->set_exists(true);
  }
  if (n % 4 >= 2) {
    auto& none = *parts.add_parts()->mutable_none();
    none.add_parts()->mutable_visits()->set_minimum(1);
  }
  return request;
}

Issue FilteredSearch(const Bench& bench) {
  return Unary(bench.ours.connections, Method("ListCustomers"),
               [&bench](int64_t n) {
                 return FilteredRequest(bench, n).SerializeAsString();
               });
}

// The echo of a call of ours: as large a request and as large an answer.
Issue EchoOf(const Bench& bench, const char* method,
             const google::protobuf::Message& request) {
  EchoRequest echo;
  echo.set_payload(std::string(request.ByteSizeLong(), 'x'));
  echo.set_answer_bytes(static_cast<int32_t>(
      CallOnce(bench.ours.connections, Method(method), request).size()));
  return Unary(bench.echo.connections, "/comptoir.bench.v1.EchoService/Echo",
               [bytes = echo.SerializeAsString()](int64_t) { return bytes; });
}

Issue EchoOfGet(const Bench& bench) {
  GetCustomerRequest request;
  request.set_customer_id(bench.ids.front());
  return EchoOf(bench, "GetCustomer", request);
}

void CheckNoErrors(const LoadResult& load, const char* what) {
  if (load.errors == 0) return;
  std::fprintf(stderr, "%s: %ld of %ld calls failed\n", what, load.errors,
               load.answered);
  std::exit(1);
}

// The engine goes on merging what was loaded; what is measured next is not to
// pay for it. Gives up after two minutes and says so.
void AwaitQuiet(const testing::Process& process) {
  constexpr absl::Duration kLook = absl::Seconds(1);
  for (int look = 0; look < 120; ++look) {
    const absl::Duration before = process.CpuTime();
    absl::SleepFor(kLook);
    if (process.CpuTime() - before < kLook / 50) return;
  }
  std::fprintf(stderr, "the server is still busy with what was loaded\n");
}

// A turn of a closed loop, with the server's CPU time.
struct Turn {
  double per_second = 0;
  double cpu_us = 0;
};

Turn Run(const Target& target, const Issue& issue, absl::Duration duration,
         const char* what) {
  const absl::Duration before = target.process.CpuTime();
  const LoadResult load = ClosedLoop(issue, kOutstanding, duration);
  CheckNoErrors(load, what);
  const absl::Duration cpu = target.process.CpuTime() - before;
  return {.per_second = load.PerSecond(),
          .cpu_us = absl::ToDoubleMicroseconds(cpu) /
                    static_cast<double>(load.answered)};
}

struct Compared {
  std::vector<double> ours, echo, ratios;
  void Add(double our, double reference) {
    ours.push_back(our);
    echo.push_back(reference);
    ratios.push_back(our / reference);
  }
  // Keeps `ours` as measured and lets the ratio be the median of the turns'.
  void Fill(Row& row) const {
    row.ours = Median(ours);
    row.reference = row.ours / Median(ratios);
  }
};

// Throughput and CPU per call against the echo.
std::pair<Compared, Compared> Compare(Bench& bench, const Issue& ours,
                                      const Issue& echo, const char* what) {
  Compared calls, cpu;
  Run(bench.echo, echo, bench.turn / 4, "warm-up of echo");
  Run(bench.ours, ours, bench.turn / 4, what);
  for (int turn = 0; turn < bench.turns; ++turn) {
    const Turn reference = Run(bench.echo, echo, bench.turn, "echo");
    const Turn our = Run(bench.ours, ours, bench.turn, what);
    calls.Add(our.per_second, reference.per_second);
    cpu.Add(our.cpu_us, reference.cpu_us);
  }
  return {calls, cpu};
}

// p99 of an open loop at a `share` of what the echo can do.
Compared CompareTails(Bench& bench, const Issue& ours, const Issue& echo,
                      double share, const char* what) {
  const double rate =
      share * Run(bench.echo, echo, bench.turn, "echo").per_second;
  Compared p99;
  OpenLoop(ours, rate / 4, bench.turn / 2);
  for (int turn = 0; turn < bench.turns; ++turn) {
    LoadResult reference = OpenLoop(echo, rate, bench.turn);
    LoadResult our = OpenLoop(ours, rate, bench.turn);
    CheckNoErrors(reference, "echo");
    CheckNoErrors(our, what);
    p99.Add(our.LatencyUs(0.99), reference.LatencyUs(0.99));
  }
  return p99;
}

}  // namespace

void LoadCustomers(Bench& bench, int64_t count) {
  const auto first = static_cast<int64_t>(bench.ids.size());
  if (count <= first) return;
  std::mutex mutex;
  const Issue create = Unary(
      bench.ours.connections, Method("CreateCustomer"),
      [first](int64_t n) {
        CreateCustomerRequest request;
        *request.mutable_customer() = Person(first + n);
        request.set_request_id(fmt::format("bench-load-{}", first + n));
        return request.SerializeAsString();
      },
      [&](const std::string& bytes) {
        CreateCustomerResponse response;
        response.ParseFromString(bytes);
        std::lock_guard lock(mutex);
        bench.ids.push_back(response.customer().id());
      });
  std::fprintf(stderr, "loading %ld customers\n", count - first);
  const LoadResult load = CountedLoop(create, 256, count - first);
  CheckNoErrors(load, "load");
  std::fprintf(stderr, "loaded at %.0f customers/s\n", load.PerSecond());
  AwaitQuiet(bench.ours.process);
}

std::vector<Row> GetRows(Bench& bench) {
  const auto [calls, cpu] = Compare(bench, Get(bench), EchoOfGet(bench), "get");
  Row get{.name = "get",
          .unit = "calls/s",
          .goal = 0.90,
          .note = "GetCustomer, 64 outstanding; reference: bare echo"};
  calls.Fill(get);
  Row get_cpu{.name = "get_cpu",
              .unit = "us of server CPU per call",
              .want = Row::Want::kAtMost,
              .goal = 1.25,
              .note = "reference: bare echo"};
  cpu.Fill(get_cpu);
  return {get, get_cpu};
}

Row DurableWriteRow(Bench& bench) {
  const Issue echo =
      EchoOf(bench, "UpdateCustomer", UpdateRequest(bench, 12'345));
  const auto [calls, cpu] = Compare(bench, Update(bench), echo, "update");
  Row row{.name = "durable_write",
          .unit = "calls/s",
          .goal = 0.50,
          .note =
              "UpdateCustomer, 64 outstanding, answered after fsync; "
              "reference: bare echo"};
  calls.Fill(row);
  return row;
}

Row WriteAloneRow(Bench& bench) {
  const Issue update = Update(bench);
  const Issue echo = EchoOfGet(bench);
  Compared latency;
  for (int turn = 0; turn < bench.turns; ++turn) {
    LoadResult reference = ClosedLoop(echo, 1, bench.turn / 2);
    auto writes =
        SyncedWrites(fmt::format("{}/raw-{}", bench.folder, turn), 2000, 700);
    LoadResult our = ClosedLoop(update, 1, bench.turn / 2);
    CheckNoErrors(our, "update");
    LoadResult written{.latencies_us = std::move(writes)};
    latency.Add(our.LatencyUs(0.5),
                reference.LatencyUs(0.5) + written.LatencyUs(0.5));
  }
  Row row{.name = "write_alone",
          .unit = "us, median",
          .want = Row::Want::kAtMost,
          .goal = 1.5,
          .note =
              "one UpdateCustomer at a time; reference: one echo + one "
              "synced RocksDB write of 700 bytes"};
  latency.Fill(row);
  return row;
}

Row SuggestRow(Bench& bench) {
  SuggestCustomersRequest sample;
  sample.set_text("mar");
  const Issue echo = EchoOf(bench, "SuggestCustomers", sample);
  Row row{.name = "suggest",
          .unit = "us, p99",
          .want = Row::Want::kAtMost,
          .goal = 2.0,
          .note =
              "open loop at 10 % of the echo's capacity; words, accents, "
              "every fourth with a typo; reference: bare echo"};
  CompareTails(bench, Suggest(bench), echo, 0.1, "suggest").Fill(row);
  return row;
}

Row SearchRow(Bench& bench) {
  const Issue echo = EchoOf(bench, "SearchCustomers", SearchRequest(bench, 3));
  Row row{.name = "search",
          .unit = "us, p99",
          .want = Row::Want::kAtMost,
          .goal = 5.0,
          .note =
              "open loop at 2 % of the echo's capacity; first page of 20 "
              "by email, phone, reference id or name; reference: bare "
              "echo of a full page"};
  CompareTails(bench, Search(bench), echo, 0.02, "search").Fill(row);
  return row;
}

Row FilteredSearchRow(Bench& bench) {
  const Issue echo = EchoOf(bench, "ListCustomers", FilteredRequest(bench, 6));
  Row row{.name = "filtered_search",
          .unit = "us, p99",
          .want = Row::Want::kAtMost,
          .goal = 5.0,
          .note =
              "open loop at 0.5 % of the echo's capacity; first page of 20 "
              "under two to four filters, with an exact count; reference: "
              "bare echo of a full page"};
  CompareTails(bench, FilteredSearch(bench), echo, 0.005, "filtered_search")
      .Fill(row);
  return row;
}

Costs MeasureCosts(Bench& bench) {
  const Issue get = Get(bench);
  const Issue suggest = Suggest(bench);
  std::vector<double> get_us, suggest_us;
  for (int turn = 0; turn <= bench.turns; ++turn) {
    const double g = Run(bench.ours, get, bench.turn, "get").cpu_us;
    const double s = Run(bench.ours, suggest, bench.turn, "suggest").cpu_us;
    if (turn == 0) continue;  // Warms the caches up.
    get_us.push_back(g);
    suggest_us.push_back(s);
  }
  return {.get_us = Median(get_us), .suggest_us = Median(suggest_us)};
}

Row CostGrowthRow(const Costs& small, const Costs& large) {
  const double get = large.get_us / small.get_us;
  const double suggest = large.suggest_us / small.suggest_us;
  const bool get_grows_more = get > suggest;
  return {.name = "cost_growth",
          .ours = get_grows_more ? large.get_us : large.suggest_us,
          .reference = get_grows_more ? small.get_us : small.suggest_us,
          .unit = "us of server CPU per call",
          .want = Row::Want::kAtMost,
          .goal = 1.3,
          .note = fmt::format("1 million customers against 10 thousand; get "
                              "{:.2f}, suggest {:.2f}, the larger counts",
                              get, suggest)};
}

}  // namespace comptoir::benchmarks
