// The SDK's first example, against a real server and a real daemon.
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using customers::v1::AttributeDefinitionServiceClient;
using customers::v1::CustomerServiceClient;
using readers::v1::ReaderServiceClient;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTill[] = "sdk/cpp/examples/till";
constexpr char kReaderd[] = "hardware/daemon/comptoir-readerd";

class TillTest : public ShopTest {
 protected:
  // Pairs a simulated reader and starts its daemon.
  void SetUp() override {
    readers::v1::CreateReaderRequest request;
    request.mutable_reader()->set_display_name("Counter");
    request.mutable_reader()->set_location_id(shop().location_id);
    const auto created = ReaderServiceClient(owner()).CreateReader(request);
    ASSERT_TRUE(created.ok()) << created.status();
    reader_id_ = created->reader().id();
    const std::string code =
        WriteTestFile("code", created->pairing_code() + "\n");
    const std::string server = "--server=" + ShopTest::server().address();
    const std::string folder = "--data_dir=" + NewFolder("reader");

    const CommandResult paired =
        RunCommand({"/bin/sh", "-c", "exec \"$0\" pair \"$1\" \"$2\" < \"$3\"",
                    kReaderd, server, folder, code});
    ASSERT_EQ(paired.exit_code, 0) << paired.err;
    auto daemon = Process::Start({kReaderd, server, folder},
                                 ::testing::TempDir() + "/readerd.log");
    ASSERT_TRUE(daemon.ok()) << daemon.status();
    daemon_ = *std::move(daemon);
  }

  CommandResult Sell(const std::string& find) {
    return RunCommand(
        {kTill, "--server=" + server().address(),
         "--device_token_file=" + WriteTestFile("till", shop().till_token),
         "--member=" + shop().owner_id,
         "--passcode_file=" + WriteTestFile("passcode", shop().owner_passcode),
         "--reader=" + reader_id_, "--find=" + find});
  }

  std::string reader_id_;
  std::unique_ptr<Process> daemon_;
};

TEST_F(TillTest, SellsToWhomItFinds) {
  customers::v1::CreateCustomerRequest request;
  request.mutable_customer()->set_given_name("Hélène");
  const auto helene = CustomerServiceClient(owner()).CreateCustomer(request);
  ASSERT_TRUE(helene.ok()) << helene.status();

  const CommandResult result = Sell("helene");

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(
      result.out,
      AllOf(HasSubstr("\"helene\" -> Hélène"), HasSubstr("SaleCompleted"),
            HasSubstr("paid: 1090 cents by " + helene->customer().id())));
}

TEST_F(TillTest, ShowsAttributesThatAreForTheTill) {
  customers::v1::CreateCustomerRequest create;
  create.mutable_customer()->set_given_name("Attribuée");
  const std::string id =
      CustomerServiceClient(owner()).CreateCustomer(create)->customer().id();
  const AttributeDefinitionServiceClient attributes(owner());
  for (const bool is_shown : {true, false}) {
    customers::v1::CreateAttributeDefinitionRequest define;
    auto& definition = *define.mutable_attribute_definition();
    definition.set_display_name(is_shown ? "Seat" : "Back office");
    definition.set_type(customers::v1::ATTRIBUTE_TYPE_TEXT);
    definition.set_is_shown_at_till(is_shown);
    const auto defined = attributes.CreateAttributeDefinition(define);
    ASSERT_TRUE(defined.ok()) << defined.status();
    customers::v1::SetCustomerAttributesRequest set;
    set.set_customer_id(id);
    set.add_changes()->set_key(defined->attribute_definition().key());
    set.mutable_changes(0)->mutable_value()->set_text("window");
    ASSERT_TRUE(attributes.SetCustomerAttributes(set).ok());
  }

  const CommandResult result = Sell("attribuee");

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Seat: window\n"),
                                Not(HasSubstr("Back office"))));
}

TEST_F(TillTest, SaysWhatIsWrong) {
  reader_id_ = "rdr_00000000000000000000000000";

  const CommandResult result = Sell("");

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("NOT_FOUND"));
}

}  // namespace
}  // namespace comptoir::testing
