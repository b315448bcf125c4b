// Request ids that are the same whenever the same is asked for.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_CALLS_REQUEST_IDS_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_CALLS_REQUEST_IDS_H_

#include <map>
#include <string>
#include <string_view>

#include "comptoir/customers/v1/customer.pb.h"

namespace comptoir::cli {

// Ids of the creations of one list, asked for in its order.
class RequestIds {
 public:
  // Of two customers who are said to be the same, the second has an id of its
  // own: lists have people of one name.
  std::string Next(const customers::v1::Customer& customer);

 private:
  std::map<std::string, int> counts_;
};

// The id to create somebody under when `request_id` is used up: what it made,
// or was refused for, tells this one from others.
std::string RequestIdAfter(std::string_view request_id, std::string_view what);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_CALLS_REQUEST_IDS_H_
