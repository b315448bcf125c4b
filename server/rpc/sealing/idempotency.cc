#include "server/rpc/sealing/idempotency.h"

#include <openssl/sha.h>

#include <cstdint>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/rpc/sealing/sealed_box.h"

namespace comptoir::rpc {
namespace {

constexpr size_t kRequestKeyBytes = 16;

std::string AnswerKey(std::string_view secret, std::string_view actor,
                      std::string_view request_id) {
  return DeriveKey(secret, Digest({"answer", actor, request_id}));
}

}  // namespace

std::string Digest(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (std::string_view part : parts) {
    const uint64_t size = part.size();
    SHA256_Update(&context, &size, sizeof(size));
    SHA256_Update(&context, part.data(), part.size());
  }
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &context);
  return digest;
}

std::string SerializeDeterministically(
    const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

std::string RequestKey(std::string_view actor, std::string_view request_id) {
  return Digest({actor, request_id}).substr(0, kRequestKeyBytes);
}

std::string RequestHash(std::string_view secret, std::string_view method,
                        google::protobuf::Message& request,
                        const google::protobuf::FieldDescriptor& request_id) {
  const google::protobuf::Reflection& reflection = *request.GetReflection();
  std::string id = reflection.GetString(request, &request_id);
  reflection.ClearField(&request, &request_id);
  std::string hash =
      DeriveKey(secret, Digest({method, SerializeDeterministically(request)}));
  reflection.SetString(&request, &request_id, std::move(id));
  return hash;
}

std::string SealAnswer(std::string_view secret, std::string_view actor,
                       std::string_view request_id, std::string_view answer) {
  return Seal(AnswerKey(secret, actor, request_id), "answer", answer);
}

std::optional<std::string> UnsealAnswer(std::string_view secret,
                                        std::string_view actor,
                                        std::string_view request_id,
                                        std::string_view sealed) {
  return Unseal(AnswerKey(secret, actor, request_id), "answer", sealed);
}

}  // namespace comptoir::rpc
