// Whether two names are one, whatever the script and however they are divided.
#ifndef COMPTOIR_SERVER_VALUES_NAMES_WHOLE_NAME_H_
#define COMPTOIR_SERVER_VALUES_NAMES_WHOLE_NAME_H_

#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

// A whole name, ready to be compared with others.
class WholeName {
 public:
  explicit WholeName(std::string_view name);

  // Whether both are one name: alike but for spaces, punctuation, case, marks
  // and letter pairs; when one is in another script, also but for how that is
  // romanised. Never of a name without letters.
  bool IsSameAs(const WholeName& other) const;

 private:
  // The name without spaces, in each of its spellings.
  std::vector<std::string> spellings_;
  // Marked as the terms of name_terms.h.
  std::vector<std::string> sounds_;
  bool is_latin_ = true;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_NAMES_WHOLE_NAME_H_
