#include "tests/fault/writers.h"

#include <utility>

#include "absl/time/clock.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "fmt/format.h"

namespace comptoir::fault {
namespace {

using customers::v1::CustomerServiceClient;
using sales::v1::SaleServiceClient;

// One attempt a call: trying again is the writer's, so that the journal has
// every attempt.
sdk::CallOptions Once(sdk::CallInfo* info = nullptr) {
  return {.deadline = absl::Seconds(3), .attempts = 1, .info = info};
}

// Between tries while the server is down: it needs the processor to start.
constexpr absl::Duration kServerDownPause = absl::Milliseconds(10);

bool OutcomeUnknown(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kCancelled ||
         status.code() == absl::StatusCode::kUnknown;
}

// Sends `request` until it is answered. An error that a crash does not explain
// is what this program is here to find: it is returned.
template <typename Client, typename Request, typename Response>
absl::StatusOr<Response> Insist(World& world, const Client& client,
                                absl::StatusOr<Response> (Client::*method)(
                                    const Request&, const sdk::CallOptions&)
                                    const,
                                const Request& request) {
  const std::string& id = request.request_id();
  world.journal->Intend(id);
  while (true) {
    sdk::CallInfo info;
    auto answer = (client.*method)(request, Once(&info));
    if (answer.ok()) {
      world.journal->Answered(id, info.replayed);
      return answer;
    }
    if (!OutcomeUnknown(answer.status())) return answer;
    world.journal->Unknown(id, "unknown");
    absl::SleepFor(kServerDownPause);
  }
}

// Reads until it is answered.
template <typename Client, typename Request, typename Response>
absl::StatusOr<Response> Ask(const Client& client,
                             absl::StatusOr<Response> (Client::*method)(
                                 const Request&, const sdk::CallOptions&) const,
                             const Request& request) {
  while (true) {
    auto answer = (client.*method)(request, Once());
    if (answer.ok() || !OutcomeUnknown(answer.status())) return answer;
  }
}

class Creator final : public Writer {
 public:
  Creator(World& world, int number)
      : world_(world), number_(number), customers_(world.owner) {}

  void Run() override {
    while (!world_.stop) {
      customers::v1::CreateCustomerRequest request;
      const std::string reference = fmt::format("c{}-{}", number_, ids_.size());
      request.mutable_customer()->set_given_name("Zoé");
      request.mutable_customer()->set_reference_id(reference);
      request.set_request_id(reference);
      auto created = Insist(world_, customers_,
                            &CustomerServiceClient::CreateCustomer, request);
      if (!created.ok()) {
        failures_.push_back(created.status().ToString());
        return;
      }
      ids_.push_back(created->customer().id());
    }
  }

  std::vector<std::string> Check() override {
    std::vector<std::string> wrong = failures_;
    for (size_t n = 0; n < ids_.size(); ++n) {
      customers::v1::SearchCustomersRequest request;
      const std::string reference = fmt::format("c{}-{}", number_, n);
      request.mutable_query()->mutable_reference_id()->set_exact(reference);
      auto found =
          Ask(customers_, &CustomerServiceClient::SearchCustomers, request);
      if (!found.ok()) {
        wrong.push_back(found.status().ToString());
      } else if (found->customers_size() != 1) {
        wrong.push_back(fmt::format("customer {} is there {} times", reference,
                                    found->customers_size()));
      } else if (found->customers(0).id() != ids_[n]) {
        wrong.push_back(fmt::format("customer {} is {}, was answered as {}",
                                    reference, found->customers(0).id(),
                                    ids_[n]));
      }
    }
    return wrong;
  }

 private:
  World& world_;
  const int number_;
  const CustomerServiceClient customers_;
  std::vector<std::string> ids_;
  std::vector<std::string> failures_;
};

// Makes the customer that a writer works on.
absl::StatusOr<customers::v1::Customer> NewCustomer(
    World& world, const CustomerServiceClient& customers,
    const std::string& name) {
  customers::v1::CreateCustomerRequest request;
  request.mutable_customer()->set_given_name(name);
  request.set_request_id(name);
  auto created =
      Insist(world, customers, &CustomerServiceClient::CreateCustomer, request);
  if (!created.ok()) return created.status();
  return created->customer();
}

class Updater final : public Writer {
 public:
  Updater(World& world, int number)
      : world_(world),
        name_(fmt::format("updater{}", number)),
        customers_(world.owner) {}

