// Where a reader of events stands.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_POSITION_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_POSITION_H_

#include <cstdint>
#include <string>

namespace comptoir::sdk {

// What to keep to go on another time: `after_revision` and `history` of a
// request. `history` is empty for answers that have none. It changes with every
// revision: the two belong together, and only the server compares them.
struct Position {
  int64_t revision = 0;
  std::string history;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_POSITION_H_
