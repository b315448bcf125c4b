// Bytes of some encoding as UTF-8, by ICU.
#ifndef COMPTOIR_SERVER_BASE_CSV_ENCODING_CONVERTER_H_
#define COMPTOIR_SERVER_BASE_CSV_ENCODING_CONVERTER_H_

#include <optional>
#include <string>
#include <string_view>

namespace comptoir {

// The name that ICU prefers for an encoding, such as "windows-1252" for
// "cp1252"; empty for one that it does not know.
std::string EncodingName(std::string_view named);

// `bytes` in UTF-8; nullopt when some are not of the encoding.
std::optional<std::string> ToUtf8(std::string_view bytes,
                                  std::string_view encoding);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_ENCODING_CONVERTER_H_
