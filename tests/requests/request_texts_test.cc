// Every text of every request that the server takes.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "server/areas.h"
#include "server/base/status.h"
#include "server/rpc/rules/validation.h"
#include "server/rpc/runtime.h"
#include "server/store/testing/test_store.h"

namespace comptoir {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;
using ::testing::HasSubstr;
using ::testing::Not;

using Path = std::vector<const FieldDescriptor*>;

std::string NameOf(const Path& path) {
  std::vector<std::string> names;
  for (const FieldDescriptor* field : path) names.push_back(field->name());
  return fmt::format("{}: {}", path[0]->containing_type()->full_name(),
                     fmt::join(names, "."));
}

// Calls `use` with the way to every text in `type` that a client can set.
void ForEachText(const Descriptor* type, Path* path,
                 const std::function<void(const Path&)>& use) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(rules).output_only()) continue;
    path->push_back(field);
    const Descriptor* inner = field->message_type();
    const bool is_within_itself =
        inner != nullptr &&
        std::any_of(path->begin(), path->end(), [&](const auto* outer) {
          return outer->containing_type() == inner;
        });
    if (inner != nullptr && !is_within_itself) ForEachText(inner, path, use);
    if (field->type() == FieldDescriptor::TYPE_STRING) use(*path);
    path->pop_back();
  }
}

// A request with nothing but `text` at the end of `path`.
std::unique_ptr<Message> RequestWith(const Path& path,
                                     const std::string& text) {
  std::unique_ptr<Message> request(
      MessageFactory::generated_factory()
          ->GetPrototype(path[0]->containing_type())
          ->New());
  Message* message = request.get();
  for (const FieldDescriptor* field : path) {
    const Reflection& reflection = *message->GetReflection();
    const bool is_text = field->type() == FieldDescriptor::TYPE_STRING;
    if (is_text && field->is_repeated()) {
      reflection.AddString(message, field, text);
    } else if (is_text) {
      reflection.SetString(message, field, text);
    } else if (field->is_repeated()) {
      message = reflection.AddMessage(message, field);
    } else {
      message = reflection.MutableMessage(message, field);
    }
  }
  return request;
}

// Whether the server keeps what it can of it, and refuses nothing.
bool IsAsReported(const Path& path) {
  return std::any_of(path.begin(), path.end(), [](const auto* field) {
    return field->options().GetExtension(rules).as_reported();
  });
}

// Whether the server answers what is wrong with it in a result of its own, by
// the rules of the one request.
bool IsOfABatch(const Path& path) { return path[0]->name() == "requests"; }

class RequestTexts : public testing::Test {
 protected:
  RequestTexts() {
    for (Area* area : areas_->all()) area->Bind(runtime_, &bound_);
    for (const rpc::Method* method : runtime_.methods()) {
      const std::string& name = method->name();
      const auto slash = name.find('/');
      Path path;
      ForEachText(DescriptorPool::generated_pool()
                      ->FindServiceByName(name.substr(0, slash))
                      ->FindMethodByName(name.substr(slash + 1))
                      ->input_type(),
                  &path, [&](const Path& found) {
                    if (IsOfABatch(found)) return;
                    (IsAsReported(found) ? reported_ : paths_).push_back(found);
                  });
    }
  }

  static absl::Status Admit(Message& request) {
    return rpc::ValidationPlan::Of(request.GetDescriptor()).Admit(request);
  }

  store::TestStore store_;
  const std::unique_ptr<Areas> areas_ =
      Areas::Make(store_.store(), store_.clock(), {});
  rpc::Runtime runtime_{
      store_.store(), areas_->authenticator(), store_.clock(), {}};
  BoundServices bound_;
  std::vector<Path> paths_;
  std::vector<Path> reported_;
};

TEST_F(RequestTexts, AreMany) {
  EXPECT_GT(paths_.size(), 100u);
  EXPECT_GT(reported_.size(), 10u);
}

// What happened at a reader has happened, whatever the reader says about it: it
// is cleaned where it is kept (sales/cards/card_rules.h).
TEST_F(RequestTexts, StayAsReported) {
  for (const char* text :
       {"4111111111111111", "\u200d", " EUR\u200b", "a\x1b[31m", "he\u0301"}) {
    for (const Path& path : reported_) {
      SCOPED_TRACE(NameOf(path));
      const auto request = RequestWith(path, text);
      const std::string sent = request->SerializeAsString();

      const absl::Status status = Admit(*request);

      EXPECT_EQ(request->SerializeAsString(), sent);
      // Other fields that are missing are complained of alike.
      EXPECT_EQ(status.message(), Admit(*RequestWith(path, "a")).message());
    }
  }
}

// Where a client can put text, somebody types a card number one day.
TEST_F(RequestTexts, NeverTakeACardNumber) {
  for (const std::string number :
       {"4111111111111111", "3782 822463 10005", "30569309025904",
        "5555-5555-5555-4444", "6759649826438453"}) {
    for (const Path& path : paths_) {
      SCOPED_TRACE(NameOf(path));
      const auto request = RequestWith(path, number);

      const absl::Status status = Admit(*request);

      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(status.ToString(), Not(HasSubstr(number)));
      // Too long or short for the field, or too few, is a reason of its own.
      const FieldRules& rule = path.back()->options().GetExtension(rules);
      const int length = static_cast<int>(number.size());
      const bool fits =
          length >= rule.min_length() &&
          (rule.max_length() == 0 || length <= rule.max_length()) &&
          rule.min_items() <= 1;
      EXPECT_EQ(ReasonOf(status),
                fits ? "CARD_NUMBER_REFUSED" : "INVALID_FIELDS");
    }
  }
}

TEST_F(RequestTexts, AreNeverInvisible) {
  for (const Path& path : paths_) {
    SCOPED_TRACE(NameOf(path));
    const FieldRules& rule = path.back()->options().GetExtension(rules);
    if (rule.format() != FORMAT_UNSPECIFIED) continue;
    for (const char* text : {"\u200d", "\u3164", "\u2800", "\u00ad"}) {
      EXPECT_FALSE(Admit(*RequestWith(path, text)).ok()) << text;
    }
  }
}

// What stands around a formatted text when it is copied is no part of it.
TEST_F(RequestTexts, WithAFormatAreTrimmed) {
  for (const Path& path : paths_) {
    SCOPED_TRACE(NameOf(path));
    const FieldDescriptor* field = path.back();
    std::string text;
    switch (field->options().GetExtension(rules).format()) {
      case FORMAT_EMAIL:
        text = "marie@example.com";
        break;
      case FORMAT_PHONE:
        text = "06 12 34 56 78";
        break;
      case FORMAT_COUNTRY:
        text = "FR";
        break;
      case FORMAT_CURRENCY:
        text = "EUR";
        break;
      case FORMAT_LANGUAGE:
        text = "fr-CA";
        break;
      case FORMAT_TIME_ZONE:
        text = "Europe/Paris";
        break;
      case FORMAT_BIRTHDAY:
        text = "1990-04-03";
        break;
      default:
        continue;
    }
    for (const std::string space : {" ", "\u202f", "\u200b", "\n", "\u200e"}) {
      const auto request = RequestWith(path, space + text + space);
      const auto plain = RequestWith(path, text);
      // Other fields that are missing are complained of alike.
      EXPECT_EQ(Admit(*request).message(), Admit(*plain).message());
      EXPECT_EQ(request->SerializeAsString(), plain->SerializeAsString());
    }
  }
}

}  // namespace
}  // namespace comptoir
