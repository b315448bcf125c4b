// The phone numbers and email addresses of a profile, each once and each with
// its label.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CONTACTS_PROFILE_CONTACTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_CONTACTS_PROFILE_CONTACTS_H_

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer_requests.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/phones/customer_phones.h"
#include "server/records/sight.h"

namespace comptoir::customers {

// What a request to somebody who sees so much says of phone numbers.
SentPhones PhonesSentBy(const v1::UpdateCustomerRequest& request,
                        records::Sight sight);

// Numbers are the same when they mean the same, with the same extension, and
// email addresses whatever their case.

// INVALID_ARGUMENT with each of the others of a new customer, whose numbers
// were read, that is the primary one or stands further up in its list.
absl::Status CheckContacts(const storage::v1::StoredCustomer& made);

// Brings what `request` made of `before`, with its numbers read, in order: see
// MoveContacts(). INVALID_ARGUMENT as CheckContacts, where the request changes
// a list; what merges left twice may stay until then. Who does not see contact
// data moves none and learns nothing of what she did not send.
absl::Status ArrangeContacts(const v1::UpdateCustomerRequest& request,
                             records::Sight sight,
                             const storage::v1::StoredCustomer& before,
                             storage::v1::StoredCustomer* stored);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CONTACTS_PROFILE_CONTACTS_H_
