// A plain model of merged profiles, for tests.
//
// It knows no sources and no lists: it has the merges that hold, and works out
// from them alone what each profile must show.
#ifndef COMPTOIR_SERVER_SALES_UPKEEP_MERGE_MODEL_H_
#define COMPTOIR_SERVER_SALES_UPKEEP_MERGE_MODEL_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace comptoir::sales {

// One customer of the model, with the merge that it is in.
struct Person {
  std::string id;
  std::map<std::string, std::string> own;
  // The number of the last edit of a field, and of any change.
  std::map<std::string, int> edited;
  int64_t updated = 0;
  // Sales made under this identity.
  int visits = 0;
  int64_t spend = 0;
  bool has_card = false;

  Person* parent = nullptr;
  int merge = 0;  // The number of the operation.
  int rank = 0;   // Among those of one merge.
  // Of the merge: from whom fields are taken.
  std::map<std::string, const Person*> choices;
};

class Model {
 public:
  Person* Add(std::string id) {
    auto& person = persons_.emplace_back(std::make_unique<Person>());
    person->id = std::move(id);
    return person.get();
  }
  size_t size() const { return persons_.size(); }
  Person* at(size_t i) { return persons_[i].get(); }

  static Person* RootOf(Person* person) {
    while (person->parent != nullptr) person = person->parent;
    return person;
  }

  std::vector<Person*> ChildrenOf(const Person* person) const {
    std::vector<Person*> children;
    for (const auto& other : persons_) {
      if (other->parent == person) children.push_back(other.get());
    }
    return children;
  }

  // The person, then all who were merged into them.
  std::vector<Person*> ProfileOf(Person* person) const {
    std::vector<Person*> all = {person};
    for (size_t i = 0; i < all.size(); ++i) {
      for (Person* child : ChildrenOf(all[i])) all.push_back(child);
    }
    return all;
  }

  // What a person shows: of the merges since the last edit the newest choice,
  // else their own, else the first of the first merge.
  std::string Shown(const Person* person, const std::string& path) const {
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

 private:
  std::vector<std::unique_ptr<Person>> persons_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_UPKEEP_MERGE_MODEL_H_
