#include "tools/cli/duplicate_text.h"

#include <iostream>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "fmt/format.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using customers::v1::CheckDuplicatesResponse;
using customers::v1::Customer;
using customers::v1::Duplicate;
using customers::v1::DuplicateEvidence;
using customers::v1::DuplicateMatch;
using customers::v1::DuplicatePair;
using customers::v1::ListDuplicatesResponse;
using customers::v1::SharedIdentifier;
using ::google::protobuf::RepeatedPtrField;
using Row = std::vector<std::string>;

std::string NameOf(const Customer& customer) {
  std::string name = customer.given_name();
  if (!name.empty() && !customer.family_name().empty()) name += ' ';
  name += customer.family_name();
  return name.empty() ? customer.company_name() : name;
}

std::string_view WordsOf(customers::v1::NameMatch match) {
  switch (match) {
    case customers::v1::NAME_MATCH_SAME:
      return "same name";
    case customers::v1::NAME_MATCH_SHORT_FORM:
      return "short form of the name";
    case customers::v1::NAME_MATCH_SPELLING:
      return "name spelt alike";
    case customers::v1::NAME_MATCH_NO_NAME:
      return "no name";
    default:
      return "name";  // Of a server that knows more.
  }
}

// Such as "same name (100), same email_address; other birthday".
std::string WhyOf(const DuplicateEvidence& evidence) {
  std::string why = fmt::format(
      "{} ({}), same {}", WordsOf(evidence.name_match()), evidence.name_score(),
      absl::StrJoin(evidence.matching_fields(), ", "));
  if (!evidence.conflicting_fields().empty()) {
    why += "; other " + absl::StrJoin(evidence.conflicting_fields(), ", ");
  }
  return why;
}

TableOptions OptionsOf(const Context& context) {
  return {.has_color = context.terminal().HasColor()};
}

void TellShared(const Context& context,
                const RepeatedPtrField<SharedIdentifier>& all) {
  for (const SharedIdentifier& shared : all) {
    context.terminal().Say(
        fmt::format("{} customers have one {} and were not compared: {}, ...",
                    shared.customer_count(), shared.field(),
                    absl::StrJoin(shared.customer_ids(), ", ")));
  }
}

void PrintMatches(const Context& context,
                  const CheckDuplicatesResponse& response, std::ostream& out) {
  std::vector<Row> rows;
  for (const DuplicateMatch& match : response.matches()) {
    const Customer& customer = match.customer();
    rows.push_back({customer.id(), NameOf(customer), customer.email_address(),
                    customer.phone_number(),
                    FieldText(match.evidence(), "confidence"),
                    WhyOf(match.evidence())});
  }
  if (rows.empty()) return;
  out << FormatTable({"ID", "NAME", "EMAIL", "PHONE", "SURE", "WHY"}, rows,
                     OptionsOf(context));
}

// What speaks against its being one with others of the suggestion beside the
// first, and the least sure of all.
struct Doubts {
  std::string text;
  const DuplicateEvidence* least = nullptr;
};

Doubts DoubtsOf(const Duplicate& duplicate, const std::string& id) {
  Doubts doubts;
  for (const DuplicatePair& pair : duplicate.pairs()) {
    const bool is_first = pair.customer_id() == id;
    if (!is_first && pair.other_customer_id() != id) continue;
    const DuplicateEvidence& evidence = pair.evidence();
    if (doubts.least == nullptr ||
        evidence.confidence() < doubts.least->confidence()) {
      doubts.least = &evidence;
    }
    const std::string& other =
        is_first ? pair.other_customer_id() : pair.customer_id();
    if (other == duplicate.customers(0).id() ||
        evidence.conflicting_fields().empty()) {
      continue;
    }
    doubts.text +=
        fmt::format("; not {}: other {}", other,
                    absl::StrJoin(evidence.conflicting_fields(), ", "));
  }
  return doubts;
}

}  // namespace

// Every customer is a row. Of each suggestion the first one has its number, the
// others say why they are that one, how sure they are one with all, and with
// whom they conflict.
void PrintDuplicates(const Context& context,
                     const ListDuplicatesResponse& all) {
  std::vector<Row> rows;
  int number = 0;
  for (const Duplicate& duplicate : all.duplicates()) {
    ++number;
    for (int i = 0; i < duplicate.customers_size(); ++i) {
      const Customer& customer = duplicate.customers(i);
      Row row = {"",
                 customer.id(),
                 NameOf(customer),
                 customer.email_address(),
                 customer.phone_number(),
                 "",
                 ""};
      if (i == 0) {
        row[0] = fmt::format("{}", number);
      } else if (i <= duplicate.pairs_size()) {
        // The pairs of the first one come first.
        const DuplicateEvidence& evidence = duplicate.pairs(i - 1).evidence();
        const Doubts doubts = DoubtsOf(duplicate, customer.id());
        row[5] = FieldText(*doubts.least, "confidence");
        row[6] = WhyOf(evidence) + doubts.text;
      }
      rows.push_back(std::move(row));
    }
  }
  if (!rows.empty()) {
    std::cout << FormatTable(
        {"", "ID", "NAME", "EMAIL", "PHONE", "SURE", "WHY"}, rows,
        OptionsOf(context));
  }
  TellShared(context, all.shared_identifiers());
  context.terminal().Say(fmt::format(
      "{} suggestions{}", all.duplicates_size(),
      all.next_page_token().empty() ? "" : ", and there are more: --all"));
}

void PrintDuplicates(const Context& context,
                     const CheckDuplicatesResponse& response) {
  PrintMatches(context, response, std::cout);
  TellShared(context, response.shared_identifiers());
  context.terminal().Say(fmt::format(
      "would double {}", response.matches().empty() ? "nobody" : "somebody"));
}

absl::Status ConfirmDouble(const Context& context,
                           const CheckDuplicatesResponse& response) {
  const bool has_table = !context.has_json() || context.terminal().CanAsk();
  if (has_table) PrintMatches(context, response, std::cerr);
  absl::Status sure = context.terminal().Confirm(
      "This may be the same person. Create another customer?");
  if (sure.ok()) return sure;
  if (context.has_json()) PrintJsonLine(response);
  // Nobody could be asked: the command is not wrong, somebody is there.
  if (absl::IsInvalidArgument(sure)) {
    return absl::AlreadyExistsError(sure.message());
  }
  return sure;
}

}  // namespace comptoir::cli
