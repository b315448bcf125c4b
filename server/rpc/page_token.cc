#include "server/rpc/page_token.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/rpc/sealing/idempotency.h"
#include "server/rpc/sealing/sealed_box.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The longest token that can be ours: a key of kv::kKeyBytesMax, sealed.
constexpr size_t kTokenLengthMax = 2048;

// What the token is bound to: the merchant and the query.
std::string ContextOf(const Call& call, const Message& request) {
  std::unique_ptr<Message> query(request.New());
  query->CopyFrom(request);
  for (const char* name : {"page_token", "page_size", "request_id"}) {
    const FieldDescriptor* field =
        query->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr)
      query->GetReflection()->ClearField(query.get(), field);
  }
  return Digest({call.merchant_id(), query->GetDescriptor()->full_name(),
                 SerializeDeterministically(*query)});
}

std::string KeyOf(const Call& call) {
  return DeriveKey(call.page_token_secret(), "page token");
}

absl::Status Mismatch() {
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MISMATCH",
               "page_token: is not of this query: start again without it");
}

}  // namespace

std::string MakePageToken(const Call& call, const Message& request,
                          std::string_view next_key) {
  if (next_key.empty()) return "";
  const std::string box = Seal(KeyOf(call), ContextOf(call, request), next_key);
  return absl::WebSafeBase64Escape(ToAbsl(box));
}

absl::StatusOr<std::string> OpenPageToken(const Call& call,
                                          const Message& request) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("page_token");
  if (field == nullptr) return std::string();
  std::string scratch;
  const std::string& token =
      request.GetReflection()->GetStringReference(request, field, &scratch);
  if (token.empty()) return std::string();
  std::string box;
  if (token.size() > kTokenLengthMax ||
      !absl::WebSafeBase64Unescape(token, &box)) {
    return Mismatch();
  }
  std::optional<std::string> key =
      Unseal(KeyOf(call), ContextOf(call, request), box);
  if (!key) return Mismatch();
  return *std::move(key);
}

}  // namespace comptoir::rpc
