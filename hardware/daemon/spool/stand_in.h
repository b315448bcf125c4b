// What is sent in place of an event that the server refuses.
#ifndef COMPTOIR_HARDWARE_DAEMON_SPOOL_STAND_IN_H_
#define COMPTOIR_HARDWARE_DAEMON_SPOOL_STAND_IN_H_

#include <string>

namespace comptoir::hardware {

// Of an approved payment its ids and its money alone; of any other event, of
// one that is that little already and of bytes that are none, an EventSetAside.
// Both are serialized.
std::string StandIn(const std::string& payload);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_SPOOL_STAND_IN_H_
