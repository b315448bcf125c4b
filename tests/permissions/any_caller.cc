#include "tests/permissions/any_caller.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace comptoir::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr std::chrono::seconds kDeadline(30);

[[noreturn]] void Give(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::abort();
}

grpc::ByteBuffer BytesOf(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

std::string TextOf(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  if (!bytes.Dump(&slices).ok()) return "";
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

// Begins something, waits for its end, and says whether it went well.
template <typename Begin>
bool Await(grpc::CompletionQueue& queue, const Begin& begin) {
  begin(&queue);
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

void ReadError(const grpc::Status& status, Reply* reply) {
  reply->code = status.error_code();
  reply->message = status.error_message();
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details())) return;
  for (const auto& detail : wire.details()) {
    reply->has_retry_delay |= detail.Is<google::rpc::RetryInfo>();
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info)) continue;
    reply->reason = info.reason();
    reply->metadata.insert(info.metadata().begin(), info.metadata().end());
  }
}

}  // namespace

const MethodDescriptor& MethodOf(std::string_view name) {
  std::string full_name = "comptoir." + std::string(name);
  full_name[full_name.find('/')] = '.';
  const MethodDescriptor* method =
      DescriptorPool::generated_pool()->FindMethodByName(full_name);
  if (method == nullptr) Give("no method " + full_name);
  return *method;
}

MessagePtr New(const Descriptor& type) {
  return MessagePtr(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

MessagePtr Parse(const Descriptor& type, const std::string& text) {
  MessagePtr message = New(type);
  if (!google::protobuf::TextFormat::ParseFromString(text, message.get())) {
    Give(type.full_name() + " is not so: " + text);
  }
  return message;
}

AnyCaller::AnyCaller(const std::string& address)
    : stub_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {}

Reply AnyCaller::Call(const MethodDescriptor& method, const std::string& token,
                      const Message& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  grpc::CompletionQueue queue;
  const auto call = stub_.PrepareCall(
      &context, "/" + method.service()->full_name() + "/" + method.name(),
      &queue);
  Await(queue, [&](void* tag) { call->StartCall(tag); });
  // A call that is refused already takes no message: its status tells.
  if (Await(queue, [&](void* tag) { call->Write(BytesOf(request), tag); })) {
    Await(queue, [&](void* tag) { call->WritesDone(tag); });
  }
  Reply reply;
  grpc::ByteBuffer bytes;
  if (Await(queue, [&](void* tag) { call->Read(&bytes, tag); })) {
    reply.answer = New(*method.output_type());
    reply.answer->ParseFromString(TextOf(bytes));
  }
  const bool is_cut = reply.answer != nullptr && method.server_streaming();
  if (is_cut) context.TryCancel();
  grpc::Status status;
  Await(queue, [&](void* tag) { call->Finish(&status, tag); });
  ReadError(is_cut ? grpc::Status::OK : status, &reply);
  reply.is_replayed =
      context.GetServerTrailingMetadata().count("comptoir-replayed") > 0;
  return reply;
}

MessagePtr AnyCaller::Do(std::string_view method, const std::string& token,
                         const std::string& request) {
  const MethodDescriptor& descriptor = MethodOf(method);
  Reply reply =
      Call(descriptor, token, *Parse(*descriptor.input_type(), request));
  if (!reply.ok()) {
    Give(std::string(method) + ": " + reply.reason + ": " + reply.message);
  }
  return std::move(reply.answer);
}

}  // namespace comptoir::testing
