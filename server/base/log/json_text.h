// Text as it stands in JSON.
#ifndef COMPTOIR_SERVER_BASE_LOG_JSON_TEXT_H_
#define COMPTOIR_SERVER_BASE_LOG_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace comptoir {

// Appends `text` in quotes. What is appended is one line of valid UTF-8 and
// shows as what it is, wherever the text came from: control characters, line
// and paragraph separators and marks that turn the direction of writing are
// escaped, and a byte that is no UTF-8 becomes U+FFFD.
void AppendJsonText(std::string& json, std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_LOG_JSON_TEXT_H_
