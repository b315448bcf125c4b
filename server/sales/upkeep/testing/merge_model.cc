#include "server/sales/upkeep/testing/merge_model.h"

#include <algorithm>

namespace comptoir::sales {

std::string Model::Shown(const Person* person, const std::string& path) const {
  const std::vector<Person*> children = SourcesOf(person, path);
  for (auto child = children.rbegin(); child != children.rend(); ++child) {
    const auto choice = (*child)->choices.find(path);
    if (choice == (*child)->choices.end() || choice->second != *child) {
      continue;
    }
    if (std::string value = Shown(*child, path); !value.empty()) return value;
  }
  if (const auto own = person->own.find(path);
      own != person->own.end() && !own->second.empty()) {
    return own->second;
  }
  for (const Person* child : children) {
    const auto choice = child->choices.find(path);
    if (choice != child->choices.end() && choice->second == person) continue;
    if (std::string value = Shown(child, path); !value.empty()) return value;
  }
  return "";
}

std::vector<Person*> Model::SourcesOf(const Person* person,
                                      const std::string& path) const {
  std::vector<Person*> children = ChildrenOf(person);
  const auto edit = person->edited.find(path);
  if (edit != person->edited.end()) {
    std::erase_if(children, [&](const Person* child) {
      return child->merge < edit->second;
    });
  }
  std::sort(
      children.begin(), children.end(), [](const Person* a, const Person* b) {
        return std::pair(a->merge, a->rank) < std::pair(b->merge, b->rank);
      });
  return children;
}

Values Model::ShownList(const Person* person, const List& list) const {
  // Each asks for the same ones again: worked out once for a question.
  const auto known = known_.find({person, list.path});
  if (known != known_.end()) return known->second;
  ++depth_;
  Values shown = Joined(person, list);
  if (--depth_ == 0) {
    known_.clear();
  } else {
    known_[{person, list.path}] = shown;
  }
  return shown;
}

const Person* Model::ChosenFor(const Person* person, const List& list) const {
  const std::vector<Person*> children = SourcesOf(person, list.path);
  for (auto child = children.rbegin(); child != children.rend(); ++child) {
    const auto choice = (*child)->choices.find(list.path);
    if (choice != (*child)->choices.end() && choice->second == *child &&
        !ShownList(*child, list).empty()) {
      return *child;
    }
  }
  return nullptr;
}

std::vector<const Person*> Model::JoinedOf(const Person* person,
                                           const List& list) const {
  const Person* chosen = ChosenFor(person, list);
  std::vector<const Person*> joined;
  for (const Person* child : SourcesOf(person, list.path)) {
    const auto choice = child->choices.find(list.path);
    const bool is_refused =
        choice != child->choices.end() && choice->second == person;
    if (is_refused || (chosen != nullptr && child->merge <= chosen->merge)) {
      continue;
    }
    if (!PrimaryShown(child, list).empty() || !ShownList(child, list).empty()) {
      joined.push_back(child);
    }
  }
  return joined;
}

Values Model::Joined(const Person* person, const List& list) const {
  const Person* chosen = ChosenFor(person, list);
  Values shown =
      chosen == nullptr ? person->lists.at(list.path) : ShownList(chosen, list);
  const std::vector<const Person*> joined = JoinedOf(person, list);
  if (joined.empty()) return shown;
  const std::string primary = PrimaryShown(person, list);
  std::erase(shown, primary);
  const auto add = [&](const std::string& value) {
    if (!value.empty() && value != primary && shown.size() < list.limit &&
        std::find(shown.begin(), shown.end(), value) == shown.end()) {
      shown.push_back(value);
    }
  };
  const bool has_primary = !primary.empty();
  if (has_primary && chosen == nullptr) add(person->own.at(list.primary));
  for (const Person* child : joined) {
    if (has_primary && !child->without_primary.contains(list.path)) {
      add(PrimaryShown(child, list));
    }
    for (const std::string& value : ShownList(child, list)) add(value);
  }
  return shown;
}

}  // namespace comptoir::sales