  void Run() override {
    auto customer = NewCustomer(world_, customers_, name_);
    while (customer.ok() && !world_.stop) {
      customer_ = *customer;
      customers::v1::UpdateCustomerRequest request;
      request.mutable_customer()->set_id(customer_.id());
      // A second application of the same update would find another etag.
      request.mutable_customer()->set_etag(customer_.etag());
      request.mutable_customer()->set_note(std::to_string(++count_));
      request.mutable_update_mask()->add_paths("note");
      request.set_request_id(fmt::format("{}-{}", name_, count_));
      auto updated = Insist(world_, customers_,
                            &CustomerServiceClient::UpdateCustomer, request);
      if (updated.ok()) {
        customer = updated->customer();
        customer_ = *customer;
      } else {
        customer = updated.status();
      }
    }
    if (!customer.ok()) failures_.push_back(customer.status().ToString());
  }

  std::vector<std::string> Check() override {
    std::vector<std::string> wrong = failures_;
    customers::v1::GetCustomerRequest request;
    request.set_customer_id(customer_.id());
    auto got = Ask(customers_, &CustomerServiceClient::GetCustomer, request);
    if (!got.ok()) {
      wrong.push_back(got.status().ToString());
    } else if (got->customer().note() != std::to_string(count_)) {
      wrong.push_back(fmt::format("{} stands at {}, answered was {}", name_,
                                  got->customer().note(), count_));
    } else if (got->customer().etag() != customer_.etag()) {
      wrong.push_back(fmt::format("{} was written once too often", name_));
    }
    return wrong;
  }

 private:
  World& world_;
  const std::string name_;
  const CustomerServiceClient customers_;
  customers::v1::Customer customer_;
  int64_t count_ = 0;
  std::vector<std::string> failures_;
};

class Seller final : public Writer {
 public:
  Seller(World& world, int number)
      : world_(world),
        name_(fmt::format("seller{}", number)),
        customers_(world.owner),
        sales_(world.owner) {}

  void Run() override {
    auto customer = NewCustomer(world_, customers_, name_);
    if (!customer.ok()) {
      failures_.push_back(customer.status().ToString());
      return;
    }
    customer_id_ = customer->id();
    while (!world_.stop) {
      if (absl::Status sold = Sell(visits_ + 1); !sold.ok()) {
        failures_.push_back(sold.ToString());
        return;
      }
      ++visits_;
      spend_ += PriceOf(visits_);
    }
  }

  std::vector<std::string> Check() override {
    std::vector<std::string> wrong = failures_;
    sales::v1::GetPurchaseSummaryRequest request;
    request.set_customer_id(customer_id_);
    auto got = Ask(sales_, &SaleServiceClient::GetPurchaseSummary, request);
    if (!got.ok()) return {got.status().ToString()};
    const auto& summary = got->summary();
    const int64_t spend =
        summary.spend_size() == 0 ? 0 : summary.spend(0).total().minor_units();
    if (summary.visit_count() != visits_ || spend != spend_) {
      wrong.push_back(
          fmt::format("{}: {} visits worth {}, answered were {} worth {}",
                      name_, summary.visit_count(), spend, visits_, spend_));
    }
    return wrong;
  }

 private:
  static int64_t PriceOf(int64_t visit) { return 100 + visit % 7; }

  absl::Status Sell(int64_t visit) {
    sales::v1::CreateSaleRequest open;
    open.set_location_id(world_.shop.location_id);
    open.set_customer_id(customer_id_);
    open.set_request_id(fmt::format("{}-open-{}", name_, visit));
    auto& line = *open.add_lines();
    line.set_name("Café crème");
    line.set_quantity(1);
    line.mutable_unit_price()->set_minor_units(PriceOf(visit));
    line.mutable_unit_price()->set_currency("EUR");
    auto sale = Insist(world_, sales_, &SaleServiceClient::CreateSale, open);
    if (!sale.ok()) return sale.status();
    sales::v1::RecordPaymentRequest pay;
    pay.set_sale_id(sale->sale().id());
    pay.set_method(sales::v1::PAYMENT_METHOD_CASH);
    *pay.mutable_amount() = line.unit_price();
    pay.set_request_id(fmt::format("{}-pay-{}", name_, visit));
    auto paid = Insist(world_, sales_, &SaleServiceClient::RecordPayment, pay);
    if (!paid.ok()) return paid.status();
    if (paid->sale().state() != sales::v1::SALE_STATE_COMPLETED) {
      return absl::InternalError("a sale paid in full is not completed");
    }
    return absl::OkStatus();
  }

  World& world_;
  const std::string name_;
  const CustomerServiceClient customers_;
  const SaleServiceClient sales_;
  std::string customer_id_;
  int64_t visits_ = 0;
  int64_t spend_ = 0;
  std::vector<std::string> failures_;
};

}  // namespace

std::unique_ptr<Writer> NewCreator(World& world, int number) {
  return std::make_unique<Creator>(world, number);
}

std::unique_ptr<Writer> NewUpdater(World& world, int number) {
  return std::make_unique<Updater>(world, number);
}

std::unique_ptr<Writer> NewSeller(World& world, int number) {
  return std::make_unique<Seller>(world, number);
}

}  // namespace comptoir::fault
