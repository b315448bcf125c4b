// Any filters.
#ifndef COMPTOIR_SERVER_SALES_FILTERS_TESTING_RANDOM_FILTERS_H_
#define COMPTOIR_SERVER_SALES_FILTERS_TESTING_RANDOM_FILTERS_H_

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"
#include "comptoir/customers/v1/filter.pb.h"

namespace comptoir::sales {

// MM-DD; often the one that most years do not have.
std::string RandomDay(std::mt19937& random);

class RandomFilters {
 public:
  // What filters may ask for.
  struct World {
    std::vector<std::string> names;
    std::vector<std::string> group_ids;
    std::vector<std::string> location_ids;
    std::vector<customers::v1::AttributeDefinition> attributes;
    absl::Time now;
  };

  RandomFilters(std::mt19937& random, World world)
      : random_(random), world_(std::move(world)) {}

  // One that is fine, of at most so many filters inside each other.
  customers::v1::Filter Make(int depth);
  // A value of an attribute that filters may ask for.
  customers::v1::AttributeValue Value(
      const customers::v1::AttributeDefinition& definition);

 private:
  int Random(int below) { return static_cast<int>(random_() % below); }
  bool OneIn(int many) { return Random(many) == 0; }
  const std::string& Pick(const std::vector<std::string>& texts) {
    return texts[static_cast<size_t>(Random(static_cast<int>(texts.size())))];
  }

  // With 5 decimals.
  std::string Number();
  void FillFields(customers::v1::Filter* filter);
  void FillBirthday(customers::v1::BirthdayFilter* birthday);
  void FillGroups(customers::v1::GroupFilter* groups);
  void FillAttribute(customers::v1::AttributeFilter* attribute);
  void FillText(customers::v1::TextFilter* text);
  void FillPeriod(customers::v1::Period* period);
  void FillPurchases(customers::v1::Filter* filter);

  std::mt19937& random_;
  const World world_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_FILTERS_TESTING_RANDOM_FILTERS_H_
