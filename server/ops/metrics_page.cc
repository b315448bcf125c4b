#include "server/ops/metrics_page.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"
#include "server/rpc/streams/live_streams.h"

namespace comptoir::ops {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Family(std::string name, std::string help, MetricType type) {
  MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

MetricFamily One(std::string name, std::string help, MetricType type,
                 double value) {
  MetricFamily family = Family(std::move(name), std::move(help), type);
  ClientMetric& metric = family.metric.emplace_back();
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) =
      value;
  return family;
}

void AddHistogram(MetricFamily& family, std::vector<ClientMetric::Label> labels,
                  const rpc::DurationHistogram& histogram) {
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  uint64_t count = 0;
  for (int i = 0; i < rpc::DurationHistogram::kBuckets; ++i) {
    count += histogram.count(i);
    metric.histogram.bucket.push_back(
        {.cumulative_count = count,
         .upper_bound =
             absl::ToDoubleSeconds(rpc::DurationHistogram::UpperBound(i))});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = absl::ToDoubleSeconds(histogram.sum());
}

std::string CodeName(int code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

void AddCalls(rpc::Runtime& runtime, std::vector<MetricFamily>& page) {
  MetricFamily handled =
      Family("comptoir_rpc_handled_total", "Calls answered, by status code.",
             MetricType::Counter);
  MetricFamily durations = Family(
      "comptoir_rpc_duration_seconds",
      "From the first look at a call to its answer.", MetricType::Histogram);
  MetricFamily replayed =
      Family("comptoir_rpc_replayed_total",
             "Writes answered from the first answer to their request id.",
             MetricType::Counter);
  MetricFamily open = Family("comptoir_rpc_open_streams", "Streams open now.",
                             MetricType::Gauge);
  MetricFamily messages =
      Family("comptoir_rpc_stream_messages_total",
             "Messages of streams, by direction.", MetricType::Counter);
  for (const rpc::Method* method : runtime.methods()) {
    const rpc::MethodMetrics& metrics = method->metrics();
    const ClientMetric::Label name{.name = "method", .value = method->name()};
    for (int code = 0; code < rpc::MethodMetrics::kCodes; ++code) {
      if (metrics.handled(code) == 0) continue;
      ClientMetric& metric = handled.metric.emplace_back();
      metric.label = {name, {.name = "code", .value = CodeName(code)}};
      metric.counter.value = static_cast<double>(metrics.handled(code));
    }
    if (method->access() != ACCESS_STREAM) {
      AddHistogram(durations, {name}, metrics.durations());
    } else {
      ClientMetric& gauge = open.metric.emplace_back();
      gauge.label = {name};
      gauge.gauge.value = static_cast<double>(metrics.open_streams.load());
      for (const bool sent : {false, true}) {
        ClientMetric& metric = messages.metric.emplace_back();
        metric.label = {
            name, {.name = "direction", .value = sent ? "sent" : "received"}};
        metric.counter.value = static_cast<double>(
            sent ? metrics.sent.load() : metrics.received.load());
      }
    }
    if (method->access() == ACCESS_WRITE) {
      ClientMetric& metric = replayed.metric.emplace_back();
      metric.label = {name};
      metric.counter.value = static_cast<double>(metrics.replayed.load());
    }
  }
  page.insert(page.end(), {handled, durations, replayed, open, messages});
}

void AddStorage(const MeteredEngine& engine, std::vector<MetricFamily>& page) {
  MetricFamily commits =
      Family("comptoir_storage_commit_duration_seconds",
             "One atomic, synced write of a group of transactions.",
             MetricType::Histogram);
  AddHistogram(commits, {}, engine.commits());
  page.push_back(std::move(commits));
  page.push_back(One("comptoir_storage_changed_keys_total",
                     "Keys put and deleted.", MetricType::Counter,
                     static_cast<double>(engine.changes())));
  page.push_back(One("comptoir_storage_written_bytes_total",
                     "Bytes of keys and values handed to the engine.",
                     MetricType::Counter, static_cast<double>(engine.bytes())));
  page.push_back(One("comptoir_storage_commit_failures_total",
                     "Commits that failed; after one, nothing is written.",
                     MetricType::Counter,
                     static_cast<double>(engine.failures())));
  for (kv::Figure& figure : engine.Figures()) {
    const bool is_counter = figure.kind == kv::Figure::Kind::kCounter;
    page.push_back(One(
        "comptoir_storage_" + figure.name, std::move(figure.help),
        is_counter ? MetricType::Counter : MetricType::Gauge, figure.value));
  }
}

// From /proc/self/statm; 0 where there is none.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

std::string MetricsPage(rpc::Runtime& runtime, const MeteredEngine& engine,
                        const std::vector<rpc::AreaFigure>& areas,
                        std::string_view version) {
  std::vector<MetricFamily> page;
  MetricFamily build = One("comptoir_build_info", "1; the version is a label.",
                           MetricType::Gauge, 1);
  build.metric[0].label = {{.name = "version", .value = std::string(version)}};
  page.push_back(std::move(build));
  page.push_back(One("comptoir_storage_healthy",
                     "1 while writes are accepted, 0 after an engine error.",
                     MetricType::Gauge, runtime.store().health().ok() ? 1 : 0));
  page.push_back(One("process_resident_memory_bytes", "Resident memory.",
                     MetricType::Gauge, ResidentBytes()));
  AddCalls(runtime, page);
  AddStorage(engine, page);
  for (const rpc::AreaFigure& figure : areas) {
    const bool is_counter = figure.kind == rpc::AreaFigure::Kind::kCounter;
    page.push_back(One(figure.name, figure.help,
                       is_counter ? MetricType::Counter : MetricType::Gauge,
                       figure.read()));
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, page);
  return text.str();
}

}  // namespace comptoir::ops
