// The number of a key space, without the numbers: what holds or passes one on
// needs no more, and a new key space recompiles only those who name spaces.
// key_spaces.h is the map.
#ifndef COMPTOIR_SERVER_STORE_SPACE_H_
#define COMPTOIR_SERVER_STORE_SPACE_H_

#include <cstdint>

namespace comptoir::store {

enum class Space : uint8_t;

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_SPACE_H_
