// What a definition of a custom attribute may be: decisions without a store.
//
// The limits of single fields stand in attribute_definition.proto.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_DEFINITION_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_DEFINITION_RULES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "google/protobuf/repeated_field.h"

namespace comptoir::customers {

inline constexpr size_t kAttributeKeyMax = 60;
inline constexpr int kAttributeTextMax = 1000;
inline constexpr int kAttributePositionMax = 1000000;

bool IsSelection(v1::AttributeType type);

// Takes white space from the ends of the texts of `definition`, and sets what
// UNSPECIFIED means. Numbers that are numbers get their shortest form.
void NormalizeDefinition(v1::AttributeDefinition* definition);

// INVALID_ARGUMENT with all that is wrong with a normalized definition.
absl::Status CheckDefinition(const v1::AttributeDefinition& definition);

// A key made of a name: its letters and digits in Latin, words joined by "_".
// Empty when the name has none.
std::string KeyOfName(std::string_view display_name);

// The key with a number after it: "size_2". Cut so that it stays one.
std::string NumberedKey(std::string_view key, int number);

// Gives the options of `definition`, whose list was sent, the ids that they had
// in `before`: by their id, else by their name; new ones get one from `new_id`.
// INVALID_ARGUMENT for an id that is none of `before`, and for what is there
// twice.
using Options = google::protobuf::RepeatedPtrField<v1::AttributeOption>;
absl::Status IdentifyOptions(const Options& before,
                             const std::function<std::string()>& new_id,
                             v1::AttributeDefinition* definition);

// The ids of options of `before` that `after` has not.
std::vector<std::string> RemovedOptions(const Options& before,
                                        const Options& after);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_DEFINITION_RULES_H_
