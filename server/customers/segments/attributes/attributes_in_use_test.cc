#include <string>
#include <utility>

#include "comptoir/customers/v1/attribute_definition_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/attributes.h"
#include "server/customers/segments/testing/segments_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::AttributeDefinition;

// Attributes that the filters of segments name.
class AttributesInUseTest : public SegmentsFixture {
 protected:
  AttributesInUseTest() {
    attributes_.AddFilters(customers_.filters());
    RefuseUsed(true);
  }

  // Servers of old did not.
  void RefuseUsed(bool refuse) {
    AttributeDefinitionService::UseCheck check;
    if (refuse) {
      check = [this](const kv::View& view, const std::string& merchant_id,
                     const AttributeDefinition& definition,
                     const Ids& option_ids) {
        return segments_.CheckAttributeUnused(view, merchant_id, definition,
                                              option_ids);
      };
    }
    attributes_.service().set_use_check(std::move(check));
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Define(
      absl::StatusOr<Response> (AttributeDefinitionService::*method)(
          const Call&, store::Transaction&, const Request&),
      const Request& request) {
    const Call call = NewCall();
    return store().Write(merchant_, [&](store::Transaction& txn) {
      return (attributes_.service().*method)(call, txn, request);
    });
  }
  // An attribute with the key "fit"; a selection of S, M and L.
  AttributeDefinition NewFit(v1::AttributeType type, bool is_hidden = false) {
    v1::CreateAttributeDefinitionRequest request;
    AttributeDefinition& definition = *request.mutable_attribute_definition();
    definition.set_display_name("Fit");
    definition.set_key("fit");
    definition.set_type(type);
    if (is_hidden) {
      definition.set_others_access(v1::ATTRIBUTE_ACCESS_HIDDEN);
      definition.set_owner_api_key_id("key_00000000000000000000000000");
    }
    if (type == v1::ATTRIBUTE_TYPE_SINGLE_SELECTION) {
      for (const char* name : {"S", "M", "L"}) {
        definition.add_options()->set_display_name(name);
      }
    }
    const auto created =
        Define(&AttributeDefinitionService::CreateAttributeDefinition, request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->attribute_definition()
                        : AttributeDefinition();
  }
  absl::Status DeleteAttribute(const AttributeDefinition& definition) {
    v1::DeleteAttributeDefinitionRequest request;
    request.set_attribute_definition_id(definition.id());
    return Define(&AttributeDefinitionService::DeleteAttributeDefinition,
                  request)
        .status();
  }
  // Removes the first option, when it is meant to.
  absl::Status RemoveFirstOption(AttributeDefinition definition,
                                 bool remove_options = true) {
    definition.clear_etag();
    definition.mutable_options()->DeleteSubrange(0, 1);
    v1::UpdateAttributeDefinitionRequest request;
    *request.mutable_attribute_definition() = definition;
    request.mutable_update_mask()->add_paths("options");
    request.set_remove_options(remove_options);
    return Define(&AttributeDefinitionService::UpdateAttributeDefinition,
                  request)
        .status();
  }

  static v1::Filter FitIsYes() {
    v1::Filter filter;
    filter.mutable_attribute()->set_key("FIT");
    filter.mutable_attribute()->set_boolean(true);
    return filter;
  }
  static v1::Filter Has(const AttributeDefinition& definition) {
    v1::Filter filter;
    filter.mutable_attribute()->set_attribute_definition_id(definition.id());
    filter.mutable_attribute()->set_exists(true);
    return filter;
  }
  static v1::Filter FitIsOption(const AttributeDefinition& fit, int place) {
    v1::Filter filter;
    filter.mutable_attribute()->set_key("fit");
    filter.mutable_attribute()->mutable_selection()->add_any_of_option_ids(
        fit.options(place).id());
    return filter;
  }

  Attributes attributes_{store().store(), customers_.directory()};
};

TEST_F(AttributesInUseTest, AreNotDeleted) {
  const AttributeDefinition fit = NewFit(v1::ATTRIBUTE_TYPE_BOOLEAN);
  const std::string by_key =
      NewSegment("By key", AnyOf({NameIs("a"), FitIsYes()}));
  const std::string by_id = NewSegment("By id", Has(fit));
  NewSegment("Other", NameIs("fit"));
  const absl::Status refusal = DeleteAttribute(fit);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refusal), "ATTRIBUTE_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), by_key + "," + by_id);
  EXPECT_THAT(std::string(refusal.message()),
              HasSubstr("change or delete those first"));
  ASSERT_TRUE(DeleteSegment(by_key).ok());
  EXPECT_EQ(MetadataOf(DeleteAttribute(fit), "segment_ids"), by_id);
  ASSERT_TRUE(ChangeFilter(by_id, NameIs("a")).ok());
  EXPECT_TRUE(DeleteAttribute(fit).ok());
  EXPECT_THAT(SegmentProblems(), IsEmpty());
}

TEST_F(AttributesInUseTest, AreNotDeletedThoughHiddenFromOthers) {
  const AttributeDefinition fit =
      NewFit(v1::ATTRIBUTE_TYPE_BOOLEAN, /*is_hidden=*/true);
  const std::string segment = NewSegment("By key", FitIsYes());
  EXPECT_EQ(ReasonOf(DeleteAttribute(fit)), "ATTRIBUTE_IN_USE");
  ASSERT_TRUE(DeleteSegment(segment).ok());
  EXPECT_TRUE(DeleteAttribute(fit).ok());
}

TEST_F(AttributesInUseTest, KeepTheOptionsThatAreNamed) {
  const AttributeDefinition fit = NewFit(v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const std::string small = NewSegment("Small", FitIsOption(fit, 0));
  NewSegment("Medium", FitIsOption(fit, 1));
  NewSegment("All", Has(fit));
  EXPECT_EQ(ReasonOf(RemoveFirstOption(fit, /*remove_options=*/false)),
            "OPTIONS_LEFT_OUT");
  const absl::Status refusal = RemoveFirstOption(fit);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refusal), "ATTRIBUTE_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), small);
  ASSERT_TRUE(ChangeFilter(small, FitIsOption(fit, 1)).ok());
  EXPECT_TRUE(RemoveFirstOption(fit).ok());
  EXPECT_THAT(SegmentProblems(), IsEmpty());
}

TEST_F(AttributesInUseTest, AreNoDamageWhenTheyWereDeletedBefore) {
  const AttributeDefinition fit = NewFit(v1::ATTRIBUTE_TYPE_BOOLEAN);
  const std::string named = NewSegment("By key", FitIsYes());
  NewSegment("Outer", InSegments({named}));
  RefuseUsed(false);
  ASSERT_TRUE(DeleteAttribute(fit).ok());
  EXPECT_THAT(SegmentProblems(), IsEmpty());

  // The key again, of another type.
  const AttributeDefinition text = NewFit(v1::ATTRIBUTE_TYPE_TEXT);
  const absl::Status refusal = CreateSegment("Another", FitIsYes()).status();
  EXPECT_EQ(ReasonOf(refusal), "INVALID_FIELDS");
  EXPECT_EQ(MetadataOf(refusal, "attribute_definition_id"), text.id());
  EXPECT_THAT(SegmentProblems(), IsEmpty());
}

TEST_F(AttributesInUseTest, DoNotHideOtherDamage) {
  NewFit(v1::ATTRIBUTE_TYPE_BOOLEAN);
  const std::string id = NewSegment("By key", FitIsYes());
  auto stored =
      *segments_.tables().segments.Get(*store().Read(), merchant_, id);
  // A condition that asks nothing.
  stored.mutable_segment()
      ->mutable_filter()
      ->mutable_attribute()
      ->clear_match();
  ASSERT_TRUE(store()
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           return segments_.tables().segments.Put(txn, stored);
                         })
                  .ok());
  EXPECT_THAT(SegmentProblems(),
              ElementsAre(HasSubstr("must have a condition")));
}

}  // namespace
}  // namespace comptoir::customers
