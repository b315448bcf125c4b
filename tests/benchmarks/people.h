// Made-up customers, the same for the same number.
#ifndef COMPTOIR_TESTS_BENCHMARKS_PEOPLE_H_
#define COMPTOIR_TESTS_BENCHMARKS_PEOPLE_H_

#include <cstdint>
#include <string>

#include "comptoir/customers/v1/customer.pb.h"

namespace comptoir::benchmarks {

// Customer number n: about 120 given names and 40 000 family names, spread as
// unevenly as real ones; accents; an email, a French mobile number and a
// reference id of its own.
customers::v1::Customer Person(int64_t n);

// What a clerk types to find customer number n: two letters or more of one or
// two names without accents; every fourth one with a typo.
std::string Typed(int64_t n);

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_PEOPLE_H_
