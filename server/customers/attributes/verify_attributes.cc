#include "server/customers/attributes/verify_attributes.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/attributes/value_rules.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredAttributeChoice;
using storage::v1::StoredAttributeDefinition;
using storage::v1::StoredAttributeValue;
using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using store::Checks;
using store::Space;
using Values = google::protobuf::RepeatedPtrField<StoredAttributeValue>;

class AttributeChecks {
 public:
  AttributeChecks(const AttributeTables& tables,
                  const CustomerDirectory& directory, Checks& checks)
      : tables_(tables), directory_(directory), checks_(checks) {}

  absl::Status See(std::string_view key, std::string_view value) {
    StoredCustomer row;
    // Damaged records are named by the check of the table.
    if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return absl::OkStatus();
    }
    merchant_id_ = store::KeyReader(key).merchant_id();
    customer_id_ = row.customer().id();
    RETURN_IF_ERROR(SeeValues(row.attributes()));
    for (const StoredAttributeChoice& choice : IdleChoices(row)) {
      Report(choice.attribute_definition_id(),
             fmt::format("shows the value of {}, who has none",
                         choice.customer_id()));
    }
    for (const StoredIdentity& merged : row.merged()) {
      if (merged.attributes().empty()) continue;
      RETURN_IF_ERROR(SeeCopies(merged));
    }
    return absl::OkStatus();
  }

 private:
  using Definition = std::optional<StoredAttributeDefinition>;

  // Most rows have values of the same few definitions.
  absl::StatusOr<const Definition*> Find(const std::string& id) {
    const auto known = known_.find({merchant_id_, id});
    if (known != known_.end()) return &known->second;
    checks_.Spend(1);
    ASSIGN_OR_RETURN(Definition found,
                     store::FindSound(checks_.view(), tables_.definitions,
                                      merchant_id_, id));
    return &known_.emplace(std::pair(merchant_id_, id), std::move(found))
                .first->second;
  }

  absl::Status SeeValues(const Values& values) {
    std::set<std::string_view> seen;
    for (const StoredAttributeValue& stored : values) {
      const std::string& id = stored.attribute_definition_id();
      if (!seen.insert(id).second) Report(id, "has two values");
      ASSIGN_OR_RETURN(const Definition* definition, Find(id));
      if (!definition->has_value()) {
        Report(id, "has a value of what is not defined");
      } else if (!(*definition)->is_deleted()) {
        SeeValue(**definition, stored);
      }
    }
    return absl::OkStatus();
  }

  void SeeValue(const StoredAttributeDefinition& stored_definition,
                const StoredAttributeValue& stored) {
    v1::AttributeDefinition definition =
        stored_definition.attribute_definition();
    // Those that are still to be cleared are known.
    for (const std::string& id : stored_definition.removed_option_ids()) {
      definition.add_options()->set_id(id);
    }
    if (!IsOfType(definition, stored.value())) {
      Report(definition.id(), "has a value of another type");
      return;
    }
    v1::AttributeValue known = stored.value();
    KeepKnown(definition, &known);
    if (known.selection().option_ids_size() !=
        stored.value().selection().option_ids_size()) {
      Report(definition.id(), "has an option that there is not");
    }
  }

  absl::Status SeeCopies(const StoredIdentity& merged) {
    const std::string& id = merged.customer().id();
    checks_.Spend(1);
    ASSIGN_OR_RETURN(
        const std::optional<StoredCustomer> row,
        store::FindSound(checks_.view(), directory_.tables().customers,
                         merchant_id_, id));
    // Who is not there is for the check of merges to say.
    if (!row) return absl::OkStatus();
    for (const StoredAttributeValue& copy : merged.attributes()) {
      ASSIGN_OR_RETURN(const Definition* definition,
                       Find(copy.attribute_definition_id()));
      if (definition->has_value() && (*definition)->is_deleted()) continue;
      if (!definition->has_value() ||
          !Has(row->attributes(), copy,
               (*definition)->attribute_definition())) {
        Report(copy.attribute_definition_id(),
               fmt::format("has a value of {}, who has it not", id));
      }
    }
    return absl::OkStatus();
  }

  // Whether it is among `values`, as far as its options are known.
  static bool Has(const Values& values, const StoredAttributeValue& copy,
                  const v1::AttributeDefinition& definition) {
    v1::AttributeValue wanted = copy.value();
    KeepKnown(definition, &wanted);
    return std::any_of(
        values.begin(), values.end(), [&](const StoredAttributeValue& stored) {
          if (stored.attribute_definition_id() != definition.id()) return false;
          v1::AttributeValue value = stored.value();
          KeepKnown(definition, &value);
          return MessageDifferencer::Equals(value, wanted);
        });
  }

  void Report(std::string_view definition_id, std::string_view problem) {
    checks_.report().Add(
        Space::kCustomers, merchant_id_,
        fmt::format("{}: {}: {}", customer_id_, definition_id, problem));
  }

  const AttributeTables& tables_;
  const CustomerDirectory& directory_;
  Checks& checks_;
  // Of the row that is looked at.
  std::string merchant_id_;
  std::string customer_id_;
  // By merchant and id.
  std::map<std::pair<std::string, std::string>, Definition> known_;
};

}  // namespace

void AddAttributeChecks(const AttributeTables& tables,
                        const CustomerDirectory& directory, Checks& checks) {
  checks.AddRows(Space::kCustomers,
                 std::make_shared<AttributeChecks>(tables, directory, checks));
}

}  // namespace comptoir::customers
