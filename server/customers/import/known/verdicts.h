// Lists and books in a few words, for tests of who is known.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_VERDICTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_VERDICTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/known/recognition.h"

namespace comptoir::customers {

struct Who {
  const char* given = "";
  const char* family = "";
  const char* email = "";
  const char* phone = "";
  const char* reference = "";
  const char* birthday = "";
};

v1::Customer CustomerOf(const Who& who);
std::vector<v1::Customer> CustomersOf(const std::vector<Who>& all);

// All of `known`, with ids, for each of so many listed.
Candidates CandidatesFor(size_t listed, const std::vector<Who>& known);

// What becomes of each of a list where all of `known` may be each of them:
// "new", "taken", "doubtful", or the number of the known one.
std::vector<std::string> Verdicts(const std::vector<Who>& list,
                                  const std::vector<Who>& known,
                                  const Decided& before = {});

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_VERDICTS_H_
