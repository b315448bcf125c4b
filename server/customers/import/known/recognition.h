// Who of a list is known already. Decisions alone: whoever imports looks the
// customers up and does what is decided.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_RECOGNITION_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_RECOGNITION_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "comptoir/customers/v1/customer.pb.h"

namespace comptoir::customers {

// Somebody of a list: one row, or several that are certainly of the same
// person.
struct Listed {
  // Indexes of the rows, in their order.
  std::vector<size_t> rows;
  // What the rows say together; where they differ the later ones hold.
  v1::Customer customer;
};

// Finds the rows that are of one person: with the same reference id, or the
// same email or phone, and the same names, and nothing against it. Such rows
// say different things about one customer, who must not be made twice.
std::vector<Listed> GroupRows(const std::vector<v1::Customer>& rows);

// What `later` says, over what `earlier` says.
void Overlay(const v1::Customer& later, v1::Customer& earlier);

enum class Verdict {
  kNew,
  kKnown,
  // The customer with this reference id is somebody else.
  kReferenceTaken,
  // May be somebody who is known, or not: IsDoubtful() of likeness.h.
  kDoubtful,
};

struct Recognised {
  Verdict verdict = Verdict::kNew;
  // Index among the candidates; of all but kNew.
  size_t candidate = 0;
};

struct Recognition {
  // One for each of the list.
  std::vector<Recognised> each;
  // How many of them are kKnown.
  size_t known = 0;
  // Whether the reference ids of the list are those that customers here have:
  // at least half of those that are known agree. Then another one is a
  // correction, else it is another program's.
  bool has_our_references = false;
};

// For each of a list the customers who may be that one. Many of one name may be
// the same ones.
using Candidates =
    std::vector<std::vector<std::shared_ptr<const v1::Customer>>>;

// How many of a list were decided before, and how many of them were known.
struct Decided {
  size_t listed = 0;
  size_t known = 0;
};

// Decides over the whole list at once: each known customer is at most one of
// the listed, the surest first. `candidates[i]` are the customers who may be
// `listed[i]`, found by reference id, email, phone and name, oldest first.
//
// The surest is a reference id that more speaks for than against, then email or
// phone together with the names, then the names with a birthday or an address
// (likeness.h); an email alone where there is no name, and a copy of all that
// is known. When at least half of the list is known so, it is a list that was
// imported before: there the rest is recognised by what is left when one cell
// was corrected, if nobody else of the list is that customer. What two people
// may share recognises nobody while something else contradicts. Another
// reference id is another customer as long as that id stands in the list, too.
// In a list with our reference ids the id decides where no name does.
//
// Who may be one of the known, but neither for certain nor certainly not, is
// doubtful, unless that one is somebody else of the list.
//
// Where some of a list are decided anew, `before` is the rest of it: whether it
// was imported before is said of the whole list.
Recognition Recognise(const std::vector<Listed>& listed,
                      const Candidates& candidates, const Decided& before = {});

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_RECOGNITION_H_
