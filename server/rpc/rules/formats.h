// What formatted strings look like: the shapes behind FieldRules.format.
#ifndef COMPTOIR_SERVER_RPC_RULES_FORMATS_H_
#define COMPTOIR_SERVER_RPC_RULES_FORMATS_H_

#include <string>
#include <string_view>

#include "comptoir/annotations.pb.h"

namespace comptoir::rpc {

// Empty when `text`, valid UTF-8 and not empty, has the format; else what it
// must be, such as "must be one email address". `id_prefix` is for FORMAT_ID.
//
// Text of any format but FORMAT_ID must also hold no card number: those are
// never stored, logged or sent.
std::string FormatProblem(Format format, std::string_view text,
                          std::string_view id_prefix);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RULES_FORMATS_H_
