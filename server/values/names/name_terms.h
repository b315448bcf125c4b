// The one way in which names are folded to be searched, suggested and compared:
// the terms under which a name is kept, and the words of a query spelled as
// those terms are.
//
// A term is, by its first byte:
//
//   a letter    a folded word, or a word in its own script
//   kSound      SoundOf a word of another script
//   kConsonant  ConsonantsOf a word whose script writes consonants alone
//
// Words in Latin letters have one term, two with letters that are also written
// as pairs (Müller: muller, mueller); what it takes to find words of other
// scripts by Latin letters is kept with those alone.
#ifndef COMPTOIR_SERVER_VALUES_NAMES_NAME_TERMS_H_
#define COMPTOIR_SERVER_VALUES_NAMES_NAME_TERMS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

// First bytes of terms that are no words; none is a byte of folded text.
inline constexpr char kSound = '\x02';
inline constexpr char kConsonant = '\x03';

inline bool IsMarked(std::string_view term) {
  return !term.empty() && static_cast<unsigned char>(term[0]) < ' ';
}

// The terms of one name, each once, in the order of its words.
std::vector<std::string> NameTermsOf(std::string_view name);

// How a word of a query may be spelled in a name.
struct Spelling {
  std::string term;
  // Only as the whole of a term, not as its beginning.
  bool is_whole = false;
};

// A word of a query: any of these.
using QueryWord = std::vector<Spelling>;
using QueryWords = std::vector<QueryWord>;

// How a query is spelled.
struct QueryStyle {
  // Whether there are terms of these kinds: what is not there need not be
  // looked for.
  bool has_sounds = true;
  bool has_consonants = true;
  // Whether words are typed to their end.
  bool is_whole = false;
};

struct NameQuery {
  // As it was typed.
  std::string text;
  QueryStyle style;
  QueryWords words;
  // In all words; one sign of Chinese, Japanese or Korean says as much as two.
  size_t letters = 0;
};

// The words of what was typed to find a name.
NameQuery ReadNameQuery(std::string_view text, const QueryStyle& style);

// The query's words with neighbours taken for one: each pair of them, and all.
// "le goff" also stands for "legoff". Not words that are too short together.
std::vector<QueryWords> JoinedReadings(const NameQuery& query);

// Whether a term of a query is long enough to be several words written as one.
bool MayBeSeveral(std::string_view term);

// Whether a name with these terms has all words of the query: each begins one
// of them (is one of them, for whole words), or is several of them written as
// one ("legoff" for Le Goff), or is joined to its neighbour.
bool HasWords(const std::vector<std::string>& terms, const NameQuery& query);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_NAMES_NAME_TERMS_H_
