#include "server/customers/import/known/verdicts.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"

namespace comptoir::customers {
namespace {

std::string TextOf(const Recognised& one) {
  switch (one.verdict) {
    case Verdict::kNew:
      return "new";
    case Verdict::kKnown:
      return std::to_string(one.candidate);
    case Verdict::kReferenceTaken:
      return "taken";
    case Verdict::kDoubtful:
      return "doubtful";
  }
  return "";
}

}  // namespace

v1::Customer CustomerOf(const Who& who) {
  v1::Customer customer;
  customer.set_given_name(who.given);
  customer.set_family_name(who.family);
  customer.set_email_address(who.email);
  customer.set_phone_number(who.phone);
  customer.set_reference_id(who.reference);
  customer.set_birthday(who.birthday);
  return customer;
}

std::vector<v1::Customer> CustomersOf(const std::vector<Who>& all) {
  std::vector<v1::Customer> customers;
  for (const Who& who : all) customers.push_back(CustomerOf(who));
  return customers;
}

Candidates CandidatesFor(size_t listed, const std::vector<Who>& known) {
  std::vector<std::shared_ptr<const v1::Customer>> candidates;
  for (v1::Customer& customer : CustomersOf(known)) {
    customer.set_id(fmt::format("cus_{}", candidates.size()));
    candidates.push_back(std::make_shared<v1::Customer>(std::move(customer)));
  }
  return Candidates(listed, candidates);
}

std::vector<std::string> Verdicts(const std::vector<Who>& list,
                                  const std::vector<Who>& known,
                                  const Decided& before) {
  const std::vector<Listed> listed = GroupRows(CustomersOf(list));
  const Recognition recognition =
      Recognise(listed, CandidatesFor(listed.size(), known), before);
  std::vector<std::string> verdicts;
  for (const Recognised& one : recognition.each) {
    verdicts.push_back(TextOf(one));
  }
  return verdicts;
}

}  // namespace comptoir::customers
