// `comptoir customers import`.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/files/durable_file.h"
#include "server/base/files/private_file.h"
#include "server/customers/import/known/changes.h"
#include "server/customers/import/list.h"
#include "server/customers/import/shown_cell.h"
#include "server/customers/import/spelling/dates.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/import/attributes/attribute_import.h"
#include "tools/cli/import/attributes/attribute_list.h"
#include "tools/cli/import/calls/customer_calls.h"
#include "tools/cli/import/files/outputs.h"
#include "tools/cli/import/files/report_file.h"
#include "tools/cli/import/help.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/import/report.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/progress.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using customers::DateOrder;
using customers::KnownRule;
using customers::List;
using customers::ListOptions;
using customers::v1::Customer;

constexpr size_t kPreviewRows = 5;
struct ImportFlags {
  std::string file;
  ListOptions list;
  KnownRule known = KnownRule::kUpdate;
  bool is_dry_run = false;
  bool has_storage_consent = false;
  // Where rejected rows go; empty: FILE.rejects.csv. Where every row's fate
  // goes; empty: nowhere.
  Outputs outputs;
};

std::string NameOf(const std::string& file) {
  return file == "-" ? "input" : file;
}

absl::StatusOr<List> ReadContent(const std::string& content,
                                 const ImportFlags& flags) {
  ListOptions options = flags.list;
  // Where it is tomorrow already the server's clock decides.
  options.rows.latest_birthday =
      absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 1;
  absl::StatusOr<List> list = customers::ReadList(content, options);
  if (list.ok()) return list;
  return absl::Status(list.status().code(),
                      fmt::format("{}: {}", NameOf(flags.file),
                                  std::string(list.status().message())));
}

// What the file says of custom attributes, whose columns the list knows then.
absl::StatusOr<AttributeList> ReadAttributeColumns(const std::string& content,
                                                   AttributeCalls& calls,
                                                   ImportFlags* flags,
                                                   List* list) {
  if (!MayHoldAttributes(list->plan)) return AttributeList();
  auto definitions = calls.List();
  if (!definitions.ok()) return definitions.status();
  const std::vector<std::string> columns =
      AttributeColumns(list->plan, *definitions);
  if (!columns.empty()) {
    flags->list.columns.insert(flags->list.columns.end(), columns.begin(),
                               columns.end());
    absl::StatusOr<List> anew = ReadContent(content, *flags);
    if (!anew.ok()) return anew.status();
    *list = *std::move(anew);
  }
  return ReadAttributes(
      *std::move(definitions),
      flags->list.rows.date_order.value_or(DateOrder::kUncertain), list);
}

std::string DelimiterName(char delimiter) {
  return delimiter == '\t' ? "tabs" : fmt::format("'{}'", delimiter);
}

// How the file was understood.
void Explain(const Context& context, const List& list) {
  const Terminal& terminal = context.terminal();
  terminal.Say(fmt::format("{} rows, {}, cells between {}", list.rows.size(),
                           list.encoding, DelimiterName(list.table.delimiter)));
  if (list.table.heading.line > 1) {
    terminal.Say(
        fmt::format("headings: line {}: {}", list.table.heading.line,
                    Printable(fmt::format(
                        "{}", fmt::join(list.table.heading.cells, ", ")))));
  }
  if (!list.plan.ignored.empty()) {
    terminal.Say(fmt::format(
        "left out: {} (--column 'Heading=field' takes one in)",
        Printable(fmt::format("{}", fmt::join(list.plan.ignored, ", ")))));
  }
  for (const std::string& doubt : list.doubts) terminal.Say(doubt);
}

// The first customers as they would be created.
void Preview(const Context& context, const List& list,
             const ImportResult& result) {
  const std::vector<std::string> fields = {"given_name",   "family_name",
                                           "company_name", "email_address",
                                           "phone_number", "address.country"};
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < list.rows.size() && rows.size() < kPreviewRows; ++i) {
    if (result.rows[i].outcome != RowOutcome::kCreated) continue;
    std::vector<std::string>& row = rows.emplace_back();
    for (const std::string& field : fields) {
      row.push_back(
          customers::ShownCell(FieldText(list.rows[i]->customer, field)));
    }
  }
  if (rows.empty()) return;
  std::cout << FormatTable(
      {"GIVEN NAME", "FAMILY NAME", "COMPANY", "EMAIL", "PHONE", "COUNTRY"},
      rows, {.has_color = context.terminal().HasColor()});
}

