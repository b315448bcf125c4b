// The contract of reader.h as tests. A driver's test instantiates them:
//
//   INSTANTIATE_TEST_SUITE_P(Simulated, ReaderConformance,
//                            testing::Values(NewSimulatedDevice));
#ifndef COMPTOIR_HARDWARE_READER_TESTING_CONFORMANCE_H_
#define COMPTOIR_HARDWARE_READER_TESTING_CONFORMANCE_H_

#include <functional>
#include <memory>

#include "gtest/gtest.h"
#include "hardware/reader/reader.h"
#include "hardware/reader/testing/recording_listener.h"

namespace comptoir::hardware {

// A device that stays the same while drivers for it come and go, as it does
// when a daemon is killed and started again. Its buyer pays.
struct DeviceUnderTest {
  std::function<std::unique_ptr<Reader>()> attach;
  // Cards charged so far.
  std::function<int()> charges;
};

class ReaderConformance
    : public testing::TestWithParam<std::function<DeviceUnderTest()>> {
 protected:
  ReaderConformance() : device_(GetParam()()) {}

  const DeviceUnderTest device_;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_READER_TESTING_CONFORMANCE_H_
