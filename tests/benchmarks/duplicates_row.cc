// duplicates: how long it takes to be told of everybody who is there twice.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/customers/v1/duplicate_service.pb.h"
#include "fmt/format.h"
#include "tests/benchmarks/people.h"
#include "tests/benchmarks/rows.h"

namespace comptoir::benchmarks {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::ListDuplicatesRequest;
using customers::v1::ListDuplicatesResponse;

constexpr int64_t kDoubles = 1000;
constexpr double kGoalSeconds = 5;

// Makes some of the loaded people a second time, each without a reference id.
void CreateDoubles(const Bench& bench) {
  const auto loaded = static_cast<int64_t>(bench.ids.size());
  const Issue create =
      Unary(bench.ours.connections,
            "/comptoir.customers.v1.CustomerService/CreateCustomer",
            [loaded](int64_t n) {
              CreateCustomerRequest request;
              *request.mutable_customer() = Person(n * loaded / kDoubles);
              request.mutable_customer()->clear_reference_id();
              request.set_request_id(fmt::format("bench-double-{}", n));
              return request.SerializeAsString();
            });
  if (CountedLoop(create, 64, kDoubles).errors == 0) return;
  std::fprintf(stderr, "customers could not be doubled\n");
  std::exit(1);
}

// How many are suggested, over all pages.
int64_t CountSuggestions(const Bench& bench) {
  ListDuplicatesRequest request;
  request.set_page_size(200);
  int64_t count = 0;
  do {
    const auto page = Ask<ListDuplicatesResponse>(
        bench.ours.connections,
        "/comptoir.customers.v1.DuplicateService/ListDuplicates", request);
    count += page.duplicates_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return count;
}

}  // namespace

Row DuplicatesRow(Bench& bench) {
  CreateDoubles(bench);
  const absl::Time start = absl::Now();
  const int64_t count = CountSuggestions(bench);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (count < kDoubles) {
    std::fprintf(stderr, "only %ld of %ld are suggested\n", count, kDoubles);
    std::exit(1);
  }
  return {.name = "duplicates",
          .ours = seconds,
          .reference = kGoalSeconds,
          .unit = "s",
          .want = Row::Want::kAtMost,
          .goal = 1.0,
          .note = fmt::format("all {} suggestions among all customers, page by "
                              "page; reference: the limit",
                              count)};
}

}  // namespace comptoir::benchmarks
