#include "base/document_builder.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "base/json_limits.h"
#include "base/text.h"

namespace lockstep {

namespace {

// Fewer keys are looked through one by one.
constexpr std::size_t few = 32;

}  // namespace

Value DocumentBuilder::view(Value::Kind kind, std::string_view text) {
  Value value(kind);
  value.as_.chars = text.data();
  value.size_ = static_cast<std::uint32_t>(text.size());
  return value;
}

std::string_view DocumentBuilder::kept(std::string_view text) {
  // Not without an address: an empty key is there.
  if (text.empty()) return "";
  const auto place = static_cast<char*>(arena_.take(text.size()));
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

void DocumentBuilder::put(Value value) { waiting_.push_back({key_, std::move(value)}); }

bool DocumentBuilder::open(Value::Kind kind) {
  if (open_.size() == deepestJson) {
    fault_ = joined({"at most ", decimal(deepestJson), " levels of nesting"});
    return false;
  }
  put(Value(kind));
  open_.push_back({kind, waiting_.size(), {}});
  return true;
}

bool DocumentBuilder::key(std::string_view name) {
  Open& object = open_.back();
  if (waiting_.size() - object.first == mostKeys) {
    fault_ = joined({"at most ", decimal(mostKeys), " keys in an object"});
  } else if (isTwice(object, name)) {
    fault_ = joined({"another key: `", name.substr(0, 100), "` is in this object already"});
  } else {
    key_ = name;
    return true;
  }
  return false;
}

/// A linear search of a hostile object's keys would take quadratic time; so would a hash table with colliding keys.
/// Therefore many keys are kept sorted.
bool DocumentBuilder::isTwice(Open& object, std::string_view name) {
  const Value::Member* const own = waiting_.data() + object.first;
  const std::size_t count = waiting_.size() - object.first;
  if (count < few)
    return std::any_of(own, own + count, [name](const Value::Member& member) { return member.key == name; });
  auto& sorted = object.sorted;
  const auto placeOf = [&](std::string_view key) {
    return std::lower_bound(sorted.begin(), sorted.end(), key,
                            [own](std::uint16_t place, std::string_view other) { return own[place].key < other; });
  };
  const auto insert = [&sorted](auto at, std::size_t place) {
    const auto before = at - sorted.begin();
    sorted.push_back(0);
    std::copy_backward(sorted.begin() + before, sorted.end() - 1, sorted.end());
    sorted[static_cast<std::size_t>(before)] = static_cast<std::uint16_t>(place);
  };
  for (std::size_t place = sorted.size(); place < count; ++place) insert(placeOf(own[place].key), place);
  const auto at = placeOf(name);
  if (at != sorted.end() && own[*at].key == name) return true;
  insert(at, count);
  return false;
}

void DocumentBuilder::close() {
  const Open& closed = open_.back();
  Value& value = waiting_[closed.first - 1].value;
  const std::size_t count = waiting_.size() - closed.first;
  value.size_ = static_cast<std::uint32_t>(count);
  Value::Member* const from = waiting_.data() + closed.first;
  if (closed.kind == Value::Kind::array) {
    value.as_.items = static_cast<Value*>(arena_.take(count * sizeof(Value)));
    for (std::size_t i = 0; i < count; ++i) new (value.as_.items + i) Value(std::move(from[i].value));
  } else {
    value.as_.members = static_cast<Value::Member*>(arena_.take(count * sizeof(Value::Member)));
    for (std::size_t i = 0; i < count; ++i) new (value.as_.members + i) Value::Member(std::move(from[i]));
  }
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(closed.first), waiting_.end());
  open_.pop_back();
}

}  // namespace lockstep
