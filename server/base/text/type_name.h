// What kind of message an Any holds.
#ifndef COMPTOIR_SERVER_BASE_TEXT_TYPE_NAME_H_
#define COMPTOIR_SERVER_BASE_TEXT_TYPE_NAME_H_

#include <string_view>

namespace comptoir {

// The full name in the `type_url` of an Any: "a.v1.Thing" of
// "type.googleapis.com/a.v1.Thing". Of what names no host, all of it. Refers to
// the URL's text.
inline std::string_view TypeNameOf(std::string_view type_url) {
  return type_url.substr(type_url.rfind('/') + 1);
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_TEXT_TYPE_NAME_H_
