// What a handler writes with.
#ifndef COMPTOIR_SERVER_STORE_TRANSACTION_H_
#define COMPTOIR_SERVER_STORE_TRANSACTION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/kv/kv.h"

namespace comptoir::store {

// A consistent state to read from; see kv::View.
using Snapshot = kv::View;

// Work to do later, put in the queue with the transaction that wants it.
struct NewJob {
  // Who runs it: the name given to Store::RegisterJob.
  std::string kind;
  // Runs at this time or as soon after as the server is up.
  absl::Time due;
  // For the runner; at most kv::kValueBytesMax / 2.
  std::string payload;
  // Where a job of steps begins (jobs/job.h).
  std::string cursor;
};

// One serializable transaction of one merchant.
//
// Sees the snapshot its lane stands on plus its own writes. Nothing is written
// when the body returns an error. Used by one thread at a time; lives for one
// call of the body.
class Transaction : public kv::View {
 public:
  // The merchant whose lane this runs in. Every key written must be its or the
  // installation's; a transaction of the installation may write every
  // merchant's rows. Anything else fails the transaction.
  virtual const std::string& merchant_id() const = 0;

  // The id of the member, API key, device or reader that acts; "system" for
  // jobs. Its log entry carries it.
  virtual const std::string& actor() const = 0;

  // The time of the call or the job's run: the only clock that a body reads.
  // Its log entry carries it.
  virtual absl::Time now() const = 0;

  // A new id, such as of "cus"; the same ones in the same order when the body
  // runs again.
  virtual std::string NewId(std::string_view prefix) = 0;

  // The number that the log entry of this transaction gets if it commits.
  virtual uint64_t revision() const = 0;

  virtual void Put(std::string_view key, std::string value) = 0;
  virtual void Delete(std::string_view key) = 0;

  // Appends an event to the merchant's log. `data` is one of the areas' event
  // messages. `subjects` are the ids that it is about (customer, sale, reader,
  // location, ...), for filters of watchers. `feed` are the ids among them in
  // whose activity feed it stands: one key each, so name few.
  virtual void AppendEvent(const google::protobuf::Message& data,
                           std::vector<std::string> subjects,
                           std::vector<std::string> feed = {}) = 0;

  // Puts a durable job in the queue. Returns its id.
  virtual std::string AddJob(NewJob job) = 0;

  // Runs `action` once this transaction is durable and visible to new
  // snapshots, before its call is answered; never when it fails. For keeping
  // in-memory indexes exact. Runs on the lane's thread: it must be quick and
  // must not start transactions.
  virtual void OnCommit(std::function<void()> action) = 0;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_TRANSACTION_H_
