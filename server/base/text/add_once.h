// Short lists of texts, each of them once.
#ifndef COMPTOIR_SERVER_BASE_TEXT_ADD_ONCE_H_
#define COMPTOIR_SERVER_BASE_TEXT_ADD_ONCE_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace comptoir {

// Appends `text` unless it is empty or there already. Looks at every one of
// them.
inline void AddOnce(std::string text, std::vector<std::string>* texts) {
  if (text.empty()) return;
  if (std::find(texts->begin(), texts->end(), text) == texts->end()) {
    texts->push_back(std::move(text));
  }
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_TEXT_ADD_ONCE_H_
