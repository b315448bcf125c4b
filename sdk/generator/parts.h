// One function per generated file.
#ifndef COMPTOIR_SDK_GENERATOR_PARTS_H_
#define COMPTOIR_SDK_GENERATOR_PARTS_H_

#include "google/protobuf/io/printer.h"
#include "sdk/generator/model.h"

namespace comptoir::generator {

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

}  // namespace comptoir::generator

#endif  // COMPTOIR_SDK_GENERATOR_PARTS_H_
