#include "sdk/cpp/runtime/core/grpc_channel_handle.h"

#include <thread>

namespace comptoir::sdk {

thread_local int CallbackScope::depth_ = 0;

ChannelHandle::~ChannelHandle() {
  if (!CallbackScope::IsOpen()) return;
  // Destroyed with the function, by the thread that ran it.
  std::thread([stub = std::move(stub_)] {}).detach();
}

}  // namespace comptoir::sdk
