#include "server/store/testing/note_table.h"

#include <sstream>
#include <utility>
#include <vector>

#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::store {
namespace {

// Tails do not depend on space and merchant.
Key AnyKey() { return Key(Space::kMeta, kInstallation); }

std::vector<std::string> WordRows(const Note& note) {
  std::vector<std::string> rows;
  std::istringstream words(note.json_name());
  for (std::string word; words >> word;) {
    rows.emplace_back(AnyKey().Text(word).tail());
  }
  return rows;
}

std::vector<std::string> RankRows(const Note& note) {
  if (note.number() == 0) return {};
  return {std::string(AnyKey().I64(note.number()).tail())};
}

}  // namespace

Note MakeNote(std::string id, std::string words, int rank) {
  Note note;
  note.set_name(std::move(id));
  note.set_json_name(std::move(words));
  note.set_number(rank);
  return note;
}

Table<Note> MakeNoteTable() {
  return Table<Note>({
      .space = Space::kCustomers,
      .noun = "note",
      .id_prefix = "note",
      .id = [](const Note& note) { return note.name(); },
      .indexes = {{Space::kCustomersByName, WordRows},
                  {Space::kCustomersByReference, RankRows}},
  });
}

}  // namespace comptoir::store
