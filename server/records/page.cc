#include "server/records/page.h"

#include <memory>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/rpc/page_token.h"

namespace comptoir::records {
namespace {

int32_t AskedSize(const google::protobuf::Message& request) {
  const google::protobuf::FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("page_size");
  return request.GetReflection()->GetInt32(request, field);
}

}  // namespace

absl::StatusOr<std::string> WalkPage(const Call& call, const kv::View& view,
                                     const google::protobuf::Message& request,
                                     const PageWalk& walk, TakeRow take) {
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  const int size_max =
      rpc::PageSize(AskedSize(request), kPageSizeDefault, kPageSizeMax);
  const auto rows = view.Scan(store::RestOf(walk.range, from, walk.direction),
                              walk.direction);
  int kept = 0;
  size_t bytes = 0;
  for (int seen = 0; rows->Valid(); rows->Next(), ++seen) {
    if (kept == size_max || bytes >= kPageBytesMax || seen == kPageRowsMax) {
      return rpc::MakePageToken(call, request, rows->key());
    }
    ASSIGN_OR_RETURN(const std::optional<size_t> taken,
                     take(rows->key(), rows->value()));
    if (!taken) continue;
    ++kept;
    bytes += *taken;
  }
  RETURN_IF_ERROR(rows->status());
  return std::string();
}

}  // namespace comptoir::records
