#include "server/customers/attributes/testing/attributes_fixture.h"

#include <algorithm>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredAttributeValue;
using storage::v1::StoredCustomer;

// A value for people: options by their names.
std::string TextOf(const v1::CustomerAttribute& attribute) {
  if (attribute.is_redacted()) return "?";
  const v1::AttributeValue& value = attribute.value();
  switch (value.kind_case()) {
    case v1::AttributeValue::kText:
      return value.text();
    case v1::AttributeValue::kNumber:
      return value.number();
    case v1::AttributeValue::kBoolean:
      return value.boolean() ? "yes" : "no";
    case v1::AttributeValue::kDate:
      return value.date();
    case v1::AttributeValue::kEmail:
      return value.email();
    case v1::AttributeValue::kPhone:
      return value.phone();
    case v1::AttributeValue::kAddress:
      return value.address().locality();
    default:
      break;
  }
  std::string names;
  for (const v1::AttributeOption& option : attribute.options()) {
    names += (names.empty() ? "" : "+") + option.display_name();
  }
  return names;
}

}  // namespace

std::string SummaryOf(const absl::Status& status) {
  if (status.ok()) return "OK";
  return ReasonOf(status) + ": " + std::string(status.message());
}

v1::AttributeValue Text(std::string_view text) {
  v1::AttributeValue value;
  value.set_text(std::string(text));
  return value;
}

v1::AttributeValue Number(std::string_view number) {
  v1::AttributeValue value;
  value.set_number(std::string(number));
  return value;
}

v1::AttributeValue Selection(const std::vector<std::string>& option_ids) {
  v1::AttributeValue value;
  value.mutable_selection()->mutable_option_ids()->Assign(option_ids.begin(),
                                                          option_ids.end());
  return value;
}

v1::AttributeDefinition Definition(std::string_view display_name,
                                   v1::AttributeType type) {
  v1::AttributeDefinition definition;
  definition.set_display_name(std::string(display_name));
  definition.set_type(type);
  if (type == v1::ATTRIBUTE_TYPE_SINGLE_SELECTION ||
      type == v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION) {
    for (const char* name : {"S", "M", "L"}) {
      definition.add_options()->set_display_name(name);
    }
  }
  return definition;
}

void AttributesFixture::ActAs(Principal::Kind kind, const std::string& id,
                              const std::vector<Permission>& lacks) {
  principal_.kind = kind;
  principal_.id = id;
  principal_.permissions = Permissions();
  for (int number = Permission_MIN; number <= Permission_MAX; ++number) {
    const auto permission = static_cast<Permission>(number);
    if (Permission_IsValid(number) && Permissions::All().Holds(permission) &&
        std::find(lacks.begin(), lacks.end(), permission) == lacks.end()) {
      principal_.permissions.Add(permission);
    }
  }
}

Call AttributesFixture::NewCall() {
  store().clock().Advance(absl::Milliseconds(1));
  return Call(principal_, store().clock().Now(),
              std::to_string(++calls_) + "-seed-of-an-attribute-call-");
}

absl::StatusOr<v1::AttributeDefinition> AttributesFixture::Create(
    const v1::AttributeDefinition& definition) {
  v1::CreateAttributeDefinitionRequest request;
  *request.mutable_attribute_definition() = definition;
  const auto response =
      Do(&AttributeDefinitionService::CreateAttributeDefinition, request);
  if (!response.ok()) return response.status();
  return response->attribute_definition();
}

v1::AttributeDefinition AttributesFixture::New(std::string_view display_name,
                                               v1::AttributeType type) {
  auto created = Create(Definition(display_name, type));
  EXPECT_TRUE(created.ok()) << created.status();
  if (!created.ok()) return v1::AttributeDefinition();
  created->clear_etag();
  return *std::move(created);
}

absl::StatusOr<v1::AttributeDefinition> AttributesFixture::Get(
    const std::string& id) {
  v1::GetAttributeDefinitionRequest request;
  request.set_attribute_definition_id(id);
  const auto response = attributes_.service().GetAttributeDefinition(
      NewCall(), *store().Read(), request);
  if (!response.ok()) return response.status();
  return response->attribute_definition();
}

