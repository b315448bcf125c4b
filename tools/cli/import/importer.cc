#include "tools/cli/import/importer.h"

#include <openssl/sha.h>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "server/customers/import/customer_row.h"
#include "server/customers/import/shown_cell.h"

namespace comptoir::cli {
namespace {

using customers::v1::CreateCustomerRequest;

constexpr size_t kHashBytes = 16;

std::string HashOf(std::string_view content) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(),
         digest);
  std::string hex;
  for (size_t i = 0; i < kHashBytes; ++i) {
    hex += fmt::format("{:02x}", digest[i]);
  }
  return hex;
}

// Whether the row is wrong; otherwise the server or the caller is, and going on
// would only reject everything.
bool IsFaultOfRow(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

// The calls of one import. Lives until the last has called back.
class Run {
 public:
  explicit Run(const ImportPlan& plan) : plan_(plan) {}

  // Waits for a free place, then takes it; false when the import has to stop.
  bool Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
      return outstanding_ < kOutstandingMax || !result_.stopped.ok();
    });
    if (!result_.stopped.ok()) return false;
    ++outstanding_;
    return true;
  }

  void Done(size_t index, const CreateOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    if (outcome.status.ok()) {
      ++(outcome.is_replayed ? result_.replayed : result_.created);
    } else if (IsFaultOfRow(outcome.status)) {
      result_.rejected.push_back({plan_.rows[index], outcome.status});
    } else {
      result_.stopped.Update(outcome.status);
    }
    --outstanding_;
    ++done_;
    changed_.notify_all();
  }

  int64_t done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }

  // Waits for the calls that are out; reports as they come in.
  ImportResult Finish(const std::function<void(int64_t)>& progress) {
    std::unique_lock lock(mutex_);
    while (outstanding_ > 0) {
      changed_.wait(lock);
      const int64_t done = done_;
      lock.unlock();
      progress(done);
      lock.lock();
    }
    const int64_t done = done_;
    ImportResult result = std::move(result_);
    lock.unlock();
    // Calls may have ended while nobody waited for one.
    progress(done);
    return result;
  }

 private:
  const ImportPlan& plan_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int outstanding_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  ImportResult result_ ABSL_GUARDED_BY(mutex_);
};

// The error of a row in one cell, with all that is wrong.
std::string Explain(const absl::Status& status) {
  std::string text(status.message());
  for (const sdk::FieldViolation& violation : sdk::FieldViolationsOf(status)) {
    text += fmt::format("; {}: {}", violation.field, violation.description);
  }
  return text;
}

}  // namespace

ImportPlan PlanImport(const CsvTable& table, std::string_view content,
                      const customers::ColumnPlan& columns,
                      const customers::RowOptions& options) {
  const std::string hash = HashOf(content);
  ImportPlan plan;
  for (const CsvRow& row : table.rows) {
    auto customer = customers::CustomerFromRow(row, columns, options);
    if (!customer.ok()) {
      plan.rejected.push_back({&row, customer.status()});
      continue;
    }
    CreateCustomerRequest request;
    *request.mutable_customer() = *std::move(customer);
    request.set_request_id(fmt::format("import-{}-{}", hash, row.line));
    plan.requests.push_back(std::move(request));
    plan.rows.push_back(&row);
  }
  return plan;
}

ImportResult RunImport(const ImportPlan& plan, const CreateCustomer& create,
                       const std::function<void(int64_t)>& progress) {
  Run run(plan);
  for (size_t i = 0; i < plan.requests.size() && run.Take(); ++i) {
    create(plan.requests[i],
           [&run, i](const CreateOutcome& outcome) { run.Done(i, outcome); });
    progress(run.done());
  }
  ImportResult result = run.Finish(progress);
  result.rejected.insert(result.rejected.end(), plan.rejected.begin(),
                         plan.rejected.end());
  std::sort(result.rejected.begin(), result.rejected.end(),
            [](const RejectedRow& a, const RejectedRow& b) {
              return a.row->line < b.row->line;
            });
  return result;
}

std::string WriteRejects(const CsvTable& table,
                         const std::vector<RejectedRow>& rejected) {
  std::vector<std::string> heading = table.heading.cells;
  const size_t width = heading.size();
  heading.insert(heading.end(), {"_line", "_error_code", "_error_message"});
  std::string text = "\xEF\xBB\xBF" + WriteCsvRow(heading, table.delimiter);
  for (const auto& [row, status] : rejected) {
    std::vector<std::string> cells;
    for (const std::string& cell : row->cells) {
      cells.push_back(customers::ShownCell(cell));
    }
    cells.resize(std::max(width, cells.size()));
    cells.push_back(std::to_string(row->line));
    cells.push_back(absl::StatusCodeToString(status.code()));
    cells.push_back(Explain(status));
    text += WriteCsvRow(cells, table.delimiter);
  }
  return text;
}

}  // namespace comptoir::cli
