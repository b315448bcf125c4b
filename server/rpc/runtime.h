// What all generated services share: who may call, the data, the clock, the
// figures.
#ifndef COMPTOIR_SERVER_RPC_RUNTIME_H_
#define COMPTOIR_SERVER_RPC_RUNTIME_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "server/base/clock.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/call.h"
#include "server/rpc/figures/call_log.h"
#include "server/rpc/method.h"
#include "server/rpc/preparation.h"
#include "server/rpc/rules/request_check.h"
#include "server/store/store.h"

namespace comptoir::rpc {

class LiveStreams;

struct RuntimeOptions {
  // 32 random bytes of the installation, which page tokens and kept answers
  // are sealed with. Empty in tests.
  std::string secret;
  // Streams that one principal may have open.
  int streams_per_principal_max = 64;
  // Threads that look for messages of woken streams.
  int stream_threads = 1;
  // What some methods need done first, by method name.
  Preparations preparations;
  // What some methods say of their requests, by method name.
  RequestChecks checks;
  // Finds the survivors of identities; must outlive the runtime. Null in tests
  // of methods that name no customers.
  const Profiles* profiles = nullptr;
  CallLogOptions log;
};

// Thread-safe. What it is made of must outlive it.
class Runtime {
 public:
  Runtime(store::Store& store, Authenticator& authenticator, const Clock& clock,
          RuntimeOptions options = {});
  ~Runtime();

  // The compiled annotations of a method; compiled at the first call.
  const Method& Bind(const google::protobuf::MethodDescriptor* descriptor);

  // Step 1 of every call: the principal behind an `authorization` value, when
  // it may call `method` (default deny). Empty means that the call has none.
  absl::StatusOr<Principal> Admit(const Method& method,
                                  std::string_view authorization,
                                  absl::Time now) const;

  // Makes `request` what the method's handler may trust, by the rules of its
  // fields and the method's own check. Errors as ValidationPlan::Admit(), with
  // what either finds.
  absl::Status AdmitRequest(const Method& method,
                            google::protobuf::Message& request) const;

  // See Authenticator::Generation().
  uint64_t Generation(std::string_view merchant_id) const {
    return authenticator_.Generation(merchant_id);
  }

  // What must be done before the method's handler runs; null for most.
  const Preparation* PreparationOf(const Method& method) const;

  // Replaces the identities that `request` names by their survivors.
  absl::Status ResolveProfiles(const Method& method, const kv::View& view,
                               std::string_view merchant_id,
                               google::protobuf::Message& request) const {
    if (method.profile_fields().empty()) return absl::OkStatus();
    return method.profile_fields().Resolve(*profiles_, view, merchant_id,
                                           request);
  }

  // Ends all streams with UNAVAILABLE, reason DRAINING, and refuses new ones.
  void Drain();

  store::Store& store() const { return store_; }
  const Clock& clock() const { return clock_; }
  CallLog& log() { return log_; }
  LiveStreams& streams() { return *streams_; }
  std::string_view page_token_secret() const { return page_token_secret_; }
  std::string_view answer_secret() const { return answer_secret_; }

  // Every bound method, for metrics.
  std::vector<const Method*> methods() const;

 private:
  store::Store& store_;
  Authenticator& authenticator_;
  const Clock& clock_;
  const std::string page_token_secret_;
  const std::string answer_secret_;
  const Preparations preparations_;
  const RequestChecks checks_;
  const Profiles* const profiles_;
  CallLog log_;
  std::unique_ptr<LiveStreams> streams_;
  mutable std::mutex mutex_;  // Guards methods_.
  std::vector<std::unique_ptr<Method>> methods_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RUNTIME_H_
