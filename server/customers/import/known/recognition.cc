#include "server/customers/import/known/recognition.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/known/agreement.h"
#include "server/customers/import/known/likeness.h"
#include "server/values/email.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using v1::Customer;

// The digits at the end of a phone number under which others are looked for.
constexpr size_t kPhoneTail = 6;
// Rows with one key that are compared: a desk's phone may stand in many.
constexpr size_t kSharedMax = 50;

std::string PhoneTail(std::string_view phone) {
  const std::string digits = DigitsOf(phone);
  return digits.size() < kPhoneTail ? digits
                                    : digits.substr(digits.size() - kPhoneTail);
}

// Under which other rows of the same person are found.
std::vector<std::string> KeysOf(const Customer& customer) {
  std::vector<std::string> keys;
  if (!customer.reference_id().empty()) {
    keys.push_back("r" + customer.reference_id());
  }
  if (!customer.email_address().empty()) {
    keys.push_back("e" + EmailKey(customer.email_address()));
  }
  if (!customer.phone_number().empty()) {
    keys.push_back("p" + PhoneTail(customer.phone_number()));
  }
  return keys;
}

// Stricter than between lists: two rows of one list are mostly two people.
bool AreOnePerson(const Customer& row, const Customer& other) {
  const Likeness likeness = Compare(row, other);
  const bool fits =
      likeness.name == Agreement::kSame || likeness.name == Agreement::kUnknown;
  return SurenessOf(likeness) >= Sureness::kContact && fits &&
         likeness.reference != Agreement::kDifferent &&
         likeness.birthday != Agreement::kDifferent;
}

void OverlayMessage(const Message& later, Message& earlier) {
  const auto* reflection = later.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(later, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated() ||
        field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      reflection->ClearField(&earlier, field);
      continue;
    }
    OverlayMessage(reflection->GetMessage(later, field),
                   *reflection->MutableMessage(&earlier, field));
  }
}

// A customer who may be one of the listed.
struct Pair {
  size_t listed = 0;
  size_t candidate = 0;
  Sureness sureness = Sureness::kNone;
  // Fields that say the very same: of two who are as sure, the closer.
  int same_fields = 0;
  bool has_reference = false;
  // Of whom nothing but the email and phone speaks against the reference id.
  bool has_no_name = false;
  bool is_doubtful = false;
  const Customer* known = nullptr;
};

int CountSame(const Likeness& likeness) {
  const auto is_same = [](Agreement agreement) {
    return agreement == Agreement::kSame ? 1 : 0;
  };
  return is_same(likeness.reference) + is_same(likeness.email) +
         is_same(likeness.phone) + is_same(likeness.name) +
         is_same(likeness.birthday) + is_same(likeness.address);
}

// All pairs that may be one customer, the surest first.
std::vector<Pair> PairsOf(const std::vector<Listed>& listed,
                          const Candidates& candidates) {
  std::set<std::string_view> references;
  for (const Listed& one : listed) {
    references.insert(one.customer.reference_id());
  }
  std::vector<Pair> pairs;
  for (size_t i = 0; i < listed.size(); ++i) {
    for (size_t j = 0; j < candidates[i].size(); ++j) {
      const Customer& known = *candidates[i][j];
      const Likeness likeness = Compare(listed[i].customer, known);
      const bool is_of_another = likeness.reference != Agreement::kSame &&
                                 !known.reference_id().empty() &&
                                 references.contains(known.reference_id());
      const Sureness sureness = SurenessOf(likeness);
      const bool is_doubtful = IsDoubtful(likeness);
      if (is_of_another || (sureness == Sureness::kNone && !is_doubtful)) {
        continue;
      }
      pairs.push_back(
          {.listed = i,
           .candidate = j,
           .sureness = sureness,
           .same_fields = CountSame(likeness),
           .has_reference = likeness.reference == Agreement::kSame,
           .has_no_name = likeness.is_nameless &&
                          likeness.birthday != Agreement::kTypo &&
                          likeness.birthday != Agreement::kDifferent,
           .is_doubtful = is_doubtful,
           .known = &known});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) {
                     return std::pair(a.sureness, a.same_fields) >
                            std::pair(b.sureness, b.same_fields);
                   });
  return pairs;
}

// Gives each listed customer at most one known one, and the other way round.
class Matching {
 public:
  explicit Matching(size_t listed) : result_(listed) {}

  // Takes the pairs that are so sure, as they come.
  void Take(const std::vector<Pair>& pairs, Sureness least, Sureness most) {
    for (const Pair& pair : pairs) {
      const bool is_asked = least <= pair.sureness && pair.sureness <= most;
      if (is_asked && IsFree(pair)) TakePair(pair);
    }
  }

  // Takes the pairs that this holds for, of which each is the only one for both
  // of its customers.
  template <typename Predicate>
  void TakeOnly(const std::vector<Pair>& pairs, const Predicate& predicate) {
    std::map<size_t, int> of_listed;
    std::map<std::string_view, int> of_known;
    std::vector<const Pair*> asked;
    for (const Pair& pair : pairs) {
      if (!predicate(pair) || !IsFree(pair)) continue;
      ++of_listed[pair.listed];
      ++of_known[pair.known->id()];
      asked.push_back(&pair);
    }
    for (const Pair* pair : asked) {
      const bool is_only =
          of_listed[pair->listed] == 1 && of_known[pair->known->id()] == 1;
      if (is_only) TakePair(*pair);
    }
  }

