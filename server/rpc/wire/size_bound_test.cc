#include "server/rpc/wire/size_bound.h"

#include <string>

#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "comptoir/sales/v1/sale_requests.pb.h"
#include "gtest/gtest.h"
#include "server/rpc/rules/validation.h"

namespace comptoir::rpc {
namespace {

using sales::v1::CreateSaleRequest;

// All that the rules of a sale's lines allow.
CreateSaleRequest LargestSale(const std::string& letter) {
  const auto text = [&letter](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += letter;
    return text;
  };
  CreateSaleRequest request;
  for (int i = 0; i < 500; ++i) {
    auto& line = *request.add_lines();
    line.set_catalog_item_id(text(64));
    line.set_name(text(255));
    line.set_note(text(500));
    line.set_quantity(1'000'000);
    line.mutable_unit_price()->set_minor_units(1'000'000'000'000);
    line.mutable_unit_price()->set_currency("EUR");
    *line.mutable_discount() = line.unit_price();
  }
  request.set_note(text(500));
  return request;
}

TEST(SizeBound, HoldsWhateverTheRulesAllow) {
  for (const char* letter : {"x", "é", "茶", "🍵"}) {
    CreateSaleRequest request = LargestSale(letter);
    ASSERT_TRUE(
        ValidationPlan::Of(request.GetDescriptor()).Admit(request).ok());
    EXPECT_LE(request.ByteSizeLong(), SizeBound(request.GetDescriptor()));
  }
}

TEST(SizeBound, IsNotFarAboveIt) {
  EXPECT_LT(SizeBound(CreateSaleRequest::descriptor()),
            2 * LargestSale("🍵").ByteSizeLong());
}

TEST(SizeBound, LeavesRoomInEveryMessage) {
  EXPECT_EQ(SizeBound(rpctest::v1::GetGuestRequest::descriptor()),
            kMessageBytesLeast);
}

TEST(SizeBound, EndsForMessagesThatHoldThemselves) {
  EXPECT_EQ(SizeBound(rpctest::v1::CreateGuestRequest::descriptor()),
            kMessageBytesMost);
}

}  // namespace
}  // namespace comptoir::rpc
