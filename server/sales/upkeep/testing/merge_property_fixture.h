// Random customers, merged, taken apart and changed, and the model of them.
#ifndef COMPTOIR_SERVER_SALES_UPKEEP_TESTING_MERGE_PROPERTY_FIXTURE_H_
#define COMPTOIR_SERVER_SALES_UPKEEP_TESTING_MERGE_PROPERTY_FIXTURE_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "fmt/format.h"
#include "server/customers/merges/merge_service.h"
#include "server/sales/testing/sales_fixture.h"
#include "server/sales/upkeep/testing/merge_model.h"

namespace comptoir::sales {

inline constexpr const char* kFields[] = {"given_name", "email_address", "note",
                                          "reference_id"};
inline const List kEmails = {"other_email_addresses", "email_address", 10};
inline const List kPreferences = {"preferences", "", 20};

// What a customer has in a field that is a text, and in a list.
std::string ValueOf(const customers::v1::Customer& customer,
                    const std::string& path);
Values ValuesOf(const customers::v1::Customer& customer, const List& list);

class MergePropertyFixture : public SalesFixture {
 protected:
  int Random(int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random_);
  }
  Person* RandomPerson() { return model_.at(Random(model_.size())); }
  int64_t Now() { return absl::ToUnixMicros(store_.clock().Now()); }
  std::string RandomValue() {
    return Random(3) == 0 ? "" : fmt::format("v{}@x.fr", Random(500));
  }

  // Often the same ones, each once, and not the one beside them.
  Values RandomValues(const std::string& primary);

  void Create();
  // Under any identity.
  void Edit();
  // What it replaces is no more, what stands beside it stays.
  void ReplacePrimary(Person* root, const std::string& shown,
                      const std::string& value);

  void EditList();
  void Merge();
  bool MayMerge(Person* survivor, const std::vector<Person*>& others,
                const std::map<std::string, const Person*>& choices);
  bool HasShown(const Person* person, const std::string& path);
  void Unmerge();

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  int operation_ = 0;
  int merges_made_ = 0;
  Model model_;
  customers::MergeService merges_{customers_};
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_UPKEEP_TESTING_MERGE_PROPERTY_FIXTURE_H_
