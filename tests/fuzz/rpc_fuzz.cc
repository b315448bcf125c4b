// Every unary method of a whole server, found by its descriptor, with requests
// made of the input's bytes and callers of every kind. No request may be
// answered with an error that is the server's own, and when the process ends
// the database holds together.
//
//   input := (method:1 caller:1 field values)*
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "sdk/cpp/testing/in_process_server.h"
#include "server/areas.h"
#include "server/base/clock.h"
#include "server/kv/memory/memory_engine.h"
#include "server/rpc/runtime.h"
#include "server/store/store.h"
#include "tests/fuzz/fuzz_target.h"

namespace comptoir::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using sdk::testing::InProcessServer;

constexpr int kDepthMax = 3;
constexpr int kItemsMax = 3;
constexpr int kCallsMax = 8;
// Methods whose success would change who may call what from then on.
constexpr const char* kLeftOut[] = {"RevokeApiKey", "RevokeDevice",
                                    "DeleteSession"};

// Takes values from the input until it is used up; then all are zero.
class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}
  bool empty() const { return rest_.empty(); }
  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string Text() {
    const size_t size = std::min<size_t>(Byte() % 40, rest_.size());
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  int64_t Number() {
    int64_t number = static_cast<int8_t>(Byte());
    if (Byte() % 4 == 0) number *= 1'000'000'007;
    return number;
  }

 private:
  std::string_view rest_;
};

// One server for the whole run: what earlier requests wrote stays.
class World {
 public:
  World() : server_(InProcessServer::Start().value()) {
    grpc::ChannelArguments arguments;
    stub_ = std::make_unique<grpc::GenericStub>(grpc::CreateCustomChannel(
        server_->address(), grpc::InsecureChannelCredentials(), arguments));
    tokens_ = {"", server_->operator_token(), server_->shop().api_key_token,
               server_->shop().till_token, "not a token"};
    ids_ = {server_->shop().merchant_id, server_->shop().location_id,
            server_->shop().owner_id, server_->shop().till_id};
    AddMethods();
  }

  void Call(Bytes& bytes) {
    const MethodDescriptor* method = methods_[bytes.Byte() % methods_.size()];
    const std::string& token = tokens_[bytes.Byte() % tokens_.size()];
    const std::unique_ptr<Message> request(
        MessageFactory::generated_factory()
            ->GetPrototype(method->input_type())
            ->New());
    Fill(bytes, 0, *request);
    Check(method, token, *request);
  }

 private:
  // Every unary method of every area: they are bound to a store that stays
  // empty, only to be named.
  void AddMethods() {
    kv::MemoryEngine nothing;
    const SystemClock clock;
    const auto store = store::Store::Open(nothing, clock).value();
    const auto areas = Areas::Make(*store, clock, {});
    rpc::Runtime runtime(*store, areas->authenticator(), clock);
    BoundServices bound;
    for (Area* area : areas->all()) area->Bind(runtime, &bound);
    for (const rpc::Method* method : runtime.methods()) {
      Add(method->name().substr(0, method->name().find('/')),
          method->name().substr(method->name().find('/') + 1));
    }
  }

  void Add(const std::string& service, const std::string& name) {
    const MethodDescriptor* method = DescriptorPool::generated_pool()
                                         ->FindServiceByName(service)
                                         ->FindMethodByName(name);
    const bool is_left_out = std::find(std::begin(kLeftOut), std::end(kLeftOut),
                                       name) != std::end(kLeftOut);
    if (!method->client_streaming() && !method->server_streaming() &&
        !is_left_out) {
      methods_.push_back(method);
    }
  }

  // Ids come from what was seen more often than from the bytes.
  std::string TextFor(Bytes& bytes, const FieldDescriptor* field) {
    const FieldRules& rule = field->options().GetExtension(rules);
    if (rule.format() == FORMAT_ID && bytes.Byte() % 8 != 0) {
      return ids_[bytes.Byte() % ids_.size()];
    }
    return bytes.Text();
  }

  void Fill(Bytes& bytes, int depth, Message& message) {
    const Descriptor* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count() && !bytes.empty(); ++i) {
      if (bytes.Byte() % 3 == 0) continue;
      const FieldDescriptor* field = type->field(i);
      const int count = field->is_repeated() ? bytes.Byte() % kItemsMax : 1;
      for (int j = 0; j < count; ++j) Set(bytes, field, depth, message);
    }
  }

  void Set(Bytes& bytes, const FieldDescriptor* field, int depth,
           Message& message) {
    const Reflection* to = message.GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text = TextFor(bytes, field);
        many ? to->AddString(&message, field, std::move(text))
             : to->SetString(&message, field, std::move(text));
        return;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = bytes.Byte() % 130;
        many ? to->AddEnumValue(&message, field, number)
             : to->SetEnumValue(&message, field, number);
        return;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth == kDepthMax) return;
        Fill(bytes, depth + 1,
             *(many ? to->AddMessage(&message, field)
                    : to->MutableMessage(&message, field)));
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!many) to->SetBool(&message, field, bytes.Byte() % 2 != 0);
        return;
      case FieldDescriptor::CPPTYPE_INT32:
        if (!many) {
          to->SetInt32(&message, field, static_cast<int32_t>(bytes.Number()));
        }
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        if (!many) to->SetInt64(&message, field, bytes.Number());
        return;
      default:
        return;
    }
  }

  void Check(const MethodDescriptor* method, const std::string& token,
             const Message& request) {
    grpc::ClientContext context;
    if (!token.empty()) {
      context.AddMetadata("authorization", "Bearer " + token);
    }
    // Texts that are not UTF-8 are the server's to refuse.
    grpc::Slice slice(request.SerializePartialAsString());
    const grpc::ByteBuffer bytes(&slice, 1);
    grpc::ByteBuffer answer;
    grpc::CompletionQueue queue;
    const auto call = stub_->PrepareUnaryCall(
        &context, "/" + method->service()->full_name() + "/" + method->name(),
        bytes, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&answer, &status, nullptr);
    void* tag;
    bool ok = false;
    Require(queue.Next(&tag, &ok) && ok, "every call is answered");
    const auto code = status.error_code();
    if (code != grpc::INTERNAL && code != grpc::UNKNOWN &&
        code != grpc::DATA_LOSS && code != grpc::UNAVAILABLE) {
      return;
    }
    std::fprintf(stderr, "%s: %s\n%s\n", method->full_name().c_str(),
                 status.error_message().c_str(),
                 request.ShortDebugString().c_str());
    Require(false, "no request makes the server fail");
  }

  const std::unique_ptr<InProcessServer> server_;
  std::unique_ptr<grpc::GenericStub> stub_;
  std::vector<const MethodDescriptor*> methods_;
  std::vector<std::string> tokens_;
  std::vector<std::string> ids_;
};

}  // namespace

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  // One for each method as the owner's key, with something in every field.
  for (int method = 0; method < 64; ++method) {
    std::string seed = {static_cast<char>(method), 2};
    for (int i = 0; i < 60; ++i) seed += static_cast<char>(1 + i % 7);
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

void Check(std::string_view input) {
  static World& world = *new World;
  Bytes bytes(input);
  for (int calls = 0; calls < kCallsMax && !bytes.empty(); ++calls) {
    world.Call(bytes);
  }
}

}  // namespace comptoir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  comptoir::fuzz::Check(comptoir::fuzz::View(data, size));
  return 0;
}
