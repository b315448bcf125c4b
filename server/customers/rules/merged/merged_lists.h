// Lists of a merged profile: the union of what its customers have.
//
//   list := base, own primary, (primary, list) of each who is joined
//
// The base is the survivor's own list, or one that is taken whole: of who was
// chosen, or of a merge that was made before lists were joined. The survivor's
// own primary value follows where another's is shown, then what those who were
// merged in have, in the order of their sources. Each value stands once, not
// beside itself as the primary one, and no more of them than the field's limit.
// Nobody's primary value stands among the others of a profile that shows none.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_MERGED_MERGED_LISTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_MERGED_MERGED_LISTS_H_

#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "google/protobuf/descriptor.h"

namespace comptoir::customers {

// Whether merges join what is in the field: other phone numbers, email
// addresses and addresses, and preferences.
bool IsJoined(const google::protobuf::FieldDescriptor* field);

// The list that stands beside a primary field, or the primary field of a list;
// null for neither, also of preferences.
const google::protobuf::FieldDescriptor* OthersOf(
    const google::protobuf::FieldDescriptor* primary);
const google::protobuf::FieldDescriptor* PrimaryOf(
    const google::protobuf::FieldDescriptor* list);

// Somebody whose values stand behind the base.
struct JoinedRow {
  const storage::v1::StoredCustomer* row;
  bool is_without_primary = false;
};

// Appends to the list of `profile`, which is the base, what the others have.
// The primary field of `profile` is what it shows already. `has_own_base`:
// nobody's list is taken whole. With nobody joined the base is the list.
void JoinList(const google::protobuf::FieldDescriptor* list, bool has_own_base,
              const std::vector<JoinedRow>& joined,
              storage::v1::StoredCustomer* profile);

// Whether `profile` shows nowhere what `row` has in the field, a primary one or
// a list: of a list, some of it.
bool HidesContact(const storage::v1::StoredCustomer& profile,
                  const google::protobuf::FieldDescriptor* field,
                  const storage::v1::StoredCustomer& row);

// Whether both have the same value in the primary field; labels aside.
bool HaveSamePrimary(const google::protobuf::FieldDescriptor* primary,
                     const storage::v1::StoredCustomer& a,
                     const storage::v1::StoredCustomer& b);

// Before an update's value replaces the own primary one of `profile`, whose
// list has it because the profile showed another's: it becomes one of its own
// others, where it stood.
void KeepOwnPrimary(const google::protobuf::FieldDescriptor* primary,
                    const storage::v1::StoredCustomer& before,
                    storage::v1::StoredCustomer* profile);

// Lets the own other phone numbers of `profile` be what was read of them anew.
void KeepOwnReadings(storage::v1::StoredCustomer* profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_MERGED_MERGED_LISTS_H_
