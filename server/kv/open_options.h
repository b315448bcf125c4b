// What an engine is opened with.
#ifndef COMPTOIR_SERVER_KV_OPEN_OPTIONS_H_
#define COMPTOIR_SERVER_KV_OPEN_OPTIONS_H_

#include <cstddef>
#include <string>

namespace comptoir::kv {

struct OpenOptions {
  // One of EngineNames() (open.h).
  std::string engine = "rocksdb";
  // Where its rows are, on this machine.
  std::string folder;
  // Memory for rows that were read: the one big consumer.
  size_t cache_bytes = size_t{256} << 20;
  // Files that may be open at a time; 0 for as many as there are. More than
  // that are opened again when they are read.
  int open_files_max = 0;
  // Makes the folder when it is absent. Never when `read_only`.
  bool create_if_missing = true;
  // Changes nothing in the folder, not even to recover: Commit() is refused,
  // reason READ_ONLY. Whoever asks sees to it that nobody else writes to it
  // meanwhile.
  bool read_only = false;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_OPEN_OPTIONS_H_
