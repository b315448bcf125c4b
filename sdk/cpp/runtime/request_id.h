// Request ids: what makes a repeated write harmless.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_REQUEST_ID_H_
#define COMPTOIR_SDK_CPP_RUNTIME_REQUEST_ID_H_

#include <string>

namespace comptoir::sdk {

// A random UUID (version 4). An application that must not do a write twice,
// even over its own crash, makes one, stores it, and sends it with each try.
std::string NewRequestId();

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_REQUEST_ID_H_
