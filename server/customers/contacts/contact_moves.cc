#include "server/customers/contacts/contact_moves.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace comptoir::customers {
namespace {

auto FindOther(const Contacts& contacts, std::string_view key) {
  return std::find_if(contacts.begin() + 1, contacts.end(),
                      [&](const Contact& other) { return other.key == key; });
}

// The others stay but for what becomes of the new primary one's place.
void Exchange(const Contact& was, Contacts* after) {
  const std::string now = after->front().key;
  const auto found = FindOther(*after, now);
  if (found == after->end()) return;
  const bool stays =
      !was.key.empty() && FindOther(*after, was.key) == after->end();
  if (stays) (*after)[static_cast<size_t>(found - after->begin())] = was;
  after->erase(
      std::remove_if(after->begin() + 1, after->end(),
                     [&](const Contact& other) { return other.key == now; }),
      after->end());
}

}  // namespace

void MoveContacts(const Contacts& before, SentContacts sent, Contacts* after) {
  const Contact& was = before.front();
  Contact& now = after->front();
  if (!sent.primary || now.key.empty() || now.key == was.key) return;
  const auto stood = FindOther(before, now.key);
  if (!sent.label) now.label = stood == before.end() ? "" : stood->label;
  if (!sent.others) return Exchange(was, after);
  for (size_t i = 1; i < after->size(); ++i) {
    Contact& other = (*after)[i];
    if (other.key == was.key && other.label.empty()) other.label = was.label;
  }
}

std::vector<size_t> StandingTwice(const Contacts& contacts) {
  std::vector<size_t> twice;
  std::set<std::string_view> seen;
  for (size_t i = 0; i < contacts.size(); ++i) {
    const std::string& key = contacts[i].key;
    if (!key.empty() && !seen.insert(key).second) twice.push_back(i);
  }
  return twice;
}

}  // namespace comptoir::customers
