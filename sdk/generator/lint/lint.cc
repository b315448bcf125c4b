#include "sdk/generator/lint/lint.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "fmt/format.h"
#include "sdk/generator/lint/api.h"
#include "sdk/generator/lint/field_lint.h"
#include "sdk/generator/lint/id_lint.h"
#include "sdk/generator/lint/message_lint.h"
#include "sdk/generator/lint/operation_lint.h"
#include "sdk/generator/lint/request_lint.h"

namespace comptoir::generator::lint {

Findings Lint(const std::vector<const google::protobuf::FileDescriptor*>& of) {
  const Api api(of);
  Findings findings;
  LintRequests(api, findings);
  LintFields(api, findings);
  LintIds(api, findings);
  LintMessages(api, findings);
  LintOperations(api, findings);
  std::stable_sort(
      findings.begin(), findings.end(),
      [](const Finding& a, const Finding& b) { return a.where < b.where; });
  return findings;
}

std::vector<std::string> Compare(const Findings& findings,
                                 const std::string& exceptions) {
  std::vector<std::string> differences;
  // "WHERE RULE".
  std::set<std::string> excepted;
  std::istringstream lines(exceptions);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    const size_t end = line.find(": ");
    if (end == std::string::npos) {
      differences.push_back(fmt::format("\"{}\" gives no reason", line));
      continue;
    }
    excepted.insert(line.substr(0, end));
  }
  std::set<std::string> unneeded = excepted;
  for (const Finding& finding : findings) {
    const std::string key = fmt::format("{} {}", finding.where, finding.rule);
    unneeded.erase(key);
    if (excepted.contains(key)) continue;
    differences.push_back(
        fmt::format("{}: {} [{}]", finding.where, finding.what, finding.rule));
  }
  for (const std::string& key : unneeded) {
    differences.push_back(
        fmt::format("\"{}\" needs no exception any more; delete it", key));
  }
  return differences;
}

}  // namespace comptoir::generator::lint
