#include "server/customers/attributes/attribute_sight.h"

#include "comptoir/annotations.pb.h"

namespace comptoir::customers {
namespace {

// Whether the caller is one of the others: neither the program that keeps the
// attribute nor somebody who answers for the shop's.
bool IsOther(const Call& call, const v1::AttributeDefinition& definition) {
  if (definition.owner_api_key_id().empty()) return false;
  return call.principal().kind == Principal::Kind::kApiKey
             ? call.principal().id != definition.owner_api_key_id()
             : !call.Holds(PERMISSION_ATTRIBUTES_MANAGE);
}

}  // namespace

AttributeSight AttributeSightOf(const Call& call,
                                const v1::AttributeDefinition& definition) {
  const bool is_other = IsOther(call, definition);
  if (is_other && definition.others_access() == v1::ATTRIBUTE_ACCESS_HIDDEN) {
    return {.is_hidden = true};
  }
  const bool is_contact =
      definition.visibility() == v1::ATTRIBUTE_VISIBILITY_CONTACT;
  return {.sees_values =
              call.Holds(PERMISSION_CUSTOMERS_VIEW) &&
              (!is_contact || call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT)),
          .may_set_values = !is_other || definition.others_access() !=
                                             v1::ATTRIBUTE_ACCESS_READ_ONLY,
          .may_define = !is_other};
}

}  // namespace comptoir::customers
