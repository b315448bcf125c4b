#include "server/customers/duplicates/rules/profile_facts.h"

#include <algorithm>
#include <utility>

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/rules/identities.h"
#include "server/store/table_base.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;

FoldedNames NamesOf(const v1::Customer& customer) {
  return {.given = Fold(customer.given_name()),
          .person = Fold(customer.given_name() + ' ' + customer.family_name()),
          .company = Fold(customer.company_name())};
}

// Upper and lower case, spaces and dots are written as people like.
std::string PlainTaxId(const std::string& tax_id) {
  std::string plain = Fold(tax_id);
  std::erase(plain, ' ');
  return plain;
}

}  // namespace

ProfileFacts FactsOf(const CustomerTables& tables,
                     const StoredCustomer& profile) {
  ProfileFacts facts;
  for (const auto& index : tables.customers.declaration().indexes) {
    for (size_t i = 0; i < kIdentifiers.size(); ++i) {
      if (index.space != kIdentifiers[i].space) continue;
      facts.keys[i] = store::IndexRowsOf(index, profile);
    }
  }
  for (const Identity& identity : IdentitiesOf(profile)) {
    FoldedNames names = NamesOf(identity.customer);
    const bool is_there = std::find(facts.names.begin(), facts.names.end(),
                                    names) != facts.names.end();
    if (is_there || names.empty()) continue;
    if (facts.names.size() == kComparedNamesMax) break;
    facts.names.push_back(std::move(names));
  }
  facts.birthday = profile.customer().birthday();
  facts.eu_vat = PlainTaxId(profile.customer().tax_ids().eu_vat());
  return facts;
}

}  // namespace comptoir::customers
