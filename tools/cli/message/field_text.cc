#include "tools/cli/message/field_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/values/money/money_text.h"
#include "tools/cli/message/flags/choices.h"
#include "tools/cli/message/money_text.h"
#include "tools/cli/text/offered_values.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::Duration;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FieldMask;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using ::google::protobuf::Timestamp;
using ::google::protobuf::util::FieldMaskUtil;
using ::google::protobuf::util::JsonStringToMessage;
using ::google::protobuf::util::MessageToJsonString;
using ::google::protobuf::util::TimeUtil;
using types::v1::Money;

absl::Status Invalid(std::string_view what, std::string_view text) {
  return absl::InvalidArgumentError(fmt::format("{} is no {}", text, what));
}

// "TEAM_ROLE_OWNER" -> "owner": without what all values of the enum share,
// which the zero value tells.
std::string ShortName(const EnumValueDescriptor& value) {
  constexpr std::string_view kZero = "UNSPECIFIED";
  std::string_view name = value.name();
  std::string_view zero = value.type()->value(0)->name();
  if (zero.ends_with(kZero)) zero.remove_suffix(kZero.size());
  if (name.starts_with(zero)) name.remove_prefix(zero.size());
  std::string lower(name);
  for (char& c : lower) c = c == '_' ? '-' : static_cast<char>(std::tolower(c));
  return lower;
}

std::vector<std::string> NamesOf(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (IsOffered(value)) names.push_back(ShortName(value));
  }
  return names;
}

absl::StatusOr<int> ParseEnum(const EnumDescriptor& type,
                              std::string_view text) {
  std::string wanted(text);
  for (char& c : wanted)
    c = c == '_' ? '-' : static_cast<char>(std::tolower(c));
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (ShortName(value) == wanted || value.name() == text) {
      return value.number();
    }
  }
  return absl::InvalidArgumentError(
      fmt::format("{} is none of: {}", text, fmt::join(NamesOf(type), ", ")));
}

absl::StatusOr<bool> ParseBool(std::string_view text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return Invalid("yes or no", text);
}

// What is no whole number may have a field beside it for the rest.
absl::Status NoNumber(std::string_view text, const FieldDescriptor& field) {
  const FieldDescriptor* thousandths =
      field.containing_type()->FindFieldByName(field.name() + "_thousandths");
  if (thousandths == nullptr || text.find('.') == std::string_view::npos) {
    return Invalid("whole number", text);
  }
  return absl::InvalidArgumentError(
      fmt::format("{} is no whole number: give {} for what is beyond {}", text,
                  thousandths->name(), field.name()));
}

template <typename Number>
absl::StatusOr<Number> ParseNumber(std::string_view text,
                                   const FieldDescriptor& field) {
  Number number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return NoNumber(text, field);
  }
  return number;
}

// Says where the JSON is wrong, or which field does not fit.
absl::Status ParseJson(const std::string& text, Message& message) {
  const auto parsed = JsonStringToMessage(text, &message);
  if (parsed.ok()) return absl::OkStatus();
  // A line of the text and a mark below it would follow.
  std::string why(parsed.message());
  why.resize(std::min(why.find('\n'), why.size()));
  return absl::InvalidArgumentError(fmt::format(
      "{} is no {} in JSON: {}", text, message.GetDescriptor()->name(), why));
}

