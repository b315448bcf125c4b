// What the store and what runs on it count, for metrics.
#ifndef COMPTOIR_SERVER_RPC_FIGURES_STORE_FIGURES_H_
#define COMPTOIR_SERVER_RPC_FIGURES_STORE_FIGURES_H_

#include <vector>

#include "server/rpc/figures/area_figure.h"
#include "server/store/outbox/outbox.h"
#include "server/store/reactions/reactions.h"
#include "server/store/store.h"

namespace comptoir::rpc {

// All of these must outlive the figures.
std::vector<AreaFigure> StoreFigures(const store::Store& store,
                                     const store::Outbox& outbox,
                                     const store::Reactions& reactions);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_FIGURES_STORE_FIGURES_H_
