// The lint over all protos of the API. What is known to differ stands in
// exceptions.txt, each with its reason.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "sdk/generator/lint/lint.h"
#include "sdk/generator/testing/proto_files.h"

namespace comptoir::generator::lint {
namespace {

constexpr char kRoot[] = "protos";

// As imports write them.
std::vector<std::string> AllProtos() {
  std::vector<std::string> paths;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(kRoot)) {
    if (entry.path().extension() != ".proto") continue;
    // Not relative(): the files are links to elsewhere.
    paths.push_back(entry.path().lexically_relative(kRoot).string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string Exceptions() {
  std::ifstream in("sdk/generator/lint/exceptions.txt");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Api, HasOneShape) {
  testing::ProtoFiles files({kRoot});
  std::vector<const google::protobuf::FileDescriptor*> api;
  for (const std::string& path : AllProtos()) {
    // The options are no part of what they describe.
    if (path == "comptoir/annotations.proto") continue;
    api.push_back(files.Load(path));
    ASSERT_NE(api.back(), nullptr) << path;
  }
  ASSERT_FALSE(api.empty());

  for (const std::string& difference : Compare(Lint(api), Exceptions())) {
    ADD_FAILURE() << difference;
  }
}

}  // namespace
}  // namespace comptoir::generator::lint
