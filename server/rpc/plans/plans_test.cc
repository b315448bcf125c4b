#include "server/rpc/plans/plans.h"

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Duration;
using google::protobuf::FileDescriptorProto;
using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Timestamp;
using google::protobuf::Value;

// A plan that knows its type and its parts, and whose making can be watched.
class Plan {
 public:
  void Compile(const Descriptor* type, Plans<Plan>& plans) {
    if (on_compile) on_compile(type);
    name = type->full_name();
    for (int i = 0; i < type->field_count(); ++i) {
      const Descriptor* part = type->field(i)->message_type();
      if (part != nullptr) parts.push_back(plans.Part(part));
    }
  }

  std::string name;
  std::vector<const Plan*> parts;

  static std::function<void(const Descriptor*)> on_compile;
};
std::function<void(const Descriptor*)> Plan::on_compile;

class PlansTest : public testing::Test {
 protected:
  ~PlansTest() override { Plan::on_compile = nullptr; }

  Plans<Plan> plans_;
};

TEST_F(PlansTest, CompilesATypeOnce) {
  int compiled = 0;
  Plan::on_compile = [&](const Descriptor*) { ++compiled; };

  const Plan& first = plans_.Of(Timestamp::descriptor());

  EXPECT_EQ(first.name, "google.protobuf.Timestamp");
  EXPECT_EQ(&plans_.Of(Timestamp::descriptor()), &first);
  EXPECT_EQ(plans_.Named("google.protobuf.Timestamp"), &first);
  EXPECT_EQ(compiled, 1);
}

TEST_F(PlansTest, FillsTypesThatHoldThemselves) {
  const Plan& list = plans_.Of(ListValue::descriptor());

  ASSERT_EQ(list.parts.size(), 1);
  const Plan* value = list.parts[0];
  EXPECT_EQ(value, &plans_.Of(Value::descriptor()));
  // The struct and the list that a value may be.
  ASSERT_EQ(value->parts.size(), 2);
  EXPECT_EQ(value->parts[0], &plans_.Of(Struct::descriptor()));
  EXPECT_EQ(value->parts[1], &list);
}

TEST_F(PlansTest, FindsLinkedMessagesByName) {
  const Plan* plan = plans_.Named("google.protobuf.Duration");

  EXPECT_EQ(plan, &plans_.Of(Duration::descriptor()));
  EXPECT_EQ(plans_.Named("google.protobuf.Nothing"), nullptr);
  EXPECT_EQ(plans_.Named(""), nullptr);
}

TEST_F(PlansTest, TellsTypesOfOneNameApart) {
  FileDescriptorProto file;
  Duration::descriptor()->file()->CopyTo(&file);
  DescriptorPool pool;
  const Descriptor* other =
      pool.BuildFile(file)->FindMessageTypeByName("Duration");

  const Plan& of_other = plans_.Of(other);
  const Plan* named = plans_.Named("google.protobuf.Duration");

  EXPECT_NE(named, &of_other);
  EXPECT_EQ(named, &plans_.Of(Duration::descriptor()));
}

// Events are redacted on the threads of gRPC: none may wait for another.
TEST_F(PlansTest, FindsWhatIsThereWhileAnotherIsCompiled) {
  const Plan& known = plans_.Of(Timestamp::descriptor());
  std::promise<void> is_compiling;
  std::promise<void> go_on;
  Plan::on_compile = [&](const Descriptor*) {
    is_compiling.set_value();
    go_on.get_future().wait();
  };
  auto slow = std::async(std::launch::async,
                         [&] { return &plans_.Of(Duration::descriptor()); });
  is_compiling.get_future().wait();

  auto found = std::async(std::launch::async, [&] {
    return &plans_.Of(Timestamp::descriptor()) == &known &&
           plans_.Named("google.protobuf.Timestamp") == &known;
  });
  const auto status = found.wait_for(std::chrono::seconds(30));
  go_on.set_value();

  EXPECT_EQ(status, std::future_status::ready);
  EXPECT_TRUE(found.get());
  EXPECT_EQ(slow.get()->name, "google.protobuf.Duration");
}

// Nobody is shown a plan that is not filled, nor is one made twice.
TEST_F(PlansTest, GivesManyThreadsTheSameWholePlans) {
  std::vector<std::future<const Plan*>> found;
  for (int i = 0; i < 8; ++i) {
    found.push_back(std::async(std::launch::async, [this, i] {
      const Plan& plan =
          plans_.Of(i % 2 == 0 ? Struct::descriptor() : Value::descriptor());
      EXPECT_FALSE(plan.parts.empty());
      return &plans_.Of(Value::descriptor());
    }));
  }
  for (auto& plan : found) {
    EXPECT_EQ(plan.get(), &plans_.Of(Value::descriptor()));
  }
}

}  // namespace
}  // namespace comptoir::rpc
