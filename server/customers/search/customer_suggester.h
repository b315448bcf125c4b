// Finds customers while somebody is typing.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_SUGGESTER_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_SUGGESTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "server/customers/customer_directory.h"
#include "server/customers/name_indexes.h"
#include "server/kv/kv.h"
#include "server/values/phone/phone.h"

namespace comptoir::customers {

// Thread-safe. `directory` and `indexes` must outlive it.
class CustomerSuggester {
 public:
  CustomerSuggester(const CustomerDirectory& directory,
                    const NameIndexes& indexes)
      : directory_(directory), indexes_(indexes) {}

  struct Request {
    const kv::View& reader;
    std::string_view merchant_id;
    // Of the text, when it is or begins a phone number.
    const PhoneKeys& phones;
    // False for callers who may not see contact data: they find by whole phone
    // numbers and email addresses only and get no contact data as a name.
    bool sees_contact;
    size_t limit;
  };

  // Whether Suggest() would find somebody by a whole phone number or email
  // address, also for callers who may not see contact data.
  static bool LooksUpContact(const Request& request, std::string_view text);

  // The best customers for `text`; see CustomerService.SuggestCustomers. Names
  // are answered from memory, without a read of the store.
  absl::StatusOr<std::vector<v1::CustomerSuggestion>> Suggest(
      const Request& request, std::string_view text) const;

 private:
  class Answer;

  void AddByName(const Request& request, std::string_view text,
                 Answer* answer) const;
  absl::Status AddByEmail(const Request& request, std::string_view text,
                          Answer* answer) const;
  absl::Status AddByPhone(const Request& request, std::string_view text,
                          Answer* answer) const;
  // Adds those whose numbers begin or end with `digits`.
  absl::Status AddByPartOfPhone(const Request& request,
                                const std::string& digits,
                                Answer* answer) const;
  // Adds those whose number may be the same line as `phone`.
  absl::Status AddBySimilarPhone(const Request& request, const Phone& phone,
                                 Answer* answer) const;
  absl::Status AddByReference(const Request& request, std::string_view text,
                              Answer* answer) const;
  // Names those who have no name by their contact data.
  absl::Status NameTheNameless(const Request& request, Answer* answer) const;
  // Says whose values and which email address or phone number were found, where
  // these are not the primary ones that the profile shows.
  absl::Status SayFoundBy(const Request& request, std::string_view text,
                          Answer* answer) const;

  const CustomerDirectory& directory_;
  const NameIndexes& indexes_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_CUSTOMER_SUGGESTER_H_
