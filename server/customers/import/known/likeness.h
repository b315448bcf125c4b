// How much two customers are alike: what a row says, and somebody who is known.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_LIKENESS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_LIKENESS_H_

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/known/agreement.h"

namespace comptoir::customers {

struct Likeness {
  Agreement reference = Agreement::kUnknown;
  Agreement email = Agreement::kUnknown;
  Agreement phone = Agreement::kUnknown;
  // Of people; of companies where no person is named.
  Agreement name = Agreement::kUnknown;
  // Of people, the first name alone.
  Agreement given_name = Agreement::kUnknown;
  Agreement birthday = Agreement::kUnknown;
  Agreement address = Agreement::kUnknown;
  // Cells of the row that say otherwise than the customer, and cells that say
  // what is not known of the customer.
  int replaced = 0;
  int added = 0;
  // Nothing but names is known of the customer.
  bool is_bare = false;
  // One of them has no name at all, neither of a person nor of a company.
  bool is_nameless = false;
  // The row says all of which something is known of the customer.
  bool is_whole = false;
};

Likeness Compare(const v1::Customer& row, const v1::Customer& known);

// How sure it is that two customers are one.
enum class Sureness {
  kNone,
  // The same reference id, which what else is known speaks against.
  kConflict,
  // The same name, of which the row says nothing else that is not known. Only
  // where the rest of a list is known.
  kSameName,
  // What is left when exactly one cell was corrected, and enough of it. Only
  // where the rest of a list is known.
  kAllButOne,
  // A name, and all else that is known is what the row says: nothing changes.
  kCopy,
  // The same email where one has no name, or the first name alone, and another
  // phone. The only one of whom that holds, or nobody.
  kEmail,
  // A name and a birthday; or a name and an address, and no other contact.
  kLikely,
  // A name and a way to reach them.
  kContact,
  kTwoContacts,
  // The id of another program, and more for it than against it.
  kReference,
};

// One value that two people share makes nobody of them the other: another
// birthday, another first name or other ways to reach them have to be
// outweighed.
Sureness SurenessOf(const Likeness& likeness);

// Whether two customers who are not recognised as one may be one all the same:
// an email or phone agrees and no other name speaks against it. Neither are
// such created in silence, time and again, nor is anything of theirs replaced.
bool IsDoubtful(const Likeness& likeness);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_LIKENESS_H_
