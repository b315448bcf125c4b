// merge: how long two profiles take to be one, whatever is in them.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/customers/v1/merge_service.pb.h"
#include "comptoir/sales/v1/sale_service.pb.h"
#include "fmt/format.h"
#include "tests/benchmarks/rows.h"

namespace comptoir::benchmarks {
namespace {

using customers::v1::MergeCustomersRequest;
using customers::v1::MergeCustomersResponse;
using customers::v1::UnmergeCustomerRequest;
using customers::v1::UnmergeCustomerResponse;
using customers::v1::UpdateCustomerRequest;
using customers::v1::UpdateCustomerResponse;
using sales::v1::CreateSaleRequest;
using sales::v1::CreateSaleResponse;
using sales::v1::RecordPaymentRequest;

constexpr int64_t kSalesEach = 10'000;
constexpr int kOutstanding = 64;
constexpr int kMerges = 50;

void LoadOrDie(const Issue& issue, int64_t count) {
  if (CountedLoop(issue, kOutstanding, count).errors == 0) return;
  std::fprintf(stderr, "merge: sales could not be made\n");
  std::exit(1);
}

// Makes and completes sales, by turns of one customer and the other.
void Sell(const Bench& bench, const std::string& one,
          const std::string& other) {
  std::mutex mutex;
  std::vector<std::string> sale_ids;
  LoadOrDie(
      Unary(
          bench.ours.connections, "/comptoir.sales.v1.SaleService/CreateSale",
          [&](int64_t n) {
            CreateSaleRequest request;
            request.set_location_id(bench.location_id);
            request.set_customer_id(n % 2 == 0 ? one : other);
            auto& line = *request.add_lines();
            line.set_name("Tea");
            line.set_quantity(1);
            line.mutable_unit_price()->set_minor_units(300);
            line.mutable_unit_price()->set_currency("EUR");
            return request.SerializeAsString();
          },
          [&](const std::string& bytes) {
            CreateSaleResponse response;
            response.ParseFromString(bytes);
            std::lock_guard lock(mutex);
            sale_ids.push_back(response.sale().id());
          }),
      2 * kSalesEach);
  LoadOrDie(Unary(bench.ours.connections,
                  "/comptoir.sales.v1.SaleService/RecordPayment",
                  [&](int64_t n) {
                    RecordPaymentRequest request;
                    request.set_sale_id(sale_ids[static_cast<size_t>(n)]);
                    request.set_method(sales::v1::PAYMENT_METHOD_CASH);
                    request.mutable_amount()->set_minor_units(300);
                    request.mutable_amount()->set_currency("EUR");
                    return request.SerializeAsString();
                  }),
            2 * kSalesEach);
}

// One call, waited for; in microseconds.
template <typename Response>
double Timed(const Bench& bench, const char* method,
             const google::protobuf::Message& request) {
  const absl::Time start = absl::Now();
  Ask<Response>(bench.ours.connections,
                fmt::format("/comptoir.customers.v1.{}", method), request);
  return absl::ToDoubleMicroseconds(absl::Now() - start);
}

}  // namespace

Row MergeRow(Bench& bench) {
  const std::string survivor = bench.ids.front();
  const std::string merged = bench.ids.back();
  Sell(bench, survivor, merged);
  UpdateCustomerRequest update;
  update.mutable_customer()->set_id(bench.ids[bench.ids.size() / 2]);
  update.mutable_update_mask()->add_paths("note");
  MergeCustomersRequest merge;
  merge.set_survivor_customer_id(survivor);
  merge.add_customer_ids(merged);
  UnmergeCustomerRequest unmerge;
  unmerge.set_customer_id(merged);
  std::vector<double> updates, merges;
  for (int i = 0; i < kMerges; ++i) {
    update.mutable_customer()->set_note(fmt::format("visit {}", i));
    updates.push_back(Timed<UpdateCustomerResponse>(
        bench, "CustomerService/UpdateCustomer", update));
    merges.push_back(Timed<MergeCustomersResponse>(
        bench, "MergeService/MergeCustomers", merge));
    Timed<UnmergeCustomerResponse>(bench, "MergeService/UnmergeCustomer",
                                   unmerge);
  }
  return {.name = "merge",
          .ours = Median(std::move(merges)),
          .reference = Median(std::move(updates)),
          .unit = "us, median",
          .want = Row::Want::kAtMost,
          .goal = 3.0,
          .note = fmt::format("MergeCustomers of two profiles with {} sales "
                              "each, one at a time; reference: UpdateCustomer",
                              kSalesEach)};
}

}  // namespace comptoir::benchmarks
