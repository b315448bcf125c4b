// What a client knows of its writes: tried, answered, or not known.
#ifndef COMPTOIR_TESTS_FAULT_JOURNAL_H_
#define COMPTOIR_TESTS_FAULT_JOURNAL_H_

#include <cstdint>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>

namespace comptoir::fault {

// A file with one line a fact, written before a request is sent and after it
// is answered, for whoever reads up on a violation. Thread-safe.
class Journal {
 public:
  explicit Journal(const std::string& file) : stream_(file, std::ios::app) {}

  void Intend(std::string_view request_id) { Line("try", request_id); }
  void Answered(std::string_view request_id, bool replayed) {
    Line(replayed ? "ok-replayed" : "ok", request_id);
    std::lock_guard lock(mutex_);
    ++answered_;
    if (replayed) ++replayed_;
  }
  void Unknown(std::string_view request_id, std::string_view why) {
    Line(why, request_id);
    std::lock_guard lock(mutex_);
    ++unknown_;
  }

  int64_t answered() const { return answered_; }
  int64_t replayed() const { return replayed_; }
  int64_t unknown() const { return unknown_; }

 private:
  void Line(std::string_view fact, std::string_view request_id) {
    std::lock_guard lock(mutex_);
    stream_ << fact << ' ' << request_id << std::endl;
  }

  std::mutex mutex_;
  std::ofstream stream_;
  int64_t answered_ = 0;
  int64_t replayed_ = 0;
  int64_t unknown_ = 0;
};

}  // namespace comptoir::fault

#endif  // COMPTOIR_TESTS_FAULT_JOURNAL_H_
