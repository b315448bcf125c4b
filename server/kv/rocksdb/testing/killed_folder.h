// Folders of databases as a kill leaves them, and what is done to them.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_TESTING_KILLED_FOLDER_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_TESTING_KILLED_FOLDER_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "server/kv/engine.h"

namespace comptoir::kv {

inline constexpr int kRows = 200;

// A path of this name in the tests' folder, where nothing is.
std::string EmptyFolder(const std::string& name);

std::string KeyOf(int row);

// Commits rows `first` to `limit` - 1, one by one.
void CommitRows(Engine& engine, int first, int limit);

// Commits rows 0 to kRows - 1 in a new database and returns a copy of its
// folder made while it is open: as after kill -9, all of them only in the log.
std::string KilledFolder(const std::string& name);

// The biggest log file of the folder; empty when it has none.
std::filesystem::path LogOf(const std::string& folder);

// How many rows there are, counted from the first without a hole; -1 when
// there is a hole.
int PrefixLength(const Engine& engine);

// Name to bytes of all files of a folder.
std::map<std::string, std::string> FilesOf(const std::string& folder);

void FlipByte(const std::filesystem::path& file, uint64_t offset);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_TESTING_KILLED_FOLDER_H_
