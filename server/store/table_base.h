// What all tables have in common: records and index rows as bytes.
//
// Areas declare a Table<Record> (table.h); this is for what works on any of
// them, such as verifying.
#ifndef COMPTOIR_SERVER_STORE_TABLE_BASE_H_
#define COMPTOIR_SERVER_STORE_TABLE_BASE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/kv/kv.h"
#include "server/store/space.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// One secondary index: the elements of each row that `record` has in it, as
// encoded by Key::tail(). None when the record does not belong in the index.
struct IndexDeclaration {
  Space space;
  std::function<std::vector<std::string>(const google::protobuf::Message&)>
      rows;
};

// The tails of the rows of `record` in `index`, each once and in order.
std::vector<std::string> IndexRowsOf(const IndexDeclaration& index,
                                     const google::protobuf::Message& record);

// Thread-safe once the store has started. Table<Record> gives it types.
class TableBase {
 public:
  struct Declaration {
    Space space;
    // For errors: "customer".
    std::string noun;
    // For ids: "cus".
    std::string id_prefix;
    std::function<std::string(const google::protobuf::Message&)> id;
    std::unique_ptr<google::protobuf::Message> prototype;
    std::vector<IndexDeclaration> indexes;
  };

  // Told of a committed change; see Transaction::OnCommit for what it may do.
  // `before` is null for a new record, `after` for a deleted one.
  using Observer = std::function<void(const std::string& merchant_id,
                                      const google::protobuf::Message* before,
                                      const google::protobuf::Message* after)>;

  // Told of a change within the transaction that makes it, once the record and
  // its index rows are written: for rows elsewhere that follow from the record,
  // whoever changes it. Arguments as an Observer's. An error fails the change.
  using Follower = std::function<absl::Status(
      Transaction& txn, const google::protobuf::Message* before,
      const google::protobuf::Message* after)>;

  explicit TableBase(Declaration declaration);
  virtual ~TableBase() = default;

  const Declaration& declaration() const { return declaration_; }

  // False when absent. DATA_LOSS when the record cannot be parsed.
  absl::StatusOr<bool> FindInto(const kv::View& reader,
                                std::string_view merchant_id,
                                std::string_view id,
                                google::protobuf::Message* record) const;
  // Reads the records of `ids` at once. Asks `record` where the one of ids[i]
  // goes, in ascending order of i, for those that there are.
  absl::Status FindManyInto(
      const kv::View& reader, std::string_view merchant_id,
      const std::vector<std::string>& ids,
      absl::FunctionRef<google::protobuf::Message*(size_t i)> record) const;
  // The same; DATA_LOSS when one is absent.
  absl::Status GetManyInto(
      const kv::View& reader, std::string_view merchant_id,
      const std::vector<std::string>& ids,
      absl::FunctionRef<google::protobuf::Message*(size_t i)> record) const;
  // The answer for an id without a record.
  absl::Status NotFoundError(std::string_view id) const;
  absl::Status PutRecord(Transaction& txn,
                         const google::protobuf::Message& record) const;
  // False when there was none.
  absl::StatusOr<bool> DeleteRecord(Transaction& txn,
                                    std::string_view id) const;
  // At most one observer of each kind of thing should need this: in-memory
  // indexes. Before the store starts only.
  void AddObserver(Observer observer) {
    observers_.push_back(std::move(observer));
  }
  // Before the store starts only.
  void AddFollower(Follower follower) {
    followers_.push_back(std::move(follower));
  }

 private:
  // Tells followers and observers.
  absl::Status Tell(Transaction& txn, const google::protobuf::Message* before,
                    const google::protobuf::Message* after) const;
  void Observe(Transaction& txn,
               std::shared_ptr<const google::protobuf::Message> before,
               std::shared_ptr<const google::protobuf::Message> after) const;

  Declaration declaration_;
  std::vector<Observer> observers_;
  std::vector<Follower> followers_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TABLE_BASE_H_
