// What is said of areas must be whole: what somebody forgets to say fails here.
#include "server/areas.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "server/rpc/runtime.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/store_checks.h"
#include "server/verify.h"

namespace comptoir {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::ServiceDescriptor;
using store::Space;
using ::testing::AnyOfArray;
using ::testing::Contains;

class AreasTest : public testing::Test {
 protected:
  AreasTest()
      : areas_(Areas::Make(store_.store(), store_.clock(), {})),
        runtime_(store_.store(), areas_->authenticator(), store_.clock(),
                 Options()) {
    for (Area* area : areas_->all()) area->Bind(runtime_, &bound_);
  }

  rpc::RuntimeOptions Options() {
    rpc::RuntimeOptions options;
    for (Area* area : areas_->all()) {
      area->AddPreparations(&options.preparations);
      area->AddRequestChecks(&options.checks);
    }
    preparations_ = options.preparations;
    checks_ = options.checks;
    return options;
  }

  std::vector<const store::TableBase*> Tables() const {
    std::vector<const store::TableBase*> tables;
    for (const Area* area : areas_->all()) {
      for (const store::TableBase* table : area->tables()) {
        tables.push_back(table);
      }
    }
    return tables;
  }

  // The spaces that some area has, one entry each time it says so.
  std::vector<Space> OwnedSpaces() const {
    std::vector<Space> owned;
    for (const store::TableBase* table : Tables()) {
      owned.push_back(table->declaration().space);
      for (const auto& index : table->declaration().indexes) {
        owned.push_back(index.space);
      }
    }
    for (const Area* area : areas_->all()) {
      for (const Space space : area->other_spaces()) owned.push_back(space);
    }
    return owned;
  }

  std::set<std::string> BoundMethods() const {
    std::set<std::string> names;
    for (const rpc::Method* method : runtime_.methods()) {
      names.insert(method->name());
    }
    return names;
  }

  store::TestStore store_;
  const std::unique_ptr<Areas> areas_;
  rpc::Preparations preparations_;
  rpc::RequestChecks checks_;
  rpc::Runtime runtime_;
  BoundServices bound_;
};

TEST_F(AreasTest, EveryKeySpaceHasOneOwner) {
  const std::vector<Space> owned = OwnedSpaces();

  for (const Space space : store::AllSpaces()) {
    const auto count = std::count(owned.begin(), owned.end(), space);
    EXPECT_EQ(count, store::IsOfStore(space) ? 0 : 1)
        << store::SpaceName(space);
  }
}

// What no table checks, its area does; what no area has, the store does.
TEST_F(AreasTest, EverySpaceIsVerified) {
  const auto snapshot = store_.Read();
  store::VerifyReport report;
  store::Checks checks(*snapshot, report);
  store::AddStoreChecks(checks);
  const store::Verified verified = VerifiedOf(areas_->all());
  verified.add_checks(checks);
  std::set<Space> of_tables;
  for (const store::TableBase* table : verified.tables) {
    of_tables.insert(table->declaration().space);
    for (const auto& index : table->declaration().indexes) {
      of_tables.insert(index.space);
    }
  }

  for (const Space space : store::AllSpaces()) {
    // The log and its feeds are checked together; in kMeta everybody has rows.
    const bool is_apart =
        space == Space::kLog || space == Space::kFeed || space == Space::kMeta;
    EXPECT_TRUE(is_apart || of_tables.contains(space) || checks.HasRows(space))
        << store::SpaceName(space);
  }
}

// Tables whose records stand under the ids of another table's.
constexpr Space kUnderOthersIds[] = {
    Space::kMerchantLogos, Space::kPurchaseSummaries, Space::kUnmatchedPayments,
    Space::kDeletedCustomers};

TEST_F(AreasTest, EveryIdPrefixIsOfOneTable) {
  std::map<std::string, std::string> nouns;
  for (const store::TableBase* table : Tables()) {
    if (testing::Value(table->declaration().space,
                       AnyOfArray(kUnderOthersIds))) {
      continue;
    }
    const auto& declaration = table->declaration();
    const auto [known, is_new] =
        nouns.emplace(declaration.id_prefix, declaration.noun);
    EXPECT_TRUE(is_new) << declaration.id_prefix << ": " << known->second
                        << " and " << declaration.noun;
  }
}

// Services of an area are linked with it: what is in its proto files is to be
// served.
TEST_F(AreasTest, EveryMethodOfAnAreaIsBound) {
  const std::set<std::string> bound = BoundMethods();
  std::set<std::string> expected;
  std::set<const FileDescriptor*> files;
  for (const std::string& name : bound) {
    const std::string service = name.substr(0, name.find('/'));
    files.insert(
        DescriptorPool::generated_pool()->FindServiceByName(service)->file());
  }
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      const ServiceDescriptor* service = file->service(i);
      for (int j = 0; j < service->method_count(); ++j) {
        expected.insert(service->full_name() + "/" +
                        service->method(j)->name());
      }
    }
  }

  EXPECT_EQ(bound, expected);
}

TEST_F(AreasTest, EveryAreaServesItsPackage) {
  std::set<std::string> packages;
  for (const std::string& name : BoundMethods()) {
    packages.insert(name.substr(0, name.find(".v1.")));
  }
  std::set<std::string> expected;
  for (const Area* area : areas_->all()) {
    expected.insert("comptoir." + std::string(area->name()));
  }

  EXPECT_EQ(packages, expected);
}

TEST_F(AreasTest, EveryPreparationNamesAMethod) {
  const std::set<std::string> bound = BoundMethods();
  for (const auto& [method, preparation] : preparations_) {
    EXPECT_THAT(bound, Contains(method));
  }
}

TEST_F(AreasTest, EveryRequestCheckNamesAMethod) {
  const std::set<std::string> bound = BoundMethods();
  for (const auto& [method, check] : checks_) {
    EXPECT_THAT(bound, Contains(method));
  }
}

TEST_F(AreasTest, EveryFigureHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const Area* area : areas_->all()) {
    for (const rpc::AreaFigure& figure : area->figures()) {
      EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
    }
  }
}

// Whoever keeps a customer's id in a request field says that it is one, but for
// those that keep the very identity that was named.
TEST_F(AreasTest, EveryCustomerInARequestIsResolved) {
  const std::set<std::string> kept = {
      "comptoir.sales.v1.CreateSaleRequest.customer_id",
      "comptoir.sales.v1.AttachCustomerRequest.customer_id"};
  for (const rpc::Method* method : runtime_.methods()) {
    const std::string name = method->name();
    // The customers area finds profiles by itself.
    if (name.find(".customers.v1.") != std::string::npos) continue;
    const auto slash = name.find('/');
    const Descriptor* request = DescriptorPool::generated_pool()
                                    ->FindServiceByName(name.substr(0, slash))
                                    ->FindMethodByName(name.substr(slash + 1))
                                    ->input_type();
    for (int i = 0; i < request->field_count(); ++i) {
      const FieldRules& rule = request->field(i)->options().GetExtension(rules);
      const std::string& field = request->field(i)->full_name();
      EXPECT_EQ(rule.names_profile(),
                rule.id_prefix() == "cus" && !kept.contains(field))
          << field;
    }
  }
}

}  // namespace
}  // namespace comptoir
