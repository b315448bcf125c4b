// A plain model of merged profiles, for tests.
//
// It knows no sources: it has the merges that hold, and works out from them
// alone what each profile must show.
#ifndef COMPTOIR_SERVER_SALES_UPKEEP_TESTING_MERGE_MODEL_H_
#define COMPTOIR_SERVER_SALES_UPKEEP_TESTING_MERGE_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace comptoir::sales {

using Values = std::vector<std::string>;

// A list, the primary field that it stands beside, if any, and how many there
// can be in it.
struct List {
  std::string path;
  std::string primary;
  size_t limit;
};

// One customer of the model, with the merge that it is in.
struct Person {
  std::string id;
  std::map<std::string, std::string> own;
  std::map<std::string, Values> lists;
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
  // Lists in which the primary value is no more, which an update replaced.
  std::set<std::string> without_primary;
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
  std::string Shown(const Person* person, const std::string& path) const;

  // Who was merged into a person since the last edit, in order.
  std::vector<Person*> SourcesOf(const Person* person,
                                 const std::string& path) const;

  // Of the merges since the last edit the newest choice of the list, else their
  // own with a primary value that they do not show; then, of later merges, what
  // everybody shows. Each value once.
  Values ShownList(const Person* person, const List& list) const;

  std::string PrimaryShown(const Person* person, const List& list) const {
    return list.primary.empty() ? "" : Shown(person, list.primary);
  }

  // Whose list is taken whole.
  const Person* ChosenFor(const Person* person, const List& list) const;

  // Whose values stand behind the base.
  std::vector<const Person*> JoinedOf(const Person* person,
                                      const List& list) const;

 private:
  Values Joined(const Person* person, const List& list) const;

  std::vector<std::unique_ptr<Person>> persons_;
  mutable int depth_ = 0;
  mutable std::map<std::pair<const Person*, std::string>, Values> known_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_UPKEEP_TESTING_MERGE_MODEL_H_
