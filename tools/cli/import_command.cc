// `comptoir customers import`.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/csv/csv_reader.h"
#include "server/base/csv/text_encoding.h"
#include "server/base/files/private_file.h"
#include "server/customers/import/columns.h"
#include "server/customers/import/customer_row.h"
#include "server/customers/import/shown_cell.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/progress.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using customers::ColumnPlan;
using customers::DateOrder;
using customers::PlanColumns;
using customers::RowOptions;
using customers::ShownCell;
using customers::v1::CreateCustomerRequest;
using customers::v1::CreateCustomerResponse;
using customers::v1::Customer;
using customers::v1::CustomerServiceClient;

constexpr size_t kPreviewRows = 5;

struct ImportFlags {
  std::string file;
  std::vector<std::string> columns;
  RowOptions rows;
  bool is_dry_run = false;
  // Where rejected rows go; empty: FILE.rejects.csv.
  std::string rejects;
};

// The file as read, kept together since a plan points into the table.
struct Source {
  std::string content;
  std::string encoding;
  CsvTable table;
  ColumnPlan columns;
  ImportPlan plan;
};

absl::Status InFile(const std::string& file, const absl::Status& status) {
  return absl::Status(status.code(),
                      fmt::format("{}: {}", file == "-" ? "input" : file,
                                  std::string(status.message())));
}

absl::StatusOr<std::unique_ptr<Source>> ReadSource(const ImportFlags& flags) {
  auto source = std::make_unique<Source>();
  absl::StatusOr<std::string> content = ReadInput(flags.file);
  if (!content.ok()) return content.status();
  source->content = *std::move(content);
  const auto decoded = DecodeText(source->content);
  if (!decoded.ok()) return InFile(flags.file, decoded.status());
  source->encoding = decoded->encoding;
  auto table = ReadCsv(decoded->text);
  if (!table.ok()) return InFile(flags.file, table.status());
  source->table = *std::move(table);
  auto columns = PlanColumns(source->table.heading.cells, flags.columns);
  if (!columns.ok()) return InFile(flags.file, columns.status());
  source->columns = *std::move(columns);
  source->plan =
      PlanImport(source->table, source->content, source->columns, flags.rows);
  return source;
}

std::string DelimiterName(char delimiter) {
  return delimiter == '\t' ? "tabs" : fmt::format("'{}'", delimiter);
}

void Explain(const Context& context, const Source& source) {
  context.terminal().Say(fmt::format("{} rows, {}, cells between {}",
                                     source.table.rows.size(), source.encoding,
                                     DelimiterName(source.table.delimiter)));
  if (!source.columns.ignored.empty()) {
    context.terminal().Say(fmt::format(
        "left out: {} (--column 'Heading=field' takes one in)",
        Printable(fmt::format("{}", fmt::join(source.columns.ignored, ", ")))));
  }
}

// The first customers as they would be created.
void Preview(const Context& context, const Source& source) {
  const std::vector<std::string> fields = {"given_name",   "family_name",
                                           "company_name", "email_address",
                                           "phone_number", "address.country"};
  std::vector<std::vector<std::string>> rows;
  for (const CreateCustomerRequest& request : source.plan.requests) {
    if (rows.size() == kPreviewRows) break;
    std::vector<std::string>& row = rows.emplace_back();
    for (const std::string& field : fields) {
      row.push_back(ShownCell(FieldText(request.customer(), field)));
    }
  }
  std::cout << FormatTable(
      {"GIVEN NAME", "FAMILY NAME", "COMPANY", "EMAIL", "PHONE", "COUNTRY"},
      rows, {.has_color = context.terminal().HasColor()});
}

CreateCustomer CreateThrough(const CustomerServiceClient& client,
                             const sdk::CallOptions& options) {
  return [&client, options](const CreateCustomerRequest& request,
                            std::function<void(CreateOutcome)> done) {
    auto info = std::make_shared<sdk::CallInfo>();
    sdk::CallOptions with_info = options;
    with_info.info = info.get();
    client.AsyncCreateCustomer(
        request,
        [info, done = std::move(done)](
            const absl::StatusOr<CreateCustomerResponse>& response) {
          done({.status = response.status(), .is_replayed = info->replayed});
        },
        with_info);
  };
}

