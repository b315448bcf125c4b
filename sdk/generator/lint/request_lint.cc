#include "sdk/generator/lint/request_lint.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "fmt/format.h"
#include "sdk/generator/method_rules.h"

namespace comptoir::generator::lint {
namespace {

constexpr char kUpdate[] = "update";
constexpr char kList[] = "list";
constexpr char kRequestId[] = "request-id";
constexpr char kValidateOnly[] = "validate-only";
constexpr char kValidateOnlyField[] = "validate_only";
constexpr int kValidateOnlyNumber = 14;

// The noun of an update must say which it is and which version was seen.
void LintUpdated(const Descriptor& noun, Findings& findings) {
  for (const char* name : {"id", "etag"}) {
    const FieldDescriptor* field = noun.FindFieldByName(name);
    if (!IsOne(field, FieldDescriptor::TYPE_STRING)) {
      findings.push_back(
          At(noun, kUpdate,
             fmt::format("can be updated; add string {}, which updates send",
                         name)));
    } else if (RulesOf(*field).output_only()) {
      findings.push_back(
          At(*field, kUpdate, "is sent with updates; take output_only away"));
    }
  }
}

void LintUpdate(const MethodDescriptor& method, Findings& findings) {
  constexpr std::string_view kVerb = "Update";
  if (!method.name().starts_with(kVerb)) return;
  const Descriptor& request = *method.input_type();
  const std::string noun = method.name().substr(kVerb.size());
  const FieldDescriptor* updated = request.FindFieldByName(SnakeCase(noun));
  if (!IsOne(updated, FieldDescriptor::TYPE_MESSAGE) ||
      updated->message_type()->name() != noun) {
    findings.push_back(At(
        request, kUpdate,
        fmt::format("must hold the noun; add {} {}", noun, SnakeCase(noun))));
    return;
  }
  if (!RulesOf(*updated).required()) {
    findings.push_back(
        At(*updated, kUpdate, "must be there; make it required"));
  }
  const FieldDescriptor* mask = request.FindFieldByName("update_mask");
  if (!IsOneOf(mask, "google.protobuf.FieldMask")) {
    findings.push_back(
        At(request, kUpdate, "has no mask; add FieldMask update_mask"));
  } else if (RulesOf(*mask).required()) {
    findings.push_back(
        At(*mask, kUpdate, "is optional in every update; take required away"));
  }
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (&field == updated || &field == mask) continue;
    if (field.name() == "request_id" || field.name() == kValidateOnlyField) {
      continue;
    }
    findings.push_back(
        At(field, kUpdate,
           "has no place in an update; send it in the noun, as id and etag"));
  }
  LintUpdated(*updated->message_type(), findings);
}

void LintPageSize(const FieldDescriptor& size, Findings& findings) {
  if (!RulesOf(size).has_minimum() || RulesOf(size).minimum() != 0) {
    findings.push_back(At(size, kList, "must not be negative; minimum: 0"));
  }
  const std::string text = fmt::format("0 means {0}, more than {1} means {1}",
                                       kPageSizeDefault, kPageSizeMax);
  const std::string comment =
      absl::StrReplaceAll(CommentOf(size), {{"; more", ", more"}});
  if (!absl::StrContains(comment, text)) {
    findings.push_back(
        At(size, kList, fmt::format("must be documented by: {}", text)));
  }
}

const FieldDescriptor* FirstMessages(const Descriptor& response) {
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor& field = *response.field(i);
    if (field.is_repeated() && field.message_type() != nullptr) return &field;
  }
  return nullptr;
}

void LintList(const MethodDescriptor& method, Findings& findings) {
  const Descriptor& request = *method.input_type();
  const Descriptor& response = *method.output_type();
  const FieldDescriptor* size = request.FindFieldByName("page_size");
  const FieldDescriptor* token = request.FindFieldByName("page_token");
  const FieldDescriptor* next = response.FindFieldByName("next_page_token");
  const bool is_list =
      method.name().starts_with("List") || method.name().starts_with("Search");
  if (!is_list && size == nullptr && token == nullptr && next == nullptr) {
    return;
  }
  if (IsOne(size, FieldDescriptor::TYPE_INT32)) {
    LintPageSize(*size, findings);
  } else {
    findings.push_back(
        At(request, kList, "has no size of a page; add int32 page_size"));
  }
  if (!IsOne(token, FieldDescriptor::TYPE_STRING)) {
    findings.push_back(
        At(request, kList, "cannot go on; add string page_token"));
  } else if (RulesOf(*token).max_length() != kPageTokenLengthMax) {
    findings.push_back(At(
        *token, kList,
        fmt::format("must have a limit; max_length: {}", kPageTokenLengthMax)));
  }
  if (!IsOne(next, FieldDescriptor::TYPE_STRING)) {
    findings.push_back(
        At(response, kList, "cannot be continued; add string next_page_token"));
  }
  if (FirstMessages(response) == nullptr) {
    findings.push_back(
        At(response, kList, "lists nothing; add a repeated message"));
  }
}

void LintRequestId(const MethodDescriptor& method, Findings& findings) {
  const Descriptor& request = *method.input_type();
  const FieldDescriptor* id = request.FindFieldByName("request_id");
  const auto access = method.options().GetExtension(comptoir::method).access();
  if (access != ACCESS_WRITE) {
    if (id != nullptr) {
      findings.push_back(
          At(*id, kRequestId, "is for writes alone; take it away"));
    }
    return;
  }
  if (!IsOne(id, FieldDescriptor::TYPE_STRING) ||
      id->number() != kRequestIdNumber) {
    findings.push_back(
        At(request, kRequestId,
           fmt::format("is of a write; add string request_id = {}",
                       kRequestIdNumber)));
  } else if (RulesOf(*id).format() != FORMAT_REQUEST_ID) {
    findings.push_back(
        At(*id, kRequestId, "must be checked; format: FORMAT_REQUEST_ID"));
  }
}

void LintValidateOnly(const MethodDescriptor& method, Findings& findings) {
  const FieldDescriptor* field =
      method.input_type()->FindFieldByName(kValidateOnlyField);
  if (field == nullptr) return;
  const auto access = method.options().GetExtension(comptoir::method).access();
  if (access != ACCESS_WRITE || field->is_repeated() ||
      field->type() != FieldDescriptor::TYPE_BOOL ||
      field->number() != kValidateOnlyNumber) {
    findings.push_back(At(*field, kValidateOnly,
                          fmt::format("must be bool validate_only = {} of a "
                                      "write",
                                      kValidateOnlyNumber)));
  }
}

}  // namespace

void LintRequests(const Api& api, Findings& findings) {
  for (const MethodDescriptor* method : api.methods) {
    LintUpdate(*method, findings);
    LintList(*method, findings);
    LintRequestId(*method, findings);
    LintValidateOnly(*method, findings);
  }
}

}  // namespace comptoir::generator::lint
