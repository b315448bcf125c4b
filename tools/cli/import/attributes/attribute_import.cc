#include "tools/cli/import/attributes/attribute_import.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "tools/cli/attributes/attribute_text.h"

namespace comptoir::cli {
namespace {

using customers::KnownRule;
using customers::v1::AttributeDefinition;
using customers::v1::BatchSetCustomerAttributesRequest;
using customers::v1::CustomerAttribute;
using customers::v1::CustomerAttributesResult;
using google::protobuf::util::MessageDifferencer;

// Of one call: as the API says, and few enough bytes for it.
constexpr size_t kCustomersPerCall = 200;
constexpr size_t kChangesPerCall = 2000;

// A customer, and what all rows of theirs say together.
struct Person {
  std::string id;
  std::vector<size_t> rows;
  // By definition.
  std::map<size_t, const AttributeCell*> said;
  bool is_new = false;
  // What is to be set, and what that replaces.
  std::vector<const AttributeCell*> wanted = {};
  std::vector<FieldChange> changes = {};
};

class AttributeImport {
 public:
  AttributeImport(const AttributeList& attributes, AttributeCalls& calls,
                  const ImportOptions& options, ImportResult* result)
      : attributes_(attributes),
        calls_(calls),
        options_(options),
        result_(*result) {}

  absl::Status Run() {
    std::vector<Person> people = FindPeople();
    std::vector<Person> batch;
    size_t changes = 0;
    for (size_t i = 0; i < people.size(); ++i) {
      RETURN_IF_ERROR(Compare(&people[i]));
      if (!people[i].wanted.empty() && !options_.is_dry_run) {
        changes += people[i].wanted.size();
        batch.push_back(std::move(people[i]));
      }
      if (batch.size() >= kCustomersPerCall || changes >= kChangesPerCall) {
        RETURN_IF_ERROR(Send(batch));
        batch.clear();
        changes = 0;
      }
      options_.progress("setting attributes", static_cast<int64_t>(i + 1),
                        static_cast<int64_t>(people.size()));
    }
    return batch.empty() ? absl::OkStatus() : Send(batch);
  }

 private:
  const AttributeDefinition& DefinitionOf(const AttributeCell& cell) const {
    return attributes_.definitions[cell.definition];
  }
  std::string PathOf(const AttributeCell& cell) const {
    return "attributes." + DefinitionOf(cell).key();
  }

  // Who is there and has rows that say something, in the order of the list.
  std::vector<Person> FindPeople() {
    std::vector<Person> people;
    std::map<std::string, size_t> places;
    for (size_t i = 0; i < result_.rows.size(); ++i) {
      const RowResult& row = result_.rows[i];
      const bool is_there = row.outcome == RowOutcome::kCreated ||
                            row.outcome == RowOutcome::kUpdated ||
                            row.outcome == RowOutcome::kUnchanged ||
                            row.outcome == RowOutcome::kSameCustomer;
      if (!is_there || row.customer_id.empty()) continue;
      const auto [place, is_first] =
          places.try_emplace(row.customer_id, people.size());
      if (is_first) people.push_back({.id = row.customer_id});
      Person& person = people[place->second];
      person.rows.push_back(i);
      if (row.outcome == RowOutcome::kCreated) person.is_new = true;
      for (const AttributeCell& cell : attributes_.rows[i]) {
        Say(cell, &person);
      }
    }
    std::erase_if(people, [](const Person& one) { return one.said.empty(); });
    return people;
  }

  // The last row counts; what another one says is told.
  void Say(const AttributeCell& cell, Person* person) {
    const AttributeCell*& said = person->said[cell.definition];
    if (said != nullptr &&
        !MessageDifferencer::Equals(said->value, cell.value)) {
      result_.rows[person->rows.front()].overruled.push_back(PathOf(cell));
    }
    said = &cell;
  }

