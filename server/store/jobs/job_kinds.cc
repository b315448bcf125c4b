#include "server/store/jobs/job_kinds.h"

#include <utility>

#include "server/base/status.h"

namespace comptoir::store {

void JobKinds::Add(std::string name, JobKind kind) {
  kinds_[std::move(name)] = std::move(kind);
}

const JobKind* JobKinds::Find(std::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

std::vector<std::string> JobKinds::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds_) names.push_back(name);
  return names;
}

absl::Status JobKinds::RenewUpkeep(Transaction& txn) const {
  for (const auto& [name, kind] : kinds_) {
    if (kind.renew) RETURN_IF_ERROR(kind.renew(txn));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::store
