// The figures of a server as Prometheus reads them. Names and units follow
// Prometheus' conventions; no label ever names a merchant or a person.
#ifndef COMPTOIR_SERVER_OPS_METRICS_PAGE_H_
#define COMPTOIR_SERVER_OPS_METRICS_PAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/ops/metered_engine.h"
#include "server/rpc/figures/area_figure.h"
#include "server/rpc/runtime.h"

namespace comptoir::ops {

// In Prometheus' text format. Collected at the time of the call.
std::string MetricsPage(rpc::Runtime& runtime, const MeteredEngine& engine,
                        const std::vector<rpc::AreaFigure>& areas,
                        std::string_view version);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_METRICS_PAGE_H_