  // What of it the customer does not have yet.
  absl::Status Compare(Person* person) {
    const bool is_skipped =
        !person->is_new && options_.known == KnownRule::kSkip;
    if (is_skipped) return absl::OkStatus();
    std::vector<CustomerAttribute> known;
    if (!person->is_new) {
      auto read = calls_.Get(person->id);
      if (absl::IsNotFound(read.status())) {
        Reject(*person, "was deleted meanwhile");
        return Record(*person);
      }
      if (!read.ok()) return read.status();
      known = *std::move(read);
    }
    for (const auto& [definition, cell] : person->said) {
      const auto before = std::find_if(
          known.begin(), known.end(), [&](const CustomerAttribute& one) {
            return one.attribute_definition_id() == DefinitionOf(*cell).id();
          });
      const bool has_one = before != known.end();
      if (has_one &&
          (options_.known == KnownRule::kFill ||
           MessageDifferencer::Equals(before->value(), cell->value))) {
        continue;
      }
      person->wanted.push_back(cell);
      if (person->is_new) continue;
      person->changes.push_back(
          {.path = PathOf(*cell),
           .before = has_one ? AttributeText(*before) : "",
           .after = cell->text});
    }
    return Note(*person);
  }

  // What is about to be replaced, in the row of who is known.
  absl::Status Note(const Person& person) {
    if (person.changes.empty()) return absl::OkStatus();
    RowResult& row = result_.rows[person.rows.front()];
    row.changed.insert(row.changed.end(), person.changes.begin(),
                       person.changes.end());
    row.outcome = options_.is_dry_run ? RowOutcome::kUpdated
                                      : RowOutcome::kPerhapsUpdated;
    return options_.is_dry_run ? absl::OkStatus()
                               : options_.record(person.rows.front(), row);
  }

  void Reject(const Person& person, std::string_view why) {
    for (const size_t row : person.rows) {
      result_.rows[row].outcome = RowOutcome::kRejected;
      result_.rows[row].status = absl::InvalidArgumentError(
          fmt::format("customer {} is there as the row says, but for "
                      "attributes, which are not set: {}",
                      person.id, why));
      auto& changed = result_.rows[row].changed;
      std::erase_if(changed, [](const FieldChange& change) {
        return change.path.starts_with("attributes.");
      });
    }
  }

  absl::Status Send(std::span<const Person> people) {
    BatchSetCustomerAttributesRequest request;
    for (const Person& person : people) {
      auto& customer = *request.add_customers();
      customer.set_customer_id(person.id);
      for (const AttributeCell* cell : person.wanted) {
        auto& change = *customer.add_changes();
        change.set_attribute_definition_id(DefinitionOf(*cell).id());
        *change.mutable_value() = cell->value;
      }
    }
    const auto response = calls_.Set(request);
    if (response.ok()) {
      for (size_t i = 0; i < people.size(); ++i) {
        RETURN_IF_ERROR(
            Finish(people[i], response->results(static_cast<int>(i))));
      }
      return absl::OkStatus();
    }
    if (!absl::IsInvalidArgument(response.status())) return response.status();
    // A value that no request may have: whose, the halves tell.
    if (people.size() > 1) {
      const size_t half = people.size() / 2;
      RETURN_IF_ERROR(Send(people.first(half)));
      return Send(people.subspan(half));
    }
    Reject(people.front(), std::string(response.status().message()));
    return Record(people.front());
  }

  absl::Status Finish(const Person& person,
                      const CustomerAttributesResult& result) {
    switch (result.outcome()) {
      case customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_SET:
      case customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_UNCHANGED: {
        RowResult& row = result_.rows[person.rows.front()];
        if (row.outcome == RowOutcome::kPerhapsUpdated) {
          row.outcome = RowOutcome::kUpdated;
        }
        break;
      }
      case customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_REFUSED:
        Reject(person, result.description());
        break;
      default:
        Reject(person, "was deleted meanwhile");
    }
    return Record(person);
  }

  absl::Status Record(const Person& person) {
    for (const size_t row : person.rows) {
      RETURN_IF_ERROR(options_.record(row, result_.rows[row]));
    }
    return absl::OkStatus();
  }

  const AttributeList& attributes_;
  AttributeCalls& calls_;
  const ImportOptions& options_;
  ImportResult& result_;
};

}  // namespace

absl::Status ImportAttributes(const AttributeList& attributes,
                              AttributeCalls& calls,
                              const ImportOptions& options,
                              ImportResult* result) {
  if (attributes.rows.empty() || !result->stopped.ok()) return absl::OkStatus();
  return AttributeImport(attributes, calls, options, result).Run();
}

}  // namespace comptoir::cli
