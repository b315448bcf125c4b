// Compiled anew for each link, with what tools/bazel/workspace_status prints.
namespace comptoir::cli {

extern const char kGitCommit[];
const char kGitCommit[] = BUILD_SCM_REVISION;

}  // namespace comptoir::cli
