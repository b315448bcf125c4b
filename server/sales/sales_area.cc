#include "server/sales/sales_area.h"

#include "server/rpc/runtime.h"

namespace comptoir::sales {

void SalesArea::Bind(rpc::Runtime& runtime,
                     std::vector<std::unique_ptr<rpc::BoundService>>* bound) {
  bound->push_back(v1::BindSaleService(service_, runtime));
}

}  // namespace comptoir::sales
