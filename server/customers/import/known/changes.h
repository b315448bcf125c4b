// What a list changes of a customer who is known.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_CHANGES_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_CHANGES_H_

#include <string>
#include <string_view>

#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"

namespace comptoir::customers {

// What becomes of customers who are known already.
enum class KnownRule {
  // What the list says replaces what is there; what it does not say stays.
  kUpdate,
  // The list fills what is empty.
  kFill,
  // They stay as they are.
  kSkip,
};

struct ChangeOptions {
  KnownRule rule = KnownRule::kUpdate;
  // Of customers whose row names no country: filled in, never replaced.
  std::string country = {};
  // Whether a reference id is replaced; else it is filled in only: the list of
  // another program must not take this one's away.
  bool replaces_reference = false;
};

// Whether it is one of the customer's email addresses or phone numbers beside
// the primary one, written otherwise or not. False for an empty text.
bool HasOtherEmail(const v1::Customer& known, std::string_view email);
bool HasOtherPhone(const v1::Customer& known, std::string_view number);

// The update that makes `known` say what `listed` does, under its etag; without
// a mask when there is nothing to change. The same number, address or birthday,
// written otherwise, a number or an email address that the customer has beside
// the primary one, and a note that is part of a longer one change nothing.
v1::UpdateCustomerRequest ChangesOf(const v1::Customer& listed,
                                    const v1::Customer& known,
                                    const ChangeOptions& options);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_CHANGES_H_
