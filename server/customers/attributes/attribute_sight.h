// What a caller may do with an attribute.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_SIGHT_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_SIGHT_H_

#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

struct AttributeSight {
  // To the caller there is no such attribute; all else is false then.
  bool is_hidden = false;
  bool sees_values = false;
  // With a permission to change customers.
  bool may_set_values = false;
  // With a permission to change definitions.
  bool may_define = false;
};

// By AttributeDefinition.owner_api_key_id, others_access and visibility.
AttributeSight AttributeSightOf(const Call& call,
                                const v1::AttributeDefinition& definition);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_SIGHT_H_