absl::Status SaveRejects(const Context& context, const ImportFlags& flags,
                         const CsvTable& table,
                         const std::vector<RejectedRow>& rejected) {
  if (rejected.empty()) return absl::OkStatus();
  std::string path = flags.rejects;
  if (path.empty()) {
    path = (flags.file == "-" ? "import" : flags.file) + ".rejects.csv";
  }
  // Those of an earlier run of the same import are out of date.
  const absl::Status status =
      WritePrivateFile(path, WriteRejects(table, rejected), Existing::kReplace);
  if (!status.ok()) return status;
  context.terminal().Say(
      fmt::format("{} rejected rows, with reasons: {}", rejected.size(), path));
  return absl::OkStatus();
}

void PrintCounts(const Context& context, const Source& source,
                 const ImportResult& result, bool is_dry_run) {
  if (context.has_json()) {
    std::cout << fmt::format(
        "{{\"rows\":{},\"created\":{},\"replayed\":{},\"rejected\":{}}}\n",
        source.table.rows.size(), result.created, result.replayed,
        result.rejected.size());
    return;
  }
  if (is_dry_run) {
    std::cout << fmt::format("{} would be created, {} rejected\n",
                             source.plan.requests.size(),
                             result.rejected.size());
    return;
  }
  std::cout << fmt::format("{} created, {} there already, {} rejected\n",
                           result.created, result.replayed,
                           result.rejected.size());
}

absl::Status Import(Context& context, const ImportFlags& flags) {
  const auto source = ReadSource(flags);
  if (!source.ok()) return source.status();
  Explain(context, **source);
  ImportResult result;
  if (flags.is_dry_run) {
    if (!context.has_json()) Preview(context, **source);
    result.rejected = (*source)->plan.rejected;
    context.terminal().Say("dry run: nothing was created");
  } else {
    auto channel = context.Channel();
    if (!channel.ok()) return channel.status();
    const CustomerServiceClient client(*channel);
    Progress bar(context.terminal(), "importing",
                 static_cast<int64_t>((*source)->plan.requests.size()));
    result =
        RunImport((*source)->plan, CreateThrough(client, context.CallOptions()),
                  [&bar](int64_t done) { bar.Show(done); });
  }
  PrintCounts(context, **source, result, flags.is_dry_run);
  const absl::Status saved =
      SaveRejects(context, flags, (*source)->table, result.rejected);
  if (!saved.ok()) return saved;
  if (!result.stopped.ok()) {
    context.terminal().Complain(
        "comptoir: stopped before the end; run the same import again to go on, "
        "nobody is created twice");
    return result.stopped;
  }
  if (!result.rejected.empty()) context.set_exit_code(kExitPartialImport);
  return absl::OkStatus();
}

absl::Status ReadDateOrder(const std::string& text, DateOrder& order) {
  if (text == "dmy") {
    order = DateOrder::kDayFirst;
  } else if (text == "mdy") {
    order = DateOrder::kMonthFirst;
  } else {
    return absl::InvalidArgumentError(
        fmt::format("{} is none of: dmy, mdy", text));
  }
  return absl::OkStatus();
}

Action ImportAction(Context& context) {
  const auto flags = std::make_shared<ImportFlags>();
  Argument file = TextArgument(
      "file", "CSV with headings, in any encoding; - for standard input", "",
      &flags->file);
  file.is_required = true;
  return {
      .arguments =
          {file,
           TextsArgument(
               "--column",
               "which field a column holds; with nothing after =, none",
               "HEADING=FIELD", &flags->columns),
           TextArgument("--country",
                        "ISO code of customers without one; phones are read "
                        "with it",
                        "CODE", &flags->rows.country),
           {.name = "--date-order",
            .help = "how 3/4/1990 is meant: dmy (default) or mdy",
            .value = "ORDER",
            .take =
                [order = &flags->rows.date_order](const std::string& text) {
                  return ReadDateOrder(text, *order);
                }},
           TextArgument("--rejects", "where rejected rows go", "FILE",
                        &flags->rejects),
           SwitchArgument("--dry-run",
                          "show what would be created, create nothing",
                          &flags->is_dry_run)},
      .run = [&context, flags] { return Import(context, *flags); }};
}

}  // namespace

void AddImportCommand(Command& root, Context& context) {
  Command& group = root.Group("customers", "The customer book.");
  group.commands.push_back(
      {.name = "import",
       .about = "Creates customers from a CSV file.",
       .examples =
           "comptoir customers import customers.csv --dry-run\n"
           "comptoir customers import clients.csv --country FR\n"
           "comptoir customers import list.csv --column 'Kd-Nr=reference_id'",
       .make = [&context] { return ImportAction(context); }});
}

}  // namespace comptoir::cli
