// What a driver of a card reader implements.
//
// A driver turns one device into events and prompts; numbering, spooling and
// the network are the daemon's business. Card data leaves a driver as brand,
// last four digits, expiry and a keyed fingerprint only: a driver that sees
// more parses it in one place and erases it there.
#ifndef COMPTOIR_HARDWARE_READER_READER_H_
#define COMPTOIR_HARDWARE_READER_READER_H_

#include <string>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_stream.pb.h"

namespace comptoir::hardware {

// Takes in what happens at a device.
class ReaderListener {
 public:
  virtual ~ReaderListener() = default;

  // OK once `event` is on disk: a driver may forget an outcome then, and not
  // before. On an error the driver keeps the outcome and reports it again
  // later, at the latest after the next Start().
  virtual absl::Status OnEvent(
      const comptoir::readers::v1::ReaderEvent& event) = 0;
};

// Maker's names for a device.
struct DeviceInfo {
  std::string model;
  std::string serial_number;
};

// One device.
//
// Threads: the daemon calls these functions from any thread but never two at a
// time; none of them waits for the buyer. A driver calls its listener from one
// thread of its own, never from within these functions.
//
// Money: an outcome (approved, declined, canceled, failed) is reported until
// the listener has taken it, and each checkout is charged at most once in its
// life, also when the daemon is killed at any point:
//  - what the device approved while nobody listened is reported after Start();
//  - Collect() of a checkout that the device knows goes on with it, or reports
//    its outcome again.
class Reader {
 public:
  virtual ~Reader() = default;

  virtual DeviceInfo info() const = 0;

  // Begins to report to `listener`, which must outlive Stop(). Reports a
  // Connected event first, now or whenever the device is reachable.
  virtual absl::Status Start(ReaderListener& listener) = 0;

  // Returns when the listener will not be called any more. A payment under way
  // is left to the device. Does nothing when not started.
  virtual void Stop() = 0;

  // Asks the buyer for a card. One checkout at a time: the others wait.
  virtual void Collect(
      const comptoir::readers::v1::CheckoutRequested& prompt) = 0;

  // Stops collecting unless the card has been charged. A checkout that the
  // device does not know is reported as canceled, and stays so.
  virtual void Cancel(const std::string& checkout_id) = 0;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_READER_READER_H_
