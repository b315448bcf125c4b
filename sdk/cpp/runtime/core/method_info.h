// What generated clients tell the runtime of each method.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_METHOD_INFO_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_METHOD_INFO_H_

namespace comptoir::sdk {

struct MethodInfo {
  // "/comptoir.customers.v1.CustomerService/GetCustomer"
  const char* path;
  // Sending the same bytes again does no harm.
  bool may_retry;
  // Works on many things at once.
  bool is_bulk;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_METHOD_INFO_H_
