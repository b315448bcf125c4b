// A handler wired to gRPC, ready to be served. Light: no gRPC header.
#ifndef COMPTOIR_SERVER_RPC_BOUND_SERVICE_H_
#define COMPTOIR_SERVER_RPC_BOUND_SERVICE_H_

namespace grpc {
class Service;
}

namespace comptoir::rpc {

// Made by the generated `BindXxxService(handler, runtime)`; must outlive the
// server that it is registered with.
class BoundService {
 public:
  virtual ~BoundService() = default;
  // Owned by this object.
  virtual grpc::Service* grpc_service() = 0;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_BOUND_SERVICE_H_
