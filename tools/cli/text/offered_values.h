// Which values of an enum are worth offering to a person.
#ifndef COMPTOIR_TOOLS_CLI_TEXT_OFFERED_VALUES_H_
#define COMPTOIR_TOOLS_CLI_TEXT_OFFERED_VALUES_H_

#include "google/protobuf/descriptor.h"

namespace comptoir::cli {

// False for what means nothing: the zero value, and of Permission what cannot
// be granted, and what no method needs and nothing is seen with. All are taken
// from who knows them: there is more in later versions.
bool IsOffered(const google::protobuf::EnumValueDescriptor& value);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TEXT_OFFERED_VALUES_H_
