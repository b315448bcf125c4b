#include "server/rpc/rules/validation.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::CreateGuestRequest;
using rpctest::v1::EchoRequest;
using rpctest::v1::GetGuestRequest;
using rpctest::v1::Guest;
using rpctest::v1::ListGuestsRequest;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// "path: what is wrong" of every violation.
std::vector<std::string> Problems(google::protobuf::Message& message) {
  const absl::Status status =
      ValidationPlan::Of(message.GetDescriptor()).Admit(message);
  google::rpc::BadRequest bad;
  if (auto payload = status.GetPayload("type.googleapis.com/" +
                                       bad.GetDescriptor()->full_name())) {
    bad.ParseFromString(std::string(*payload));
  }
  std::vector<std::string> problems;
  for (const auto& violation : bad.field_violations()) {
    problems.push_back(violation.field() + ": " + violation.description());
  }
  return problems;
}

Guest GoodGuest() {
  Guest guest;
  guest.set_name("Anna");
  return guest;
}

// With `change` made to a good guest.
template <typename Change>
std::vector<std::string> ProblemsWith(Change change) {
  Guest guest = GoodGuest();
  change(guest);
  return Problems(guest);
}

TEST(Validation, AdmitsWhatKeepsAllRules) {
  EXPECT_THAT(ProblemsWith([](Guest&) {}), IsEmpty());
}

TEST(Validation, WantsRequiredFields) {
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.clear_name(); }),
              ElementsAre("name: must be set"));
  CreateGuestRequest request;
  EXPECT_THAT(Problems(request), ElementsAre("guest: must be set"));
}

TEST(Validation, CountsCodePointsNotBytes) {
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_name("ééééé"); }), IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_name("éééééé"); }),
              ElementsAre("name: must have at most 5 characters"));
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_name("é"); }),
              ElementsAre("name: must have at least 2 characters"));
}

TEST(Validation, LimitsTextWithoutARule) {
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.set_note(std::string(kTextLengthMax, 'n'));
              }),
              IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.set_note(std::string(kTextLengthMax + 1, 'n'));
              }),
              ElementsAre("note: must have at most 1024 characters"));
}

TEST(Validation, LimitsBytes) {
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_seal("1234"); }), IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_seal("12345"); }),
              ElementsAre("seal: must have at most 4 bytes"));
}

TEST(Validation, LimitsNumbers) {
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_seats(1); }), IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_seats(9); }), IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_seats(0); }),
              ElementsAre("seats: must be at least 1"));
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_seats(10); }),
              ElementsAre("seats: must be at most 9"));
}

TEST(Validation, WantsFiniteNumbers) {
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_share(1); }), IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_share(1.5); }),
              ElementsAre("share: must be at most 1"));
  EXPECT_THAT(ProblemsWith([](Guest& g) { g.set_share(std::nan("")); }),
              ElementsAre("share: must be a finite number"));
}

TEST(Validation, LimitsElementsAndLooksIntoThem) {
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.add_addresses()->set_country("FR");
                g.add_addresses()->set_country("France");
              }),
              ElementsAre("addresses[1].country: must be an ISO 3166-1 "
                          "country code"));
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                for (int i = 0; i < 3; ++i) g.add_addresses();
              }),
              ElementsAre("addresses: must have at most 2 elements"));
}

TEST(Validation, LooksAtEveryElementOfAListOfText) {
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.add_tags("vip");
                g.add_tags("long");
              }),
              ElementsAre("tags[1]: must have at most 3 characters"));
}

TEST(Validation, ComposesFreeText) {
  Guest guest = GoodGuest();
  guest.set_name("Zoe\u0308");
  guest.add_tags("e\u0301");
  guest.add_tags("\u00e9");
  CreateGuestRequest request;
  *request.mutable_guest() = guest;

  EXPECT_THAT(Problems(request), IsEmpty());
  EXPECT_EQ(request.guest().name(), "Zo\u00eb");
  EXPECT_THAT(request.guest().tags(), ElementsAre("\u00e9", "\u00e9"));
}

TEST(Validation, LooksIntoMaps) {
  rpctest::v1::GuestExtras extras;
  (*extras.mutable_extras())["k"] = "v";
  EXPECT_THAT(Problems(extras), IsEmpty());

  (*extras.mutable_extras())["k"] = "v\x01";
  EXPECT_THAT(Problems(extras),
              ElementsAre("extras[0].value: must not hold control characters"));
}

TEST(Validation, RefusesEnumValuesItDoesNotKnow) {
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.set_mood(static_cast<rpctest::v1::Mood>(7));
              }),
              ElementsAre("mood: must be a value that this server knows"));
}

