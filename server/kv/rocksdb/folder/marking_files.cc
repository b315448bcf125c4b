#include "server/kv/rocksdb/folder/marking_files.h"

#include <filesystem>
#include <utility>

#include "absl/status/status.h"
#include "rocksdb/file_system.h"
#include "server/kv/rocksdb/folder/folder_state.h"

namespace comptoir::kv {
namespace {

namespace fs = std::filesystem;
using rocksdb::IOStatus;

class MarkingFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit MarkingFiles(std::string folder)
      : FileSystemWrapper(rocksdb::FileSystem::Default()),
        folder_(std::move(folder)) {}

  const char* Name() const override { return "comptoir.MarkingFiles"; }

  IOStatus NewWritableFile(const std::string& name,
                           const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           rocksdb::IODebugContext* debug) override {
    const IOStatus made =
        FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (!made.ok() || !IsOurLog(name)) return made;
    // After the file, so that what makes the mark durable makes its name so,
    // too; before what is written to it.
    const absl::Status marked =
        MarkNewestLog(folder_, fs::path(name).filename().string());
    if (marked.ok()) return made;
    return IOStatus::IOError(std::string(marked.message()));
  }

 private:
  // A checkpoint's logs are made in its own folder.
  bool IsOurLog(const fs::path& path) const {
    return path.extension() == ".log" &&
           path.parent_path() == fs::path(folder_ + "/LOCK").parent_path();
  }

  const std::string folder_;
};

}  // namespace

std::unique_ptr<rocksdb::Env> MakeMarkingFiles(const std::string& folder) {
  return rocksdb::NewCompositeEnv(std::make_shared<MarkingFiles>(folder));
}

}  // namespace comptoir::kv
