#include "tools/cli/import_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/files/private_file.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/csv/csv_reader.h"
#include "tools/cli/csv/text_encoding.h"
#include "tools/cli/import/columns.h"
#include "tools/cli/import/customer_row.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/progress.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

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
      row.push_back(FieldText(request.customer(), field));
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
    Preview(context, **source);
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

}  // namespace

void AddImportCommand(CLI::App& customers, Context& context) {
  CLI::App& command = AddCommand(
      customers, "import", "Create customers from a CSV file.",
      "comptoir customers import customers.csv --dry-run\n"
      "comptoir customers import clients.csv --country FR\n"
      "comptoir customers import list.csv --column 'Kd-Nr=reference_id'");
  auto flags = std::make_shared<ImportFlags>();
  command
      .add_option("file", flags->file,
                  "CSV with headings, in any encoding; - for standard input")
      ->required()
      ->type_name("");
  command
      .add_option("--column", flags->columns,
                  "which field a column holds; with nothing after =, none")
      ->allow_extra_args(false)
      ->type_name("HEADING=FIELD");
  command
      .add_option("--country", flags->rows.country,
                  "ISO code of customers without one; phones are read with it")
      ->type_name("CODE");
  const std::map<std::string, DateOrder> orders = {
      {"dmy", DateOrder::kDayFirst}, {"mdy", DateOrder::kMonthFirst}};
  command
      .add_option("--date-order", flags->rows.date_order,
                  "how 3/4/1990 is meant: dmy (default) or mdy")
      ->transform(
          CLI::CheckedTransformer(orders, CLI::ignore_case).description(""))
      ->type_name("ORDER");
  command.add_option("--rejects", flags->rejects, "where rejected rows go")
      ->type_name("FILE");
  command.add_flag("--dry-run", flags->is_dry_run,
                   "show what would be created, create nothing");
  context.Run(command, [&context, flags] { return Import(context, *flags); });
}

}  // namespace comptoir::cli
