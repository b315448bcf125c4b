#include "server/services.h"

#include <utility>

#include "server/base/status.h"
#include "server/merchants/services/merchants_area.h"

namespace comptoir {
namespace {

using Bound = std::vector<std::unique_ptr<rpc::BoundService>>;

class AllServices final : public Services {
 public:
  AllServices(store::Store& store, const Clock& clock,
              std::unique_ptr<merchants::MerchantsArea> merchants,
              rpc::RuntimeOptions options)
      : clock_(clock),
        merchants_(std::move(merchants)),
        runtime_(store, merchants_->authenticator(), clock,
                 WithPreparations(std::move(options))) {
    merchants_->Bind(runtime_, &bound_);
  }

  absl::Status Start() override { return merchants_->Start(clock_.Now()); }

  rpc::Runtime& runtime() override { return runtime_; }
  const Bound& bound() const override { return bound_; }
  std::vector<ops::AreaFigure> figures() const override { return {}; }

  bool IsOperator(const std::string& token) override {
    auto caller = merchants_->authenticator().Authenticate(token, clock_.Now());
    return caller.ok() && caller->kind == Principal::Kind::kOperator;
  }

 private:
  rpc::RuntimeOptions WithPreparations(rpc::RuntimeOptions options) {
    merchants_->AddPreparations(&options.preparations);
    return options;
  }

  const Clock& clock_;
  std::unique_ptr<merchants::MerchantsArea> merchants_;
  rpc::Runtime runtime_;
  Bound bound_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Services>> Services::Make(
    store::Store& store, const Clock& clock, ServicesOptions options) {
  ASSIGN_OR_RETURN(std::unique_ptr<merchants::MerchantsArea> merchants,
                   merchants::MerchantsArea::Make(store, options.data_dir));
  return std::make_unique<AllServices>(store, clock, std::move(merchants),
                                       std::move(options.runtime));
}

}  // namespace comptoir