TEST(Validation, RefusesTimesThatAreNone) {
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.mutable_arrive_time()->set_seconds(253'402'300'799);
              }),
              IsEmpty());
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.mutable_arrive_time()->set_seconds(253'402'300'800);
              }),
              ElementsAre("arrive_time: must be a time of the years 1 to "
                          "9999"));
  EXPECT_THAT(
      ProblemsWith([](Guest& g) { g.mutable_arrive_time()->set_nanos(-1); }),
      SizeIs(1));
}

TEST(Validation, RefusesNegativePageSizes) {
  ListGuestsRequest request;
  request.set_page_size(-1);

  EXPECT_THAT(Problems(request), ElementsAre("page_size: must be at least 0"));
}

TEST(Validation, ReportsEverythingAtOnce) {
  EXPECT_THAT(ProblemsWith([](Guest& g) {
                g.clear_name();
                g.set_email("no");
                g.set_seats(99);
              }),
              SizeIs(3));
}

TEST(Validation, ListsAsMuchAsFits) {
  CreateGuestRequest request;
  for (int i = 0; i < 100; ++i) request.mutable_guest()->add_party();

  EXPECT_THAT(Problems(request), SizeIs(FieldViolations::kListedMax));
}

TEST(Validation, RefusesDeepNesting) {
  Guest guest = GoodGuest();
  Guest* inner = &guest;
  for (int i = 0; i <= kDepthMax; ++i) {
    inner = inner->add_party();
    inner->set_name("Anna");
  }

  EXPECT_THAT(Problems(guest), SizeIs(1));
}

TEST(Validation, ClearsWhatOnlyTheServerSets) {
  Guest guest = GoodGuest();
  guest.set_id("anything");
  guest.mutable_redacted_fields()->add_paths("email");

  EXPECT_THAT(Problems(guest), IsEmpty());

  EXPECT_TRUE(guest.id().empty());
  EXPECT_FALSE(guest.has_redacted_fields());
}

TEST(Validation, DropsFieldsItDoesNotKnow) {
  CreateGuestRequest request;
  *request.mutable_guest() = GoodGuest();
  request.mutable_guest()
      ->GetReflection()
      ->MutableUnknownFields(request.mutable_guest())
      ->AddVarint(4711, 1);

  EXPECT_THAT(Problems(request), IsEmpty());

  EXPECT_TRUE(request.guest()
                  .GetReflection()
                  ->GetUnknownFields(request.guest())
                  .empty());
}

TEST(Validation, TakesWhatIsReportedWhateverItHolds) {
  EchoRequest request;
  request.set_picture("longer than three\n");
  Guest& seen = *request.add_seen();
  seen.set_name("A");
  seen.set_id("set by a device");
  seen.set_mood(static_cast<rpctest::v1::Mood>(77));
  seen.mutable_arrive_time()->set_nanos(-1);
  seen.set_note("e\u0301");
  seen.add_party()->set_email("none");
  const std::string before = request.SerializeAsString();
  auto* inner = seen.mutable_party(0);
  inner->GetReflection()->MutableUnknownFields(inner)->AddVarint(4711, 1);

  EXPECT_THAT(Problems(request), IsEmpty());

  EXPECT_EQ(request.SerializeAsString(), before);
}

TEST(Validation, StillCountsWhatIsReported) {
  EchoRequest request;
  for (int i = 0; i < 3; ++i) request.add_seen();

  EXPECT_THAT(Problems(request),
              ElementsAre("seen: must have at most 2 elements"));
}

TEST(Validation, LeavesTheRequestsOfABatchToThemselves) {
  rpctest::v1::BatchCreateGuestsRequest batch;
  EXPECT_THAT(Problems(batch), SizeIs(1));
  CreateGuestRequest& wrong = *batch.add_requests();
  wrong.mutable_guest()->set_name("longer than five");
  const std::string before = batch.SerializeAsString();
  wrong.GetReflection()->MutableUnknownFields(&wrong)->AddVarint(4711, 1);

  EXPECT_THAT(Problems(batch), IsEmpty());

  EXPECT_EQ(batch.SerializeAsString(), before);
  EXPECT_THAT(Problems(wrong), SizeIs(1));
  batch.add_requests();
  EXPECT_THAT(Problems(batch), IsEmpty());
  batch.add_requests();
  EXPECT_THAT(Problems(batch),
              ElementsAre("requests: must have at most 2 elements"));
}

TEST(Validation, KnowsWhichMessagesHoldReports) {
  EXPECT_TRUE(ValidationPlan::Of(EchoRequest::descriptor()).holds_reports());
  EXPECT_FALSE(
      ValidationPlan::Of(CreateGuestRequest::descriptor()).holds_reports());
}

}  // namespace
}  // namespace comptoir::rpc
