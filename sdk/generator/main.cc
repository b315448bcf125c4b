#include "google/protobuf/compiler/plugin.h"
#include "sdk/generator/generator.h"

int main(int argc, char* argv[]) {
  const comptoir::generator::Generator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
