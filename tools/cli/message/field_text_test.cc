#include "tools/cli/message/field_text.h"

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_requests.pb.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "comptoir/customers/v1/segment_service.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/sales/v1/sale_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using customers::v1::BirthdayFilter;
using customers::v1::Customer;
using customers::v1::UpdateCustomerRequest;
using sales::v1::AddSaleLinesRequest;
using sales::v1::ListSalesRequest;
using sales::v1::RecordPaymentRequest;
using sales::v1::Sale;
using sales::v1::SALE_STATE_COMPLETED;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SetFieldText, SetsTextNumbersAndMoney) {
  RecordPaymentRequest request;

  EXPECT_TRUE(SetFieldText(request, "sale_id", "sal_1").ok());
  EXPECT_TRUE(SetFieldText(request, "amount", "12.50 EUR").ok());
  EXPECT_TRUE(SetFieldText(request, "tip.minor_units", "5").ok());

  EXPECT_EQ(request.sale_id(), "sal_1");
  EXPECT_EQ(request.amount().minor_units(), 1250);
  EXPECT_EQ(request.tip().minor_units(), 5);
}

TEST(SetFieldText, KnowsEnumValuesByTheirShortNames) {
  ListSalesRequest request;

  EXPECT_TRUE(SetFieldText(request, "state", "completed").ok());
  EXPECT_EQ(request.state(), SALE_STATE_COMPLETED);
  EXPECT_FALSE(SetFieldText(request, "state", "finished").ok());
}

TEST(SetFieldText, AddsGroupsToRepeatedFields) {
  AddSaleLinesRequest request;

  ASSERT_TRUE(SetFieldText(request, "lines",
                           "name=Café crème,quantity=2,unit_price=3.20 EUR")
                  .ok());
  ASSERT_TRUE(
      SetFieldText(request, "lines", R"({"name":"Thé, vert","quantity":1})")
          .ok());

  EXPECT_EQ(request.lines(0).name(), "Café crème");
  EXPECT_EQ(request.lines(0).unit_price().minor_units(), 320);
  EXPECT_EQ(request.lines(1).name(), "Thé, vert");
}

TEST(SetFieldText, RefusesWhatDoesNotFit) {
  Sale sale;

  EXPECT_FALSE(SetFieldText(sale, "color", "red").ok());
  EXPECT_FALSE(SetFieldText(sale, "id.x", "1").ok());
  EXPECT_FALSE(SetFieldText(sale, "create_time", "yesterday").ok());
  EXPECT_FALSE(SetFieldText(sale, "lines", "name").ok());
  EXPECT_FALSE(SetFieldText(sale, "lines", "quantity=two").ok());
}

std::string ErrorOf(std::string_view line) {
  AddSaleLinesRequest request;
  return std::string(SetFieldText(request, "lines", line).message());
}

TEST(SetFieldText, SaysWhatIsWrongWithJson) {
  EXPECT_THAT(ErrorOf(R"({"name":"tea","colour":"red"})"),
              HasSubstr("is no SaleLine in JSON: colour: Cannot find field"));
  EXPECT_THAT(ErrorOf(R"({"name":"tea","quantity":2.5})"),
              HasSubstr("in JSON: (quantity): invalid value 2.5"));
  EXPECT_THAT(ErrorOf(R"({"name":"tea")"),
              AllOf(HasSubstr("Unexpected end"), Not(HasSubstr("\n"))));
}

TEST(SetFieldText, NamesTheFieldForWhatIsNotWhole) {
  EXPECT_THAT(ErrorOf("quantity=1.25"),
              HasSubstr("is no whole number: give quantity_thousandths"));
  EXPECT_EQ(ErrorOf("quantity=two"), "two is no whole number");
  EXPECT_EQ(ErrorOf("quantity_thousandths=0.5"), "0.5 is no whole number");
}

TEST(SetFieldText, NamesTheFieldsThatThereAre) {
  Customer customer;
  const auto error_of = [&](std::string_view text) {
    return std::string(
        SetFieldText(customer, "other_email_addresses", text).message());
  };

  EXPECT_EQ(error_of("address=a@b.fr"),
            "no field address; there are email_address, label");
  EXPECT_EQ(error_of("a@b.fr"),
            "a@b.fr is no field=value; fields are email_address, label");
  EXPECT_EQ(error_of("label=a,label=b"),
            "label is given twice in label=a,label=b");
  EXPECT_EQ(error_of("label.x=a"), "no field label.x: label has none");
}

TEST(SetFieldText, KnowsNamesAsInJson) {
  Customer customer;

  ASSERT_TRUE(SetFieldText(customer, "otherEmailAddresses",
                           "emailAddress=a@b.fr,label=home")
                  .ok());

  EXPECT_EQ(customer.other_email_addresses(0).email_address(), "a@b.fr");
}

TEST(SetFieldText, LetsNoFieldTakeThePlaceOfAnother) {
  BirthdayFilter filter;
  ASSERT_TRUE(SetFieldText(filter, "next_days", "7").ok());

  const absl::Status refused = SetFieldText(filter, "range.from", "12-20");

  EXPECT_EQ(std::string(refused.message()),
            "next_days and range exclude each other: give one of them");
  EXPECT_EQ(filter.next_days(), 7);
  EXPECT_TRUE(SetFieldText(filter, "next_days", "8").ok());
}

TEST(FieldText, NamesFieldsOfMasksAsTheProtosDo) {
  UpdateCustomerRequest request;
  request.mutable_update_mask()->add_paths("given_name");
  request.mutable_update_mask()->add_paths("other_phone_numbers");

  EXPECT_EQ(FieldText(request, "update_mask"),
            "given_name,other_phone_numbers");
}

TEST(FieldText, WritesFractions) {
  customers::v1::PreviewSegmentResponse response;
  response.set_share(0.5);
  EXPECT_EQ(FieldText(response, "share"), "0.5");
}

TEST(FieldText, ReadsByPath) {
  Sale sale;
  sale.set_id("sal_1");
  sale.set_state(SALE_STATE_COMPLETED);
  sale.mutable_totals()->mutable_total()->set_minor_units(640);
  sale.mutable_totals()->mutable_total()->set_currency("EUR");
  sale.mutable_create_time()->set_seconds(0);

  EXPECT_EQ(FieldText(sale, "state"), "completed");
  EXPECT_EQ(FieldText(sale, "totals.total"), "6.40 EUR");
  EXPECT_EQ(FieldText(sale, "create_time"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FieldText(sale, "complete_time"), "");
  EXPECT_EQ(FieldText(sale, "customer_link"), "");
}

TEST(EnumNames, LeavesOutTheUnspecified) {
  const auto* field = ListSalesRequest::descriptor()->FindFieldByName("state");

  EXPECT_EQ(EnumNames(*field),
            (std::vector<std::string>{"open", "completed", "canceled",
                                      "cancel-requested"}));
}

}  // namespace
}  // namespace comptoir::cli
