#include "sdk/generator/cpp/parts.h"

namespace comptoir::generator::cpp {
namespace {

constexpr Part kParts[] = {
    {"server", ".server.h", &PrintServerHeader},
    {"server", ".server.cc", &PrintServerSource},
    {"client", ".client.h", &PrintClientHeader},
    {"client", ".client.cc", &PrintClientSource},
    {"mock", ".mock.h", &PrintMockHeader},
};

}  // namespace

std::span<const Part> Parts() { return kParts; }

}  // namespace comptoir::generator::cpp
