// Where the phone numbers or the email addresses of a profile go when it is
// changed: decisions without a store.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CONTACTS_CONTACT_MOVES_H_
#define COMPTOIR_SERVER_CUSTOMERS_CONTACTS_CONTACT_MOVES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace comptoir::customers {

// A phone number or an email address.
struct Contact {
  // What it is compared by; empty for a primary one that is not set.
  std::string key;
  std::string label;
  // Which one it is of those that the caller has.
  size_t place = 0;
};

// The primary one first, also when it is not set, then the others in their
// order.
using Contacts = std::vector<Contact>;

// What a change sets. A list of others that is sent as it was is not.
struct SentContacts {
  bool primary = false;
  bool label = false;
  bool others = false;
};

// `after` is what the change makes of `before`, taken by itself. Lets another
// primary one go with its label, and each stand once:
//
// - The label of a primary one that is replaced stays with it or goes: the new
//   one has that of the change, else the one that it had among the others, else
//   none.
// - One of the others that becomes the primary one leaves them, and the primary
//   one that was takes its place with its label. Where the change says what the
//   others are, they are those, and the primary one that was has its label
//   among them unless it is given one.
//
// The same one written otherwise is no other: it keeps its label.
void MoveContacts(const Contacts& before, SentContacts sent, Contacts* after);

// Where others stand that stand further up already, as their index in
// `contacts`.
std::vector<size_t> StandingTwice(const Contacts& contacts);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CONTACTS_CONTACT_MOVES_H_
