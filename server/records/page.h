// One page of records, for every List method.
#ifndef COMPTOIR_SERVER_RECORDS_PAGE_H_
#define COMPTOIR_SERVER_RECORDS_PAGE_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/base/status.h"
#include "server/rpc/call.h"
#include "server/store/key_codec.h"
#include "server/store/table.h"

namespace comptoir::records {

// Records of a page: what page_size 0 means, and the most there are.
inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 200;
// Bytes of a page; the record that reaches it is the page's last. gRPC's
// clients take 4 MiB in one message unless they are told otherwise.
inline constexpr size_t kPageBytesMax = size_t{1} << 20;
// Rows that a page looks at for those that a filter keeps. What keeps little
// gets short pages, even empty ones with a token, rather than a long wait.
inline constexpr int kPageRowsMax = 2000;
// Records that are read at once for a page of an index, and held: at most 32
// MiB of them.
inline constexpr int kPageReadMax = 64;

template <typename Record>
struct Page {
  std::vector<Record> records;
  // Empty at the end.
  std::string next_page_token;
};

// Which rows, and in which order.
struct PageWalk {
  // Of a table or of one of its indexes.
  kv::Range range;
  kv::Direction direction = kv::Direction::kForward;
};

// Takes the row under `key`: the bytes that it adds to the page, or nullopt
// when it is not kept.
using TakeRow = absl::FunctionRef<absl::StatusOr<std::optional<size_t>>(
    std::string_view key, std::string_view value)>;

// Walks the page that `request` asks for by its `page_size` and `page_token`.
// Gives the next page's token.
absl::StatusOr<std::string> WalkPage(const Call& call, const kv::View& view,
                                     const google::protobuf::Message& request,
                                     const PageWalk& walk, TakeRow take);

// The same walk over an index of `table`. Gives `read` the ids of some rows to
// come, then asks `take` for those that the page has room for, by their place
// among the ids.
using ReadRecords =
    absl::FunctionRef<absl::Status(const std::vector<std::string>& ids)>;
using TakeRecord = absl::FunctionRef<std::optional<size_t>(size_t i)>;
absl::StatusOr<std::string> WalkIndexPage(
    const Call& call, const kv::View& view, const store::TableBase& table,
    const google::protobuf::Message& request, const PageWalk& walk,
    ReadRecords read, TakeRecord take);

// A page of the caller's records in a table, oldest first unless said
// otherwise. `keep`, when given, leaves out what it does not want.
template <typename Record>
absl::StatusOr<Page<Record>> ListPage(
    const Call& call, const kv::View& view, const store::Table<Record>& table,
    const google::protobuf::Message& request,
    const std::function<bool(const Record&)>& keep = nullptr,
    kv::Direction direction = kv::Direction::kForward) {
  const store::Key all(table.declaration().space, call.merchant_id());
  Page<Record> page;
  ASSIGN_OR_RETURN(
      page.next_page_token,
      WalkPage(
          call, view, request, {.range = all.Prefix(), .direction = direction},
          [&](std::string_view,
              std::string_view value) -> absl::StatusOr<std::optional<size_t>> {
            Record record;
            if (!record.ParseFromArray(value.data(),
                                       static_cast<int>(value.size()))) {
              return Corrupt(table.declaration().noun);
            }
            if (keep && !keep(record)) return std::nullopt;
            page.records.push_back(std::move(record));
            return value.size();
          }));
  return page;
}

// A page of the caller's records that stand in `walk.range` of one of the
// table's indexes, in the index's order. DATA_LOSS when a row has no record.
template <typename Record>
absl::StatusOr<Page<Record>> ListIndexPage(
    const Call& call, const kv::View& view, const store::Table<Record>& table,
    const google::protobuf::Message& request, const PageWalk& walk,
    const std::function<bool(const Record&)>& keep = nullptr) {
  Page<Record> page;
  std::vector<Record> ahead;
  ASSIGN_OR_RETURN(
      page.next_page_token,
      WalkIndexPage(
          call, view, table, request, walk,
          [&](const std::vector<std::string>& ids) -> absl::Status {
            ASSIGN_OR_RETURN(ahead,
                             table.GetMany(view, call.merchant_id(), ids));
            return absl::OkStatus();
          },
          [&](size_t i) -> std::optional<size_t> {
            if (keep && !keep(ahead[i])) return std::nullopt;
            page.records.push_back(std::move(ahead[i]));
            return page.records.back().ByteSizeLong();
          }));
  return page;
}

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_PAGE_H_
