#include "server/customers/customers_area.h"

#include "server/rpc/runtime.h"

namespace comptoir::customers {

void CustomersArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindCustomerService(service_, runtime));
}

}  // namespace comptoir::customers
