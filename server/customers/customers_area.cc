#include "server/customers/customers_area.h"

#include "server/customers/phones/phone_preparations.h"
#include "server/rpc/runtime.h"

namespace comptoir::customers {

void CustomersArea::AddPreparations(rpc::Preparations* preparations) {
  AddPhonePreparations(preparations);
}

void CustomersArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindCustomerService(service_, runtime));
}

}  // namespace comptoir::customers
