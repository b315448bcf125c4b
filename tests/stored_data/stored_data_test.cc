// Opens the data folders that earlier versions wrote: they serve, they hold
// together, and they say what was put in.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "comptoir/sdk/channel.h"
#include "gtest/gtest.h"
#include "server/server.h"
#include "server/verify.h"

namespace comptoir {
namespace {

constexpr char kFolder[] = "tests/stored_data";

// The archives beside this test, such as "0.1.0.tar.gz".
std::vector<std::string> Archives() {
  std::vector<std::string> archives;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".gz") {
      archives.push_back(entry.path().string());
    }
  }
  return archives;
}

// Unpacked into a folder of its own.
std::string Unpack(const std::string& archive) {
  const std::string folder =
      testing::TempDir() + "/" + std::filesystem::path(archive).stem().string();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  const std::string command = "tar -xzf '" + archive + "' -C '" + folder + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return folder;
}

TEST(StoredData, HasAFolderOfSomeVersion) { EXPECT_FALSE(Archives().empty()); }

TEST(StoredData, OpensAndSaysWhatWasPutIn) {
  for (const std::string& archive : Archives()) {
    const std::string folder = Unpack(archive);
    ServerOptions options{.data_dir = folder};
    options.listen.insecure_loopback = true;
    auto server = Server::Start(std::move(options));
    ASSERT_TRUE(server.ok()) << archive << ": " << server.status();
    std::string token;
    std::ifstream(folder + "/owner.token") >> token;
    const auto channel =
        sdk::Connect({.address = (*server)->address(),
                      .credentials = sdk::Credentials::Token(token)})
            .value();

    customers::v1::SuggestCustomersRequest suggest;
    suggest.set_text("helene roux 7");
    const auto found =
        customers::v1::CustomerServiceClient(channel).SuggestCustomers(suggest);
    ASSERT_TRUE(found.ok()) << archive << ": " << found.status();
    ASSERT_GE(found->suggestions_size(), 1) << archive;
    EXPECT_EQ(found->suggestions(0).display_name(), "Hélène Roux 7") << archive;
    sales::v1::GetPurchaseSummaryRequest summary;
    summary.set_customer_id(found->suggestions(0).customer_id());
    EXPECT_EQ(sales::v1::SaleServiceClient(channel)
                  .GetPurchaseSummary(summary)
                  ->summary()
                  .visit_count(),
              1)
        << archive;
    const auto report = VerifyAll(*(*server)->store().Read());
    ASSERT_TRUE(report.ok()) << archive << ": " << report.status();
    EXPECT_TRUE(report->ok()) << archive << ": " << report->problems()[0].text;
  }
}

}  // namespace
}  // namespace comptoir
