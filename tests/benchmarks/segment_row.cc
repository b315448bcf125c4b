// segment_preview: how long it takes to count whom a filter leaves of all.
#include <cstdio>
#include <cstdlib>

#include "comptoir/customers/v1/segment_service.pb.h"
#include "tests/benchmarks/rows.h"

namespace comptoir::benchmarks {

using customers::v1::PreviewSegmentRequest;

Row SegmentPreviewRow(Bench& bench) {
  constexpr double kGoalMs = 10;
  PreviewSegmentRequest request;
  auto& parts = *request.mutable_filter()->mutable_all();
  parts.add_parts()->mutable_create_time()->set_last_days(30);
  auto& name = *parts.add_parts()->mutable_text();
  name.set_field(customers::v1::TEXT_FIELD_FAMILY_NAME);
  name.set_starts("m");
  parts.add_parts()->mutable_none()->add_parts()->mutable_visits()->set_minimum(
      1);
  LoadResult load = ClosedLoop(
      Unary(bench.ours.connections,
            "/comptoir.customers.v1.SegmentService/PreviewSegment",
            [bytes = request.SerializeAsString()](int64_t) { return bytes; }),
      1, bench.turn * bench.turns);
  if (load.errors > 0 || load.answered == 0) {
    std::fprintf(stderr, "segment_preview: calls failed\n");
    std::exit(1);
  }
  return {.name = "segment_preview",
          .ours = load.LatencyUs(0.5) / 1000,
          .reference = kGoalMs,
          .unit = "ms, median",
          .want = Row::Want::kAtMost,
          .goal = 1.0,
          .note =
              "PreviewSegment of three conditions over all customers, one at a "
              "time, from call to answer; reference: the limit"};
}

}  // namespace comptoir::benchmarks
