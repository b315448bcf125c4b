// What a merged profile shows: decisions without a store.
//
// Nothing is moved. Each identity keeps its own fields, and the one that others
// were merged into keeps, for each field, whose value it may show: its sources.
// Lists are joined of all of theirs (merged_lists.h).
// Taking an identity out takes its sources away, so that in any order the same
// is left.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_MERGE_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_MERGE_RULES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/customers/rules/merged/merged_fields.h"

namespace comptoir::customers {

// From whom fields are taken, by path; see FieldChoice. Each must name an
// identity of the merge.
using Choices = std::map<std::string, std::string, std::less<>>;

// The rows of identities that were merged into others, by id.
using Rows = absl::flat_hash_map<std::string, storage::v1::StoredCustomer>;

// The order in which the values of profiles fill the survivor's gaps: the most
// recently updated first, then by id.
void SortBySource(std::vector<const storage::v1::StoredCustomer*>* others);

// Makes `others`, sorted, part of the survivor's profile: their sources, what
// they are found by, and Customer.merged_customer_ids. The fields follow with
// ShowSources().
void AddToProfile(const std::vector<const storage::v1::StoredCustomer*>& others,
                  const Choices& choices,
                  storage::v1::StoredCustomer* survivor);

// The reverse, for one identity with all that were merged into it. The fields
// follow with ShowSources(). Works on every row between it and the survivor.
void TakeFromProfile(const storage::v1::StoredCustomer& identity,
                     storage::v1::StoredCustomer* profile);

// Lets the fields of `profile` be what its sources say. `rows` has everybody
// who is a source.
void ShowSources(const Rows& rows, storage::v1::StoredCustomer* profile);

// Whose value the profile shows in the field: its own id, or that of the
// identity merged into it itself. Of a list whose it begins with.
std::string SourceOf(const storage::v1::StoredCustomer& profile,
                     const Rows& rows,
                     const google::protobuf::FieldDescriptor* field);

// Whether the profile does not show what `row` has in the field: not as the
// same value, nor, what is a primary one of `row`, among the others. Of a list:
// whether it does not show some of it.
bool Hides(const storage::v1::StoredCustomer& profile,
           const google::protobuf::FieldDescriptor* field,
           const storage::v1::StoredCustomer& row);

// After an update of a profile that was `before`: what has changed is the
// survivor's own from here on, and no unmerge changes it. What others have goes
// on standing in lists that the update left alone, beside a primary value that
// it may have changed. `rows` as for ShowSources().
void KeepChanges(const storage::v1::StoredCustomer& before, const Rows& rows,
                 storage::v1::StoredCustomer* profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_MERGE_RULES_H_
