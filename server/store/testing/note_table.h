// A table for tests of what works on any table.
#ifndef COMPTOIR_SERVER_STORE_TESTING_NOTE_TABLE_H_
#define COMPTOIR_SERVER_STORE_TESTING_NOTE_TABLE_H_

#include <string>

#include "google/protobuf/type.pb.h"
#include "server/store/table.h"

namespace comptoir::store {

// Any message with two texts and a number will do: `name` is the id ("note_…"),
// `json_name` some words, `number` a rank.
using Note = google::protobuf::Field;

Note MakeNote(std::string id, std::string words, int rank);

// In kCustomers; by word in kCustomersByName, by rank in kCustomersByReference
// unless the rank is 0.
Table<Note> MakeNoteTable();

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TESTING_NOTE_TABLE_H_
