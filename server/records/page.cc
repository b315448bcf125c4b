#include "server/records/page.h"

#include <algorithm>
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

// What a page still takes.
class Room {
 public:
  explicit Room(const google::protobuf::Message& request)
      : size_max_(rpc::PageSize(AskedSize(request), kPageSizeDefault,
                                kPageSizeMax)) {}

  int size_max() const { return size_max_; }
  bool IsFull() const {
    return kept_ == size_max_ || bytes_ >= kPageBytesMax ||
           seen_ == kPageRowsMax;
  }
  // A row was looked at; `taken` are its bytes when it was kept.
  void See(std::optional<size_t> taken) {
    ++seen_;
    if (!taken) return;
    ++kept_;
    bytes_ += *taken;
  }

 private:
  const int size_max_;
  int kept_ = 0;
  int seen_ = 0;
  size_t bytes_ = 0;
};

// The next rows of a walk over an index.
struct Ahead {
  std::vector<std::string> keys;
  std::vector<std::string> ids;
};

Ahead TakeAhead(kv::Iterator& rows, const store::TableBase& table, int count) {
  Ahead ahead;
  for (int i = 0; i < count && rows.Valid(); ++i, rows.Next()) {
    ahead.keys.emplace_back(rows.key());
    ahead.ids.push_back(store::IdAtEnd(table.declaration(), rows.key()));
  }
  return ahead;
}

}  // namespace

absl::StatusOr<std::string> WalkPage(const Call& call, const kv::View& view,
                                     const google::protobuf::Message& request,
                                     const PageWalk& walk, TakeRow take) {
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  Room room(request);
  const auto rows = view.Scan(store::RestOf(walk.range, from, walk.direction),
                              walk.direction);
  for (; rows->Valid(); rows->Next()) {
    if (room.IsFull()) return rpc::MakePageToken(call, request, rows->key());
    ASSIGN_OR_RETURN(const std::optional<size_t> taken,
                     take(rows->key(), rows->value()));
    room.See(taken);
  }
  RETURN_IF_ERROR(rows->status());
  return std::string();
}

absl::StatusOr<std::string> WalkIndexPage(
    const Call& call, const kv::View& view, const store::TableBase& table,
    const google::protobuf::Message& request, const PageWalk& walk,
    ReadRecords read, TakeRecord take) {
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  Room room(request);
  const auto rows = view.Scan(store::RestOf(walk.range, from, walk.direction),
                              walk.direction);
  int count = std::min(room.size_max(), kPageReadMax);
  while (rows->Valid()) {
    if (room.IsFull()) return rpc::MakePageToken(call, request, rows->key());
    const Ahead ahead = TakeAhead(*rows, table, count);
    RETURN_IF_ERROR(read(ahead.ids));
    for (size_t i = 0; i < ahead.keys.size(); ++i) {
      if (room.IsFull())
        return rpc::MakePageToken(call, request, ahead.keys[i]);
      room.See(take(i));
    }
    // The filter drops some: a small page must not read them one by one.
    count = std::min(2 * count, kPageReadMax);
  }
  RETURN_IF_ERROR(rows->status());
  return std::string();
}

}  // namespace comptoir::records
