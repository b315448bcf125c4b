// Duplicates as one part of the customers area: its parts, wired.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATES_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATES_H_

#include "server/customers/customer_directory.h"
#include "server/customers/customer_tables.h"
#include "server/customers/duplicates/duplicate_service.h"
#include "server/customers/duplicates/ignored_duplicates.h"
#include "server/customers/duplicates/suggestions.h"
#include "server/customers/lookups/lookup_limiter.h"
#include "server/customers/merges/merge_book.h"
#include "server/operations/operations.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// What it is made of must outlive it, and it the store's jobs.
class Duplicates {
 public:
  // Registers its operations, and follows `customers`, the tables of
  // `directory`: before the store starts.
  Duplicates(CustomerTables& customers, const CustomerDirectory& directory,
             LookupLimiter& lookups, operations::Operations& operations);
  Duplicates(const Duplicates&) = delete;
  Duplicates& operator=(const Duplicates&) = delete;

  const Participant& participant() const { return ignored_; }
  DuplicateService& service() { return service_; }
  void AddChecks(store::Checks& checks) const;

 private:
  const CustomerTables& tables_;
  const MergeBook book_;
  const IgnoredDuplicates ignored_;
  const Suggester suggester_;
  DuplicateService service_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATES_H_