// Fields of the message that may be given.
std::string FieldNames(const Message& message) {
  std::vector<std::string> names;
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool is_output =
        field.options().GetExtension(comptoir::rules).output_only();
    if (!is_output) names.push_back(field.name());
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// By its name in the proto or in JSON; null when there is none.
const FieldDescriptor* FieldNamed(const Message& message,
                                  std::string_view name) {
  const std::string copy(name);
  const Descriptor& type = *message.GetDescriptor();
  const FieldDescriptor* field = type.FindFieldByName(copy);
  return field != nullptr ? field : type.FindFieldByCamelcaseName(copy);
}

// "a=1,b=2"; a comma inside a value asks for JSON.
absl::Status ParseGroup(std::string_view text, Message& message) {
  const std::string_view whole = text;
  std::set<std::string_view> given;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      return absl::InvalidArgumentError(fmt::format(
          "{} is no field=value; fields are {}", part, FieldNames(message)));
    }
    const std::string_view path = part.substr(0, equals);
    const FieldDescriptor* field = FieldNamed(message, path);
    const bool is_list = field != nullptr && field->is_repeated();
    if (!given.insert(path).second && !is_list) {
      return absl::InvalidArgumentError(
          fmt::format("{} is given twice in {}", path, whole));
    }
    absl::Status status = SetFieldText(message, path, part.substr(equals + 1));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ParseMessage(std::string_view text, Message& message) {
  const std::string type = message.GetDescriptor()->full_name();
  if (type == Money::descriptor()->full_name()) {
    absl::StatusOr<Money> money = ParseMoney(text);
    if (!money.ok()) return money.status();
    message.CopyFrom(*money);
    return absl::OkStatus();
  }
  const std::string copy(text);
  if (type == Timestamp::descriptor()->full_name()) {
    Timestamp time;
    if (!TimeUtil::FromString(copy, &time))
      return Invalid("RFC 3339 time", text);
    message.CopyFrom(time);
    return absl::OkStatus();
  }
  if (type == Duration::descriptor()->full_name()) {
    Duration duration;
    if (!TimeUtil::FromString(copy, &duration)) {
      return Invalid("duration such as 15s", text);
    }
    message.CopyFrom(duration);
    return absl::OkStatus();
  }
  if (type == FieldMask::descriptor()->full_name()) {
    FieldMask mask;
    FieldMaskUtil::FromString(copy, &mask);
    message.CopyFrom(mask);
    return absl::OkStatus();
  }
  if (!text.starts_with('{')) return ParseGroup(text, message);
  return ParseJson(copy, message);
}

// Sets a field, or adds to a repeated one, through `set` or `add`.
template <typename Value, typename Set, typename Add>
absl::Status Store(absl::StatusOr<Value> value, Message& message,
                   const FieldDescriptor& field, Set set, Add add) {
  if (!value.ok()) return value.status();
  const Reflection* reflection = message.GetReflection();
  if (field.is_repeated()) {
    (reflection->*add)(&message, &field, *value);
  } else {
    (reflection->*set)(&message, &field, *value);
  }
  return absl::OkStatus();
}

absl::Status SetValue(Message& message, const FieldDescriptor& field,
                      std::string_view text) {
  const Reflection* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Store(absl::StatusOr<std::string>(text), message, field,
                   &Reflection::SetString, &Reflection::AddString);
    case FieldDescriptor::CPPTYPE_BOOL:
      return Store(ParseBool(text), message, field, &Reflection::SetBool,
                   &Reflection::AddBool);
    case FieldDescriptor::CPPTYPE_INT32:
      return Store(ParseNumber<int32_t>(text, field), message, field,
                   &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return Store(ParseNumber<int64_t>(text, field), message, field,
                   &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return Store(ParseNumber<uint32_t>(text, field), message, field,
                   &Reflection::SetUInt32, &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return Store(ParseNumber<uint64_t>(text, field), message, field,
                   &Reflection::SetUInt64, &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_ENUM:
      return Store(ParseEnum(*field.enum_type(), text), message, field,
                   &Reflection::SetEnumValue, &Reflection::AddEnumValue);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ParseMessage(text,
                          field.is_repeated()
                              ? *reflection->AddMessage(&message, &field)
                              : *reflection->MutableMessage(&message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;
  }
  return absl::UnimplementedError(
      fmt::format("{}: no text for this type", field.full_name()));
}

std::string MessageText(const Message& message) {
  const std::string& type = message.GetDescriptor()->full_name();
  if (type == Money::descriptor()->full_name()) {
    Money money;
    money.CopyFrom(message);
    return MoneyText(money);
  }
  if (type == FieldMask::descriptor()->full_name()) {
    FieldMask mask;
    mask.CopyFrom(message);
    // As everything else names fields; their JSON has names of its own.
    return FieldMaskUtil::ToString(mask);
  }
  // Times and durations read well as their JSON, without its quotes.
  std::string json;
  if (!MessageToJsonString(message, &json).ok()) return type;
  if (json.starts_with('"') && json.ends_with('"') && json.size() > 1) {
    json = json.substr(1, json.size() - 2);
  }
  return json;
}

}  // namespace

bool IsOneWord(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
  const std::string& type = field.message_type()->full_name();
  return type == Money::descriptor()->full_name() ||
         type.starts_with("google.protobuf.");
}

std::vector<std::string> EnumNames(const FieldDescriptor& field) {
  return NamesOf(*field.enum_type());
}

absl::Status SetFieldText(Message& message, std::string_view path,
                          std::string_view text) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = FieldNamed(message, path.substr(0, dot));
  if (field == nullptr) {
    return absl::InvalidArgumentError(
        fmt::format("no field {}; there are {}", path, FieldNames(message)));
  }
  const bool is_leaf = dot == std::string_view::npos;
  if (!is_leaf && (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
                   field->is_repeated())) {
    return absl::InvalidArgumentError(
        fmt::format("no field {}: {} has none", path, path.substr(0, dot)));
  }
  absl::Status alone = CheckAlone(message, *field);
  if (!alone.ok()) return alone;
  if (is_leaf) return SetValue(message, *field, text);
  return SetFieldText(*message.GetReflection()->MutableMessage(&message, field),
                      path.substr(dot + 1), text);
}

absl::Status SetMessageText(Message& message, std::string_view text) {
  return ParseMessage(text, message);
}

std::string ValueText(const Message& message, const FieldDescriptor& field,
                      int index) {
  const Reflection* r = message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? r->GetRepeatedString(message, &field, index)
                  : r->GetString(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return (many ? r->GetRepeatedBool(message, &field, index)
                   : r->GetBool(message, &field))
                 ? "yes"
                 : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(many ? r->GetRepeatedInt32(message, &field, index)
                                 : r->GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(many ? r->GetRepeatedInt64(message, &field, index)
                                 : r->GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(many ? r->GetRepeatedUInt32(message, &field, index)
                                 : r->GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(many ? r->GetRepeatedUInt64(message, &field, index)
                                 : r->GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = many ? r->GetRepeatedEnumValue(message, &field, index)
                              : r->GetEnumValue(message, &field);
      const EnumValueDescriptor* value =
          field.enum_type()->FindValueByNumber(number);
      return value == nullptr ? std::to_string(number) : ShortName(*value);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(many ? r->GetRepeatedMessage(message, &field, index)
                              : r->GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return fmt::format("{}", many
                                   ? r->GetRepeatedFloat(message, &field, index)
                                   : r->GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return fmt::format("{}",
                         many ? r->GetRepeatedDouble(message, &field, index)
                              : r->GetDouble(message, &field));
  }
  return "";
}

std::string FieldText(const Message& message, std::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(
      std::string(path.substr(0, dot)));
  if (field == nullptr) return "";
  const Reflection* reflection = message.GetReflection();
  if (field->is_repeated()) {
    std::string all;
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      if (i > 0) all += ", ";
      all += ValueText(message, *field, i);
    }
    return all;
  }
  if (dot != std::string_view::npos) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return "";
    return FieldText(reflection->GetMessage(message, field),
                     path.substr(dot + 1));
  }
  const bool is_absent =
      field->has_presence() && !reflection->HasField(message, field);
  const bool is_unspecified =
      field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
      reflection->GetEnumValue(message, field) == 0;
  return is_absent || is_unspecified ? "" : ValueText(message, *field, 0);
}

}  // namespace comptoir::cli