// `report` may be null.
ImportResult Run(Context& context, const ImportFlags& flags, const List& list,
                 const AttributeList& attributes, CustomerCalls& calls,
                 AttributeCalls& attribute_calls, ReportFile* report) {
  // One bar for each thing that is done, and for what it becomes of.
  std::optional<Progress> bar;
  std::string shown;
  int64_t shown_total = -1;
  const ImportOptions options = {
      .rows = flags.list.rows,
      .known = flags.known,
      .is_dry_run = flags.is_dry_run,
      .has_storage_consent = flags.has_storage_consent,
      .progress =
          [&](std::string_view what, int64_t done, int64_t total) {
            if (what != shown || total != shown_total) {
              shown = what;
              shown_total = total;
              bar.emplace(context.terminal(), shown, total);
            }
            bar->Show(done);
          },
      .record =
          [report](size_t row, const RowResult& result) {
            return report ? report->Add(row, result) : absl::OkStatus();
          }};
  ImportResult result = RunImport(list, calls, options);
  const absl::Status set =
      ImportAttributes(attributes, attribute_calls, options, &result);
  if (!set.ok()) result.stopped = set;
  return result;
}

// The files that are written, opened before anything is changed. The report is
// null when nobody asked for one.
absl::StatusOr<std::unique_ptr<ReportFile>> OpenOutputs(
    const ImportFlags& flags, const List& list) {
  // It is written in the end, if at all: whoever was rejected is rejected
  // again.
  const absl::Status rejects =
      FileDraft::Create(flags.outputs.rejects, Existing::kReplace).status();
  if (!rejects.ok()) {
    return absl::Status(
        rejects.code(),
        fmt::format("{}: rejected rows would go there; name another file with "
                    "--rejects",
                    std::string(rejects.message())));
  }
  if (flags.outputs.report.empty()) return nullptr;
  return ReportFile::Open(flags.outputs.report, list);
}

absl::Status SaveRejects(const Context& context, const ImportFlags& flags,
                         const List& list, const ImportResult& result) {
  const std::vector<customers::Reject> rejects = RejectsOf(result, list);
  if (rejects.empty()) return absl::OkStatus();
  const std::string& path = flags.outputs.rejects;
  // Those of an earlier run of the same import are out of date.
  const absl::Status status = WritePrivateFile(
      path, customers::WriteRejects(list.table, rejects), Existing::kReplace);
  if (!status.ok()) return status;
  context.terminal().Say(
      fmt::format("{} rejected rows, with reasons: {}", rejects.size(), path));
  return absl::OkStatus();
}

// Of a report that was asked for and of the rejects. Neither keeps the other
// from being saved.
absl::Status SaveOutputs(const Context& context, const ImportFlags& flags,
                         const List& list, const ImportResult& result,
                         ReportFile* report) {
  absl::Status status = report ? report->Finish(result) : absl::OkStatus();
  const absl::Status rejects = SaveRejects(context, flags, list, result);
  if (status.ok()) return rejects;
  if (!rejects.ok()) context.terminal().Complain(DescribeError(rejects));
  return status;
}

bool HasChangedAnything(const ImportResult& result) {
  return result.Count(RowOutcome::kCreated) > 0 ||
         result.Count(RowOutcome::kUpdated) > 0 ||
         result.Count(RowOutcome::kPerhapsUpdated) > 0;
}

void Print(const Context& context, const ImportFlags& flags, const List& list,
           const ImportResult& result) {
  for (const std::string& line : LeftOutText(result, list)) {
    context.terminal().Say(Printable(line));
  }
  for (const std::string& line : ChangesText(result, list)) {
    context.terminal().Say(Printable(line));
  }
  for (const std::string& line : LeftAsItIsText(result, list)) {
    context.terminal().Say(Printable(line));
  }
  if (context.has_json()) {
    std::cout << CountsJson(result, list) << '\n';
    return;
  }
  if (flags.is_dry_run) Preview(context, list, result);
  std::cout << CountsText(result, flags.is_dry_run) << '\n';
}

