// The C++ printer: one function per generated file.
#ifndef COMPTOIR_SDK_GENERATOR_CPP_PARTS_H_
#define COMPTOIR_SDK_GENERATOR_CPP_PARTS_H_

#include <span>

#include "google/protobuf/io/printer.h"
#include "sdk/generator/model.h"
#include "sdk/generator/part.h"

namespace comptoir::generator::cpp {

// NAME.server.h: the bases that handlers implement. No gRPC header.
void PrintServerHeader(const File& file, google::protobuf::io::Printer& out);
// NAME.server.cc: the glue between gRPC and the handlers.
void PrintServerSource(const File& file, google::protobuf::io::Printer& out);
// NAME.client.h: the clients that applications use. No gRPC header.
void PrintClientHeader(const File& file, google::protobuf::io::Printer& out);
// NAME.client.cc: the clients, and their connections over a channel.
void PrintClientSource(const File& file, google::protobuf::io::Printer& out);
// NAME.mock.h: GoogleMock connections for the tests of applications.
void PrintMockHeader(const File& file, google::protobuf::io::Printer& out);

// All of them.
std::span<const Part> Parts();

}  // namespace comptoir::generator::cpp

#endif  // COMPTOIR_SDK_GENERATOR_CPP_PARTS_H_
