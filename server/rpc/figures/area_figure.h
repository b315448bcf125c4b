// A figure that an area counts by itself.
#ifndef COMPTOIR_SERVER_RPC_FIGURES_AREA_FIGURE_H_
#define COMPTOIR_SERVER_RPC_FIGURES_AREA_FIGURE_H_

#include <functional>
#include <string>

namespace comptoir::rpc {

struct AreaFigure {
  // As in Prometheus, such as "comptoir_reader_alarms_total".
  std::string name;
  std::string help;
  enum class Kind { kCounter, kGauge } kind;
  // From any thread.
  std::function<double()> read;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_FIGURES_AREA_FIGURE_H_