absl::Status Import(Context& context, ImportFlags flags) {
  if (flags.outputs.rejects.empty()) {
    flags.outputs.rejects =
        (flags.file == "-" ? "import" : flags.file) + ".rejects.csv";
  }
  absl::Status status = CheckOutputs(flags.file, flags.outputs);
  if (!status.ok()) return status;
  const absl::StatusOr<std::string> content = ReadInput(flags.file);
  if (!content.ok()) return content.status();
  absl::StatusOr<List> list = ReadContent(*content, flags);
  if (!list.ok()) return list.status();
  auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const auto attribute_calls =
      AttributeCallsThrough(*channel, context.CallOptions());
  const absl::StatusOr<AttributeList> attributes =
      ReadAttributeColumns(*content, *attribute_calls, &flags, &*list);
  if (!attributes.ok()) return attributes.status();
  Explain(context, *list);
  const auto report = OpenOutputs(flags, *list);
  if (!report.ok()) return report.status();
  const std::unique_ptr<CustomerCalls> calls =
      CallsThrough(*channel, context.CallOptions());
  const ImportResult result = Run(context, flags, *list, *attributes, *calls,
                                  *attribute_calls, report->get());
  if (flags.is_dry_run) {
    context.terminal().Say("dry run: nothing was created or changed");
  }
  Print(context, flags, *list, result);
  status = SaveOutputs(context, flags, *list, result, report->get());
  if (!result.stopped.ok() && HasChangedAnything(result)) {
    context.terminal().Complain(fmt::format(
        "comptoir: stopped before the end; run the same import again{} to go "
        "on, nobody is created twice",
        *report ? ", with another --report," : ""));
  }
  // The report's error, if any, is also why the import was stopped.
  if (!status.ok()) return status;
  if (!result.stopped.ok()) return result.stopped;
  if (result.Count(RowOutcome::kRejected) > 0) {
    context.set_exit_code(kExitPartialImport);
  }
  return absl::OkStatus();
}

// Takes one of a few words.
template <typename Value>
Argument ChoiceArgument(std::string name, std::string help, std::string value,
                        std::vector<std::pair<std::string, Value>> choices,
                        Value* to) {
  return {.name = std::move(name),
          .help = std::move(help),
          .value = std::move(value),
          .take = [choices = std::move(choices), to](const std::string& text) {
            std::vector<std::string> words;
            for (const auto& [word, choice] : choices) {
              words.push_back(word);
              if (word != text) continue;
              *to = choice;
              return absl::OkStatus();
            }
            return absl::InvalidArgumentError(
                fmt::format("{} is none of: {}", text, fmt::join(words, ", ")));
          }};
}

Argument CountryArgument(customers::RowOptions* rows) {
  return {.name = "--country",
          .help = "ISO code of customers without one; phones are read with it",
          .value = "CODE",
          .take = [rows](const std::string& text) {
            rows->country = text;
            return customers::CheckRowOptions(*rows);
          }};
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
               "HEADING=FIELD", &flags->list.columns),
           CountryArgument(&flags->list.rows),
           ChoiceArgument<std::optional<DateOrder>>(
               "--date-order",
               "how 3/4/1990 is meant: dmy or mdy; by default as other "
               "birthdays of the file show, else dmy",
               "ORDER",
               {{"dmy", DateOrder::kDayFirst}, {"mdy", DateOrder::kMonthFirst}},
               &flags->list.rows.date_order),
           TextArgument("--encoding",
                        "what the file is written in, such as windows-1250, "
                        "where that cannot be told from its letters",
                        "NAME", &flags->list.encoding),
           ChoiceArgument<KnownRule>(
               "--known",
               "customers who are there already: update (default) what the "
               "file says of them, fill what is empty, or skip them",
               "RULE",
               {{"update", KnownRule::kUpdate},
                {"fill", KnownRule::kFill},
                {"skip", KnownRule::kSkip}},
               &flags->known),
           TextArgument("--rejects", "where rejected rows go", "FILE",
                        &flags->outputs.rejects),
           TextArgument("--report",
                        "where to write what becomes of each row, and what it "
                        "replaces; a file that is not there yet",
                        "FILE", &flags->outputs.report),
           SwitchArgument("--storage-consent",
                          "all of the file have agreed to be stored; needed "
                          "where the merchant asks for it",
                          &flags->has_storage_consent),
           SwitchArgument("--dry-run",
                          "show what would be done, after all the server's "
                          "checks, and do nothing",
                          &flags->is_dry_run)},
      .run = [&context, flags] { return Import(context, *flags); }};
}

}  // namespace

void AddImportCommand(Command& root, Context& context) {
  Command& group = root.Group("customers", "The customer book.");
  group.commands.push_back(
      {.name = "import",
       .about = "Creates and updates customers from a CSV file.",
       .examples =
           "comptoir customers import customers.csv --dry-run\n"
           "comptoir customers import clients.csv --country FR\n"
           "comptoir customers import list.csv --column 'Kd-Nr=reference_id'\n"
           "comptoir customers import list.csv --column "
           "'Shoes=attribute:size'\n"
           "comptoir customers import old.csv --encoding macintosh --known "
           "fill",
       .details = kImportDetails,
       .make = [&context] { return ImportAction(context); }});
}

}  // namespace comptoir::cli
