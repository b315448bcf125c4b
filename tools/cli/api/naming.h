// What services and methods are called on the command line.
#ifndef COMPTOIR_TOOLS_CLI_API_NAMING_H_
#define COMPTOIR_TOOLS_CLI_API_NAMING_H_

#include <string>
#include <string_view>
#include <vector>

namespace comptoir::cli {

// "BatchGetCustomers" -> batch, get, customers.
std::vector<std::string> WordsOfName(std::string_view camel);

// "api-key" -> "api-keys", "category" -> "categories".
std::string Plural(std::string_view noun);

// The noun of a service: "ApiKeyService" -> "api-key".
std::string NounOf(std::string_view service);

// What a method does, without the noun of its group: of "customer",
// "BatchGetCustomers" -> "batch-get", "CreateCustomer" -> "create". A method
// of another noun keeps it: "RecordPayment" -> "record-payment".
std::string VerbOf(std::string_view method, std::string_view noun);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_API_NAMING_H_