absl::StatusOr<v1::AttributeDefinition> AttributesFixture::Update(
    const v1::AttributeDefinition& definition, const Ids& mask,
    bool remove_options) {
  v1::UpdateAttributeDefinitionRequest request;
  *request.mutable_attribute_definition() = definition;
  for (const std::string& path : mask) {
    request.mutable_update_mask()->add_paths(path);
  }
  request.set_remove_options(remove_options);
  const auto response =
      Do(&AttributeDefinitionService::UpdateAttributeDefinition, request);
  if (!response.ok()) return response.status();
  return response->attribute_definition();
}

absl::Status AttributesFixture::Delete(const std::string& id,
                                       const std::string& etag) {
  v1::DeleteAttributeDefinitionRequest request;
  request.set_attribute_definition_id(id);
  request.set_etag(etag);
  return Do(&AttributeDefinitionService::DeleteAttributeDefinition, request)
      .status();
}

AttributesFixture::Ids AttributesFixture::Keys(int page_size) {
  v1::ListAttributeDefinitionsRequest request;
  request.set_page_size(page_size);
  Ids keys;
  do {
    const auto page = attributes_.service().ListAttributeDefinitions(
        NewCall(), *store().Read(), request);
    EXPECT_TRUE(page.ok()) << page.status();
    for (const auto& definition : page->attribute_definitions()) {
      keys.push_back(definition.key());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return keys;
}

absl::Status AttributesFixture::Set(const std::string& customer_id,
                                    const std::string& key,
                                    const v1::AttributeValue& value,
                                    const std::string& etag) {
  v1::SetCustomerAttributesRequest request;
  request.set_customer_id(customer_id);
  request.set_etag(etag);
  v1::AttributeChange& change = *request.add_changes();
  change.set_key(key);
  *change.mutable_value() = value;
  return Do(&AttributeDefinitionService::SetCustomerAttributes, request)
      .status();
}

v1::GetCustomerAttributesResponse AttributesFixture::Values(
    const std::string& customer_id, bool shown_at_till_only) {
  v1::GetCustomerAttributesRequest request;
  request.set_customer_id(customer_id);
  request.set_shown_at_till_only(shown_at_till_only);
  const auto response = attributes_.service().GetCustomerAttributes(
      NewCall(), *store().Read(), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::GetCustomerAttributesResponse();
}

std::string AttributesFixture::Shown(const std::string& customer_id) {
  std::string shown;
  const v1::GetCustomerAttributesResponse values = Values(customer_id);
  for (const auto& attribute : values.attributes()) {
    shown +=
        (shown.empty() ? "" : " ") + attribute.key() + "=" + TextOf(attribute);
  }
  return shown;
}

AttributesFixture::Ids AttributesFixture::Problems() {
  std::vector<const store::TableBase*> tables = customers_.tables().All();
  tables.push_back(&attributes_.tables().definitions);
  const auto report = store::VerifyStore(
      *store().Read(), {.tables = std::move(tables),
                        .add_checks = [this](store::Checks& checks) {
                          attributes_.AddChecks(checks);
                        }});
  EXPECT_TRUE(report.ok()) << report.status();
  Ids problems;
  for (const store::VerifyProblem& problem : report->problems()) {
    problems.push_back(problem.space + ": " + problem.text);
  }
  return problems;
}

int AttributesFixture::RowsWith(const std::string& definition_id) {
  const auto holds = [&](const auto& values) {
    return std::any_of(
        values.begin(), values.end(), [&](const StoredAttributeValue& value) {
          return value.attribute_definition_id() == definition_id;
        });
  };
  int count = 0;
  const auto rows =
      store().Read()->Scan(store::AllOf(store::Space::kCustomers));
  for (; rows->Valid(); rows->Next()) {
    StoredCustomer row;
    EXPECT_TRUE(row.ParseFromString(std::string(rows->value())));
    bool has_value = holds(row.attributes());
    for (const auto& merged : row.merged()) {
      has_value = has_value || holds(merged.attributes());
    }
    if (has_value) ++count;
  }
  return count;
}

}  // namespace comptoir::customers
