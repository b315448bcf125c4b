#include "server/ops/health/health_service.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

namespace comptoir::ops {
namespace {

using grpc::ByteBuffer;

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kService[] = "comptoir.test.v1.TestService";
// HealthCheckResponses, serialized.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";
constexpr char kServiceUnknown[] = "\x08\x03";

std::string TextOf(const ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return ByteBuffer(&slice, 1);
}

// HealthCheckRequest{service: name}, serialized.
ByteBuffer RequestFor(const std::string& name) {
  if (name.empty()) return Bytes("");
  return Bytes("\x0a" + std::string(1, static_cast<char>(name.size())) + name);
}

// The generic stub's calls, each waited for.
class Queue {
 public:
  ~Queue() {
    queue_.Shutdown();
    while (Wait()) {
    }
  }
  grpc::CompletionQueue* get() { return &queue_; }
  // Whether the next event went well.
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

 private:
  grpc::CompletionQueue queue_;
};

class OpenWatch {
 public:
  OpenWatch(grpc::GenericStub& stub, const ByteBuffer& request)
      : call_(stub.PrepareCall(&context_, kWatch, queue_.get())) {
    call_->StartCall(nullptr);
    queue_.Wait();
    call_->WriteLast(request, grpc::WriteOptions(), nullptr);
    queue_.Wait();
  }
  // The next message; empty at the end.
  std::string Next() {
    ByteBuffer message;
    call_->Read(&message, nullptr);
    return queue_.Wait() ? TextOf(message) : "";
  }
  grpc::StatusCode End() {
    grpc::Status status;
    call_->Finish(&status, nullptr);
    queue_.Wait();
    return status.error_code();
  }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  Queue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

class HealthServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    grpc::EnableDefaultHealthCheckService(false);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    stub_ = std::make_unique<grpc::GenericStub>(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                            grpc::InsecureChannelCredentials()));
  }

  // The answer to a Check, or its error's code.
  std::string Check(const ByteBuffer& request) {
    Queue queue;
    grpc::ClientContext context;
    auto call = stub_->PrepareUnaryCall(&context, kCheck, request, queue.get());
    call->StartCall();
    ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    queue.Wait();
    return status.ok() ? TextOf(response)
                       : "code " + std::to_string(status.error_code());
  }

  HealthService service_{{kService}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

TEST_F(HealthServiceTest, SaysWhetherItServes) {
  EXPECT_EQ(Check(RequestFor("")), kServing);
  EXPECT_EQ(Check(RequestFor(kService)), kServing);

  service_.SetServing(false);

  EXPECT_EQ(Check(RequestFor("")), kNotServing);
  EXPECT_EQ(Check(RequestFor(kService)), kNotServing);
}

TEST_F(HealthServiceTest, KnowsItsServicesAlone) {
  EXPECT_EQ(Check(RequestFor("comptoir.test.v1.OtherService")), "code 5");
  OpenWatch watch(*stub_, RequestFor("comptoir.test.v1.OtherService"));
  EXPECT_EQ(watch.Next(), kServiceUnknown);
  watch.Cancel();
  EXPECT_EQ(watch.End(), grpc::StatusCode::CANCELLED);
}

TEST_F(HealthServiceTest, RefusesWhatIsNoRequest) {
  EXPECT_EQ(Check(Bytes("\xff")), "code 3");
  EXPECT_EQ(OpenWatch(*stub_, Bytes("\xff")).End(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(HealthServiceTest, TellsWatchersOfChanges) {
  OpenWatch watch(*stub_, RequestFor(""));
  EXPECT_EQ(watch.Next(), kServing);

  service_.SetServing(false);
  EXPECT_EQ(watch.Next(), kNotServing);

  service_.SetServing(true);
  EXPECT_EQ(watch.Next(), kServing);
  watch.Cancel();
}

TEST_F(HealthServiceTest, LeavesNoWatchOpenWhenItDrains) {
  OpenWatch watch(*stub_, RequestFor(""));
  ASSERT_EQ(watch.Next(), kServing);

  service_.Drain();
  // Without a limit: this returns when all calls have ended.
  std::thread shutdown([this] { server_->Shutdown(); });

  EXPECT_EQ(watch.Next(), kNotServing);
  EXPECT_EQ(watch.Next(), "");
  EXPECT_EQ(watch.End(), grpc::StatusCode::UNAVAILABLE);
  shutdown.join();
}

TEST_F(HealthServiceTest, OpensNoWatchOnceItDrains) {
  service_.Drain();

  OpenWatch watch(*stub_, RequestFor(""));

  EXPECT_EQ(watch.Next(), "");
  EXPECT_EQ(watch.End(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(HealthServiceTest, HasRoomForSoManyWatches) {
  std::vector<std::unique_ptr<OpenWatch>> watches;
  for (size_t i = 0; i < HealthService::kWatchesMax; ++i) {
    watches.push_back(std::make_unique<OpenWatch>(*stub_, RequestFor("")));
    ASSERT_EQ(watches.back()->Next(), kServing) << i;
  }

  OpenWatch refused(*stub_, RequestFor(""));
  EXPECT_EQ(refused.End(), grpc::StatusCode::RESOURCE_EXHAUSTED);

  for (const auto& watch : watches) watch->Cancel();
  for (const auto& watch : watches) {
    EXPECT_EQ(watch->End(), grpc::StatusCode::CANCELLED);
  }
}

}  // namespace
}  // namespace comptoir::ops
