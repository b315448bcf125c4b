// The kinds of jobs that a server knows.
#ifndef COMPTOIR_SERVER_STORE_JOBS_JOB_KINDS_H_
#define COMPTOIR_SERVER_STORE_JOBS_JOB_KINDS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "server/store/jobs/job.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Fixed, and so thread-safe, once the first job runs.
class JobKinds {
 public:
  void Add(std::string name, JobKind kind);

  // Null when this server does not know it.
  const JobKind* Find(std::string_view name) const;
  std::vector<std::string> Names() const;

  // Calls JobKind::renew of every kind that has it.
  absl::Status RenewUpkeep(Transaction& txn) const;

 private:
  std::map<std::string, JobKind, std::less<>> kinds_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_JOB_KINDS_H_