  // Whether neither of the two is decided.
  bool IsFree(const Pair& pair) const {
    return result_[pair.listed].verdict == Verdict::kNew &&
           !taken_.contains(pair.known->id());
  }

  size_t CountKnown() const {
    return static_cast<size_t>(std::count_if(
        result_.begin(), result_.end(),
        [](const auto& one) { return one.verdict == Verdict::kKnown; }));
  }

  std::vector<Recognised>& result() { return result_; }

 private:
  void TakePair(const Pair& pair) {
    taken_.insert(pair.known->id());
    result_[pair.listed] = {.verdict = Verdict::kKnown,
                            .candidate = pair.candidate};
  }

  std::vector<Recognised> result_;
  std::set<std::string_view> taken_;
};

// Whether so much is known that the list was imported before.
bool IsKnownList(size_t known, size_t listed) {
  return known > 0 && 2 * known >= listed;
}

bool HasOurReferences(const std::vector<Listed>& listed,
                      const Candidates& candidates,
                      const std::vector<Recognised>& result) {
  size_t same = 0;
  size_t all = 0;
  for (size_t i = 0; i < result.size(); ++i) {
    if (result[i].verdict != Verdict::kKnown) continue;
    const std::string& ours =
        candidates[i][result[i].candidate]->reference_id();
    const std::string& theirs = listed[i].customer.reference_id();
    if (ours.empty() || theirs.empty()) continue;
    same += ours == theirs ? 1 : 0;
    ++all;
  }
  return IsKnownList(same, all);
}

// Marks those whose reference id is somebody else's: of one customer alone, or
// the id means nothing.
void RefuseTakenReferences(const std::vector<Pair>& pairs,
                           std::vector<Recognised>& result) {
  std::map<size_t, std::vector<size_t>> holders;
  for (const Pair& pair : pairs) {
    if (pair.has_reference && result[pair.listed].verdict == Verdict::kNew) {
      holders[pair.listed].push_back(pair.candidate);
    }
  }
  for (const auto& [listed, candidates] : holders) {
    if (candidates.size() > 1) continue;
    result[listed] = {.verdict = Verdict::kReferenceTaken,
                      .candidate = candidates[0]};
  }
}

// Marks those who may be somebody of the known whom nobody of the list is.
void MarkDoubtful(const std::vector<Pair>& pairs, Matching& matching) {
  for (const Pair& pair : pairs) {
    if (!pair.is_doubtful || !matching.IsFree(pair)) continue;
    matching.result()[pair.listed] = {.verdict = Verdict::kDoubtful,
                                      .candidate = pair.candidate};
  }
}

// Everybody who is known, of lists that were imported before and of others.
void TakeKnown(const std::vector<Pair>& pairs, const Decided& before,
               Matching& matching, size_t listed) {
  const auto is_known = [&](const Matching& so_far) {
    return IsKnownList(before.known + so_far.CountKnown(),
                       before.listed + listed);
  };
  matching.Take(pairs, Sureness::kLikely, Sureness::kReference);
  bool is_known_list = is_known(matching);
  if (!is_known_list) {
    // A list of bare names has nothing surer.
    Matching by_name = matching;
    by_name.Take(pairs, Sureness::kCopy, Sureness::kCopy);
    by_name.Take(pairs, Sureness::kSameName, Sureness::kSameName);
    is_known_list = is_known(by_name);
  }
  matching.Take(pairs, Sureness::kCopy, Sureness::kCopy);
  matching.TakeOnly(pairs, [](const Pair& pair) {
    return pair.sureness == Sureness::kEmail;
  });
  if (is_known_list) {
    matching.Take(pairs, Sureness::kSameName, Sureness::kAllButOne);
  }
}

}  // namespace

void Overlay(const Customer& later, Customer& earlier) {
  OverlayMessage(later, earlier);
  earlier.MergeFrom(later);
}

std::vector<Listed> GroupRows(const std::vector<Customer>& rows) {
  std::vector<Listed> listed;
  std::map<std::string, std::vector<size_t>> by_key;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::vector<std::string> keys = KeysOf(rows[i]);
    size_t found = listed.size();
    for (const std::string& key : keys) {
      for (const size_t other : by_key[key]) {
        if (found == listed.size() &&
            AreOnePerson(rows[i], listed[other].customer)) {
          found = other;
        }
      }
    }
    if (found == listed.size()) listed.emplace_back();
    listed[found].rows.push_back(i);
    Overlay(rows[i], listed[found].customer);
    for (const std::string& key : keys) {
      std::vector<size_t>& others = by_key[key];
      const bool is_there =
          std::find(others.begin(), others.end(), found) != others.end();
      if (!is_there && others.size() < kSharedMax) others.push_back(found);
    }
  }
  return listed;
}

Recognition Recognise(const std::vector<Listed>& listed,
                      const Candidates& candidates, const Decided& before) {
  const std::vector<Pair> pairs = PairsOf(listed, candidates);
  Matching matching(listed.size());
  TakeKnown(pairs, before, matching, listed.size());
  Recognition recognition{.has_our_references = HasOurReferences(
                              listed, candidates, matching.result())};
  if (recognition.has_our_references) {
    matching.TakeOnly(pairs, [](const Pair& pair) {
      return pair.has_reference && pair.has_no_name;
    });
  }
  RefuseTakenReferences(pairs, matching.result());
  MarkDoubtful(pairs, matching);
  recognition.known = matching.CountKnown();
  recognition.each = std::move(matching.result());
  return recognition;
}

}  // namespace comptoir::customers
