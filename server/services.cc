#include "server/services.h"

#include <utility>

#include "server/areas.h"
#include "server/base/status.h"
#include "server/rpc/figures/store_figures.h"

namespace comptoir {
namespace {

class AllServices final : public Services {
 public:
  AllServices(store::Store& store, const Clock& clock,
              std::unique_ptr<Areas> areas, rpc::RuntimeOptions options)
      : store_(store),
        clock_(clock),
        areas_(std::move(areas)),
        runtime_(store, areas_->authenticator(), clock,
                 Complete(std::move(options))) {
    for (Area* area : areas_->all()) area->Bind(runtime_, &bound_);
  }

  absl::Status Start() override {
    const auto snapshot = store_.Read();
    for (Area* area : areas_->all()) RETURN_IF_ERROR(area->Load(*snapshot));
    store_.Start();
    for (Area* area : areas_->all()) RETURN_IF_ERROR(area->Start(clock_.Now()));
    areas_->outbox().Start();
    return areas_->reactions().Start();
  }

  void Stop(absl::Duration grace) override {
    for (Area* area : areas_->all()) area->Stop();
    areas_->reactions().Stop();
    areas_->outbox().Stop(grace);
  }

  rpc::Runtime& runtime() override { return runtime_; }
  const std::vector<std::unique_ptr<rpc::BoundService>>& bound()
      const override {
    return bound_;
  }
  std::vector<rpc::AreaFigure> figures() const override;

  bool IsOperator(const std::string& token) override {
    auto caller = areas_->authenticator().Authenticate(token, clock_.Now());
    return caller.ok() && caller->kind == Principal::Kind::kOperator;
  }

 private:
  // With what areas bring.
  rpc::RuntimeOptions Complete(rpc::RuntimeOptions options) {
    options.profiles = &areas_->profiles();
    for (Area* area : areas_->all()) {
      area->AddPreparations(&options.preparations);
      area->AddRequestChecks(&options.checks);
    }
    return options;
  }

  store::Store& store_;
  const Clock& clock_;
  const std::unique_ptr<Areas> areas_;
  rpc::Runtime runtime_;
  std::vector<std::unique_ptr<rpc::BoundService>> bound_;
};

std::vector<rpc::AreaFigure> AllServices::figures() const {
  std::vector<rpc::AreaFigure> figures =
      rpc::StoreFigures(store_, areas_->outbox(), areas_->reactions());
  for (const Area* area : areas_->all()) {
    for (rpc::AreaFigure& figure : area->figures()) {
      figures.push_back(std::move(figure));
    }
  }
  return figures;
}

}  // namespace

std::unique_ptr<Services> Services::Make(store::Store& store,
                                         const Clock& clock,
                                         ServicesOptions options) {
  auto areas = Areas::Make(
      store, clock,
      {.data_dir = std::move(options.data_dir),
       .secret = options.runtime.secret,
       .passcode_pepper = std::move(options.passcode_pepper),
       .webhooks_allow_private = options.webhooks_allow_private,
       .webhooks_hold_file = std::move(options.webhooks_hold_file)});
  return std::make_unique<AllServices>(store, clock, std::move(areas),
                                       std::move(options.runtime));
}

}  // namespace comptoir
