// A CustomerQuery understood: checked, folded, and ready to be held against
// customers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_QUERY_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/rules/identities.h"
#include "server/values/names/name_terms.h"
#include "server/values/names/whole_name.h"
#include "server/values/phone/phone.h"

namespace comptoir::customers {

// Whether a number of an identity is not `phone` but may be the same line.
bool IsSimilarPhone(const IdentityPhone& number, const Phone& phone);

// What the national numbers of such customers, read backwards, begin with;
// empty when `phone` is too short to be like another.
std::string SimilarPhoneEnding(const Phone& phone);

// By what a profile fulfils conditions. Refers to its record.
struct FoundBy {
  // Empty when what the profile shows is enough, else the first identity that
  // it takes besides.
  std::string_view merged_customer_id;
  // Those that are no primary one that the profile shows.
  std::vector<IdentityContact> contacts;
};

class CustomerFilter {
 public:
  // A text condition on keys: the key itself or what keys begin with.
  struct KeyCondition {
    // Any of these; none begins with another.
    std::vector<std::string> keys;
    bool is_exact = false;

    bool Matches(std::string_view key) const;
  };
  // A phone number that may be the same line as this one.
  struct SimilarPhone {
    Phone phone;
    // On the national number read backwards: all such numbers and others.
    KeyCondition ending;

    bool Matches(const IdentityPhone& number) const;
  };
  struct NameCondition {
    NameQuery query;
    // Of an exact search.
    std::optional<WholeName> whole;
  };

  // INVALID_ARGUMENT for a query without conditions, with an empty one, or with
  // a phone number that is none. `phones` are what its phone numbers are.
  static absl::StatusOr<CustomerFilter> Parse(const v1::CustomerQuery& query,
                                              const PhoneKeys& phones);

  // The same but for an exact phone number, which is now one of any country
  // that has these national digits: for when nobody has it where the caller is
  // at home, since visitors say their number as they do at home. nullopt when
  // there is none, or it was written with "+".
  std::optional<CustomerFilter> InAnyCountry() const;

  // Whether all conditions hold, those on what a customer is found by by any
  // identity of the profile. Of nobody who was merged away.
  bool Matches(const storage::v1::StoredCustomer& stored) const {
    return Match(stored).has_value();
  }
  // The same, and by what. nullopt when it does not match.
  std::optional<FoundBy> Match(const storage::v1::StoredCustomer& stored) const;

  const std::optional<KeyCondition>& email() const { return email_; }
  const std::optional<KeyCondition>& phone() const { return phone_; }
  // On the national number read backwards.
  const std::optional<KeyCondition>& phone_ending() const {
    return phone_ending_;
  }
  const std::optional<SimilarPhone>& similar_phone() const {
    return similar_phone_;
  }
  // On ReferenceKey().
  const std::optional<KeyCondition>& reference() const { return reference_; }
  const std::optional<NameCondition>& name() const { return name_; }
  // create_time in [start, end).
  absl::Time created_from() const { return created_from_; }
  absl::Time created_before() const { return created_before_; }

 private:
  absl::Status ParseEmail(const v1::TextMatch& match);
  absl::Status ParsePhones(const v1::CustomerQuery& query,
                           const PhoneKeys& phones);
  absl::Status ParsePhoneEnding(std::string_view text);
  absl::Status ParseSimilarPhone(const std::optional<Phone>& phone);
  absl::Status ParseReference(const v1::TextMatch& match);
  absl::Status ParseName(const v1::TextMatch& match);
  absl::Status ParseRest(const v1::CustomerQuery& query);
  bool MatchesSource(v1::CreationSource source) const;
  bool MatchesRest(const v1::Customer& customer) const;
  bool MatchesName(const v1::Customer& customer) const;

  std::optional<KeyCondition> email_;
  std::optional<KeyCondition> phone_;
  std::optional<KeyCondition> phone_ending_;
  // The national digits of an exact phone number, read backwards; as they may
  // be kept, with and without zeros in front.
  std::vector<std::string> national_keys_;
  std::optional<SimilarPhone> similar_phone_;
  std::optional<KeyCondition> reference_;
  std::optional<NameCondition> name_;
  v1::CreationSourceFilter sources_;
  absl::Time created_from_ = absl::InfinitePast();
  absl::Time created_before_ = absl::InfiniteFuture();
  absl::Time updated_from_ = absl::InfinitePast();
  absl::Time updated_before_ = absl::InfiniteFuture();
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_QUERY_H_
