// One page of a table, for List methods.
#ifndef COMPTOIR_SERVER_RECORDS_LIST_PAGE_H_
#define COMPTOIR_SERVER_RECORDS_LIST_PAGE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/status.h"
#include "server/rpc/call.h"
#include "server/rpc/page_token.h"
#include "server/store/table.h"

namespace comptoir::records {

inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 200;

template <typename Record>
struct Page {
  std::vector<Record> records;
  std::string next_page_token;
};

// The page of the caller's records that `request` asks for, oldest first.
template <typename Record, typename Request>
absl::StatusOr<Page<Record>> ListPage(const Call& call,
                                      const store::Snapshot& snapshot,
                                      const store::Table<Record>& table,
                                      const Request& request) {
  const store::TableBase::Declaration& declaration = table.declaration();
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  const store::Key all(declaration.space, call.merchant_id());
  ASSIGN_OR_RETURN(store::IdPage ids,
                   store::ScanIds(snapshot, all.Prefix(), declaration.id_prefix,
                                  rpc::PageSize(request.page_size(),
                                                kPageSizeDefault, kPageSizeMax),
                                  from));
  Page<Record> page;
  for (const std::string& id : ids.ids) {
    ASSIGN_OR_RETURN(Record record,
                     table.Get(snapshot, call.merchant_id(), id));
    page.records.push_back(std::move(record));
  }
  page.next_page_token = rpc::MakePageToken(call, request, ids.next_key);
  return page;
}

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_LIST_PAGE_H_
