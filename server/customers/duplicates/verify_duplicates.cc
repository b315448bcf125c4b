#include "server/customers/duplicates/verify_duplicates.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "comptoir/storage/v1/duplicate.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Checks;
using store::Key;
using store::KeyReader;
using store::Space;

// What is wrong with one of the two; empty when nothing is. Damaged records are
// named by the check of their table.
absl::StatusOr<std::string_view> ProblemOf(const CustomerTables& tables,
                                           const Checks& checks,
                                           const std::string& merchant_id,
                                           const std::string& customer_id) {
  const absl::StatusOr<std::optional<StoredCustomer>> found =
      tables.customers.Find(checks.view(), merchant_id, customer_id);
  if (absl::IsDataLoss(found.status())) return std::string_view();
  RETURN_IF_ERROR(found.status());
  if (!*found) return std::string_view("is no customer");
  return (*found)->merged_into().empty()
             ? std::string_view()
             : std::string_view("is part of another profile");
}

absl::Status See(const CustomerTables& tables, Checks& checks,
                 std::string_view row, std::string_view value) {
  KeyReader key(row);
  const std::string merchant_id = key.merchant_id();
  const auto report = [&](const std::string& text) {
    checks.report().Add(Space::kIgnoredDuplicates, merchant_id, text);
    return absl::OkStatus();
  };
  std::string one;
  std::string other;
  storage::v1::StoredIgnoredDuplicate stored;
  if (!key.Id("cus", &one) || !key.Id("cus", &other) || !key.AtEnd() ||
      !stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return report("a row is damaged");
  }
  checks.Spend(2);
  ASSIGN_OR_RETURN(const std::string_view problem,
                   ProblemOf(tables, checks, merchant_id, one));
  if (!problem.empty()) {
    return report(fmt::format("{}, ignored with {}, {}", one, other, problem));
  }
  ASSIGN_OR_RETURN(const auto same,
                   checks.view().Get(Key(Space::kIgnoredDuplicates, merchant_id)
                                         .Id(other)
                                         .Id(one)
                                         .Take()));
  if (same != std::optional<std::string>(value)) {
    return report(
        fmt::format("{} is ignored with {}, but not the other way "
                    "round",
                    one, other));
  }
  return absl::OkStatus();
}

}  // namespace

void AddDuplicateChecks(const CustomerTables& tables, Checks& checks) {
  checks.AddRows(Space::kIgnoredDuplicates,
                 [&tables, &checks](auto key, auto value) {
                   return See(tables, checks, key, value);
                 });
}

}  // namespace comptoir::customers
