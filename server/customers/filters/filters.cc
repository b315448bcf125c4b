#include "server/customers/filters/filters.h"

#include <algorithm>
#include <utility>

#include "server/base/status.h"
#include "server/customers/filters/filter_run.h"
#include "server/records/page.h"
#include "server/rpc/page_token.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;

// Puts those on the page who are there by now, as many as have room. Gives the
// last one that was looked at.
absl::StatusOr<size_t> FillPage(const CustomerTables& tables, const Call& call,
                                const kv::View& view,
                                const std::vector<RankedCustomer>& ranked,
                                size_t size,
                                v1::ListCustomersResponse* response) {
  size_t bytes = 0;
  size_t seen = 0;
  while (seen < size && bytes < records::kPageBytesMax) {
    std::vector<std::string> ids;
    const size_t end =
        std::min(size, seen + static_cast<size_t>(records::kPageReadMax));
    for (size_t i = seen; i < end; ++i) {
      const IdBytes& id = ranked[i].id;
      ids.push_back(FormatId("cus", std::string_view(id.data(), id.size())));
    }
    ASSIGN_OR_RETURN(auto records,
                     tables.customers.FindMany(view, call.merchant_id(), ids));
    for (std::optional<StoredCustomer>& stored : records) {
      if (bytes >= records::kPageBytesMax) break;
      ++seen;
      // Deleted or merged just now.
      if (!stored || !stored->merged_into().empty()) continue;
      bytes += stored->customer().ByteSizeLong();
      *response->add_customers() = std::move(*stored->mutable_customer());
    }
  }
  return seen;
}

}  // namespace

Filters::Filters(CustomerTables& tables, HomeDay home_day)
    : tables_(tables),
      columns_(tables),
      fields_(columns_, std::move(home_day)) {
  kinds_.Add(fields_);
}

bool Filters::IsNeeded(const v1::ListCustomersRequest& request) {
  return request.has_filter() ||
         request.order() > v1::CUSTOMER_ORDER_NAME_DESCENDING;
}

absl::StatusOr<Ranking> Filters::RankingOf(
    const FilterContext& context,
    const v1::ListCustomersRequest& request) const {
  using By = Ranking::By;
  switch (request.order()) {
    case v1::CUSTOMER_ORDER_UNSPECIFIED:
    case v1::CUSTOMER_ORDER_NEWEST_FIRST:
      return Ranking{.by = By::kId, .is_backward = true};
    case v1::CUSTOMER_ORDER_OLDEST_FIRST:
      return Ranking{.by = By::kId};
    case v1::CUSTOMER_ORDER_NAME:
      return Ranking{.by = By::kName};
    case v1::CUSTOMER_ORDER_NAME_DESCENDING:
      return Ranking{.by = By::kName, .is_backward = true};
    default:
      break;
  }
  const FilterKind* kind = kinds_.ForOrder(request.order());
  if (kind == nullptr) {
    return InvalidField("order", "must be an order of this server");
  }
  Ranking ranking{.by = By::kKey};
  ASSIGN_OR_RETURN(ranking.sorting, kind->Sort(context, request.order(),
                                               request.spend_currency()));
  return ranking;
}

Filters::Found Filters::Find(const std::string& merchant_id,
                             const std::optional<CompiledFilter>& filter,
                             const Ranking& ranking, const std::string& from,
                             size_t count) const {
  return columns_.Read(merchant_id, [&](const MerchantColumns& columns) {
    const Matches matches =
        filter ? FilterRun(columns, *filter).Find() : AllOf(columns);
    return Found{.page = RankedPage(columns, fields_.In(columns), matches,
                                    ranking, from, count),
                 .count = matches.count};
  });
}

absl::StatusOr<v1::ListCustomersResponse> Filters::List(
    const Call& call, const kv::View& view,
    const v1::ListCustomersRequest& request) const {
  const FilterContext context = {.call = call, .view = view};
  std::optional<CompiledFilter> filter;
  if (request.has_filter()) {
    ASSIGN_OR_RETURN(filter,
                     kinds_.Compile(context, request.filter(), "filter"));
  }
  ASSIGN_OR_RETURN(const Ranking ranking, RankingOf(context, request));
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  const auto size = static_cast<size_t>(rpc::PageSize(
      request.page_size(), records::kPageSizeDefault, records::kPageSizeMax));
  // One more tells whether there is another page.
  const Found found = Find(call.merchant_id(), filter, ranking, from, size + 1);
  v1::ListCustomersResponse response;
  response.set_total_size(static_cast<int64_t>(found.count));
  ASSIGN_OR_RETURN(const size_t seen,
                   FillPage(tables_, call, view, found.page,
                            std::min(size, found.page.size()), &response));
  if (seen < found.page.size()) {
    response.set_next_page_token(
        rpc::MakePageToken(call, request, found.page[seen - 1].place));
  }
  return response;
}

absl::StatusOr<v1::ExplainFilterResponse> Filters::Explain(
    const Call& call, const kv::View& view,
    const v1::ExplainFilterRequest& request) const {
  ASSIGN_OR_RETURN(
      const CompiledFilter filter,
      kinds_.Compile({.call = call, .view = view}, request.filter(), "filter"));
  return columns_.Read(call.merchant_id(), [&](const MerchantColumns& columns) {
    v1::ExplainFilterResponse response;
    response.set_customer_size(static_cast<int64_t>(columns.size()));
    for (auto& part : FilterRun(columns, filter).Explain()) {
      v1::FilterPartSize& size = *response.add_parts();
      size.set_field(std::move(part.field));
      size.set_alone_size(static_cast<int64_t>(part.alone));
      size.set_together_size(static_cast<int64_t>(part.together));
    }
    response.set_total_size(response.parts(0).alone_size());
    return response;
  });
}

Filters::Share Filters::ShareOf(const std::string& merchant_id,
                                const CompiledFilter& filter) const {
  return columns_.Read(merchant_id, [&](const MerchantColumns& columns) {
    const size_t left = FilterRun(columns, filter).Find().count;
    return Share{.left = static_cast<int64_t>(left),
                 .all = static_cast<int64_t>(columns.size())};
  });
}

absl::StatusOr<Filters::PageByName> Filters::ListByName(
    const Call& call, const kv::View& view, const CompiledFilter& filter,
    const std::string& from, size_t size) const {
  const Ranking by_name{.by = Ranking::By::kName};
  const Found found = Find(call.merchant_id(), filter, by_name, from, size + 1);
  PageByName page;
  ASSIGN_OR_RETURN(
      const size_t seen,
      FillPage(tables_, call, view, found.page,
               std::min(size, found.page.size()), &page.customers));
  if (seen < found.page.size()) page.next_place = found.page[seen - 1].place;
  return page;
}

int64_t Filters::Count(const std::string& merchant_id) const {
  return columns_.Read(merchant_id, [](const MerchantColumns& columns) {
    return static_cast<int64_t>(columns.size());
  });
}

}  // namespace comptoir::customers
