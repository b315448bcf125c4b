// The phone numbers of a record, each with what is kept of it.
#ifndef COMPTOIR_SERVER_CUSTOMERS_PHONES_KEPT_PHONES_H_
#define COMPTOIR_SERVER_CUSTOMERS_PHONES_KEPT_PHONES_H_

#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"

namespace comptoir::customers {

// One number of a record: the number, its label and what is shown of it, as if
// it were no primary one, and what is compared of it.
struct KeptPhone {
  v1::OtherPhoneNumber phone;
  storage::v1::StoredPhoneKeys keys;
};

// The primary one first, also when it is empty.
std::vector<KeptPhone> PhonesIn(const storage::v1::StoredCustomer& stored);

// Lets the record have these, in the order of PhonesIn().
void SetPhonesOf(std::vector<KeptPhone> phones,
                 storage::v1::StoredCustomer* stored);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_PHONES_KEPT_PHONES_H_
