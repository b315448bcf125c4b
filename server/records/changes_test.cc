#include "server/records/changes.h"

#include <string>
#include <vector>

#include "comptoir/recordtest/v1/gadget.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::records {
namespace {

using google::protobuf::util::MessageDifferencer;
using recordtest::v1::COLOR_BLUE;
using recordtest::v1::COLOR_RED;
using recordtest::v1::Gadget;
using recordtest::v1::UpdateGadgetRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A gadget with something in every field.
Gadget Full() {
  Gadget gadget;
  gadget.set_id("gad_1");
  gadget.set_etag("r1");
  gadget.set_display_name("Mill");
  gadget.set_model("M1");
  gadget.set_owner_email("a@example.com");
  gadget.add_tags("old");
  gadget.set_weight(5);
  gadget.set_limit(7);
  gadget.set_is_loud(true);
  gadget.set_color(COLOR_RED);
  gadget.add_colors(COLOR_RED);
  gadget.mutable_part()->set_name("burr");
  gadget.mutable_part()->set_count(2);
  gadget.add_parts()->set_name("foot");
  gadget.set_seal("old");
  gadget.set_ratio(0.5);
  gadget.set_volts(12);
  return gadget;
}

// A request that sends `changes` with `paths` as its mask.
UpdateGadgetRequest Update(const Gadget& changes,
                           const std::vector<std::string>& paths = {}) {
  UpdateGadgetRequest request;
  *request.mutable_gadget() = changes;
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  return request;
}

std::vector<std::string> Paths(const google::protobuf::FieldMask& mask) {
  return {mask.paths().begin(), mask.paths().end()};
}

TEST(ApplyUpdate, TakesWhatIsSetWithoutAMask) {
  Gadget gadget = Full();
  Gadget changes;
  changes.set_weight(6);
  changes.add_tags("new");

  ASSERT_TRUE(ApplyUpdate(Update(changes), &gadget, Sight::kAll).ok());

  Gadget expected = Full();
  expected.set_weight(6);
  expected.set_tags(0, "new");
  EXPECT_TRUE(MessageDifferencer::Equals(gadget, expected))
      << gadget.ShortDebugString();
}

TEST(ApplyUpdate, ClearsWhatTheMaskNamesAndTheRequestLeavesOut) {
  Gadget gadget = Full();

  ASSERT_TRUE(ApplyUpdate(Update({}, {"tags", "limit", "part", "volts"}),
                          &gadget, Sight::kAll)
                  .ok());

  EXPECT_THAT(gadget.tags(), IsEmpty());
  EXPECT_FALSE(gadget.has_limit());
  EXPECT_FALSE(gadget.has_part());
  EXPECT_EQ(gadget.power_case(), Gadget::POWER_NOT_SET);
  EXPECT_EQ(gadget.weight(), 5);
}

TEST(ApplyUpdate, ChangesAPartOfAField) {
  Gadget gadget = Full();
  Gadget changes;
  changes.mutable_part()->set_count(9);

  ASSERT_TRUE(
      ApplyUpdate(Update(changes, {"part.count"}), &gadget, Sight::kAll).ok());
  EXPECT_EQ(gadget.part().name(), "burr");
  EXPECT_EQ(gadget.part().count(), 9);

  ASSERT_TRUE(
      ApplyUpdate(Update(changes, {"part.name"}), &gadget, Sight::kAll).ok());
  EXPECT_EQ(gadget.part().name(), "");
  EXPECT_EQ(gadget.part().count(), 9);
}

// A new field of any type touches its proto alone.
TEST(ApplyUpdate, ChangesAFieldOfEachType) {
  Gadget gadget = Full();
  Gadget changes;
  changes.set_display_name("Grinder");
  changes.set_owner_email("b@example.com");
  changes.add_tags("x");
  changes.add_tags("y");
  changes.set_weight(-1);
  changes.set_limit(0);
  changes.set_color(COLOR_BLUE);
  changes.add_colors(COLOR_BLUE);
  changes.mutable_part()->set_name("disc");
  changes.add_parts()->set_count(3);
  changes.set_seal(std::string("\0\1", 2));
  changes.set_ratio(2);
  changes.set_spring("steel");

  ASSERT_TRUE(ApplyUpdate(Update(changes, {"*"}), &gadget, Sight::kAll).ok());

  Gadget expected = changes;
  expected.set_id("gad_1");
  expected.set_etag("r1");
  expected.set_model("M1");
  EXPECT_TRUE(MessageDifferencer::Equals(gadget, expected))
      << gadget.ShortDebugString();
}

TEST(ApplyUpdate, KeepsRedactedContactDataWithAStar) {
  Gadget gadget = Full();
  Gadget changes;
  changes.set_display_name("Grinder");

  ASSERT_TRUE(
      ApplyUpdate(Update(changes, {"*"}), &gadget, Sight::kNoContact).ok());

  EXPECT_EQ(gadget.owner_email(), "a@example.com");
  EXPECT_EQ(gadget.weight(), 0);
}

TEST(ApplyUpdate, ChangesNoContactDataUnseen) {
  Gadget same;
  same.set_owner_email("a@example.com");
  Gadget other;
  other.set_owner_email("b@example.com");
  for (const Sight sight : {Sight::kNoContact, Sight::kNone}) {
    for (const UpdateGadgetRequest& request :
         {Update(same), Update(other), Update(same, {"*"}),
          Update({}, {"owner_email"}), Update(other, {"owner_email"})}) {
      Gadget gadget = Full();

      const absl::Status status = ApplyUpdate(request, &gadget, sight);

      // Alike for what is right and what is wrong.
      EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
      EXPECT_EQ(MetadataOf(status, "permission"),
                "PERMISSION_CUSTOMERS_VIEW_CONTACT");
      EXPECT_TRUE(MessageDifferencer::Equals(gadget, Full()));
    }
  }
}

TEST(ApplyUpdate, FillsInContactDataThatIsNotThere) {
  Gadget gadget = Full();
  gadget.clear_owner_email();
  Gadget changes;
  changes.set_owner_email("b@example.com");

  ASSERT_TRUE(ApplyUpdate(Update(changes), &gadget, Sight::kNoContact).ok());

  EXPECT_EQ(gadget.owner_email(), "b@example.com");
}

TEST(ApplyUpdate, DoesNotSayToTheBlindWhatCannotBeChanged) {
  for (const char* model : {"M1", "M2"}) {
    Gadget gadget = Full();
    Gadget changes;
    changes.set_model(model);

    const absl::Status status =
        ApplyUpdate(Update(changes), &gadget, Sight::kNone);

    EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS") << model;
  }
}

TEST(IsNoChange, IsNeverSoForWhoSeesNothing) {
  Gadget after = Full();
  EXPECT_TRUE(IsNoChange(Sight::kAll, Full(), after));
  EXPECT_TRUE(IsNoChange(Sight::kNoContact, Full(), after));
  EXPECT_FALSE(IsNoChange(Sight::kNone, Full(), after));

  after.set_weight(6);
  EXPECT_FALSE(IsNoChange(Sight::kAll, Full(), after));
}

TEST(ApplyUpdate, RefusesAStaleEtagAndTellsTheCurrentOne) {
  Gadget gadget = Full();
  Gadget changes;
  changes.set_etag("r0");
  changes.set_weight(1);

  const absl::Status status =
      ApplyUpdate(Update(changes), &gadget, Sight::kAll);

  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
  EXPECT_EQ(MetadataOf(status, "etag"), "r1");
  EXPECT_TRUE(MessageDifferencer::Equals(gadget, Full()));
}

TEST(ApplyUpdate, RefusesPathsThatCannotBeChanged) {
  for (const std::string path :
       {"id", "etag", "model", "create_time", "nothing", "part.nothing",
        "tags.nothing", "model.x"}) {
    Gadget gadget = Full();

    const absl::Status status =
        ApplyUpdate(Update({}, {path}), &gadget, Sight::kAll);

    EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS") << path;
    EXPECT_THAT(std::string(status.message()), HasSubstr(path));
    EXPECT_TRUE(MessageDifferencer::Equals(gadget, Full())) << path;
  }
}

TEST(ApplyUpdate, DoesNotRepeatAPathThatIsNoName) {
  Gadget gadget = Full();

  const absl::Status status =
      ApplyUpdate(Update({}, {"4111 1111 1111 1111"}), &gadget, Sight::kAll);

  EXPECT_THAT(std::string(status.message()), ::testing::Not(HasSubstr("4111")));
}

TEST(ApplyUpdate, SaysWhatIsWrongWithAPath) {
  const auto said = [](const std::vector<std::string>& paths) {
    Gadget gadget = Full();
    return std::string(
        ApplyUpdate(Update(Full(), paths), &gadget, Sight::kAll).message());
  };

  EXPECT_EQ(said({"model"}),
            "update_mask: names model, which cannot be changed");
  EXPECT_EQ(said({"nope"}), "update_mask: names nope, which is no field");
  EXPECT_EQ(said({"part.nope"}),
            "update_mask: names part.nope, which is no field");
  for (const std::vector<std::string>& paths :
       {std::vector<std::string>{"*", "weight"}, {"weight", "*"}}) {
    EXPECT_EQ(said(paths),
              "update_mask: names * and fields: * means all, and stands alone");
  }
}

// Whether it ever was the record's is not known.
TEST(ApplyUpdate, SaysNothingOfAnEtagThatIsNotSo) {
  Gadget gadget = Full();
  Gadget changes;
  changes.set_etag("mine");

  EXPECT_EQ(ApplyUpdate(Update(changes), &gadget, Sight::kAll).message(),
            "gadget gad_1 does not have this etag, or no more: read it again, "
            "then decide");
}

TEST(ApplyUpdate, TakesAnImmutableFieldOnlyAsItIs) {
  Gadget gadget = Full();
  Gadget changes = Full();
  changes.set_weight(9);
  EXPECT_TRUE(ApplyUpdate(Update(changes), &gadget, Sight::kAll).ok());
  EXPECT_EQ(gadget.weight(), 9);

  changes.set_model("M2");
  const absl::Status status =
      ApplyUpdate(Update(changes), &gadget, Sight::kAll);

  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_EQ(gadget.model(), "M1");
}

TEST(ApplyUpdate, RefusesToClearARequiredField) {
  Gadget gadget = Full();

  const absl::Status status =
      ApplyUpdate(Update({}, {"display_name"}), &gadget, Sight::kAll);

  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_THAT(std::string(status.message()), HasSubstr("gadget.display_name"));
}

TEST(CheckRequired, NamesWhatIsMissing) {
  EXPECT_TRUE(CheckRequired(Full(), "gadget").ok());
  EXPECT_THAT(std::string(CheckRequired(Gadget(), "gadget").message()),
              HasSubstr("gadget.display_name"));
}

TEST(ChangedFields, NamesEachFieldThatDiffersOnce) {
  Gadget after = Full();
  EXPECT_THAT(Paths(ChangedFields(Full(), after)), IsEmpty());

  after.set_etag("r2");
  after.add_tags("new");
  after.set_limit(0);
  after.mutable_part()->set_count(3);
  after.set_spring("steel");

  EXPECT_THAT(Paths(ChangedFields(Full(), after)),
              ElementsAre("tags", "limit", "part", "volts", "spring"));
}

}  // namespace
}  // namespace comptoir::records
