#include "lockstep/base/json.h"

#include <algorithm>
#include <bit>
#include <new>
#include <vector>

#include "base/text.h"

namespace lockstep {

namespace {

void writeString(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool isControl = static_cast<unsigned char>(c) < 0x20;
    if (!isControl && c != '"' && c != '\\') continue;
    out.append(text.substr(written, i - written));
    written = i + 1;
    out += '\\';
    if (isControl) {
      out += "u00";
      out += "01"[c >> 4 & 1];
      out += "0123456789abcdef"[c & 15];
    } else {
      out += c;
    }
  }
  out.append(text.substr(written));
  out += '"';
}

/// Each form is a function of its own, so that a page links the compact one alone.
enum class Form { compact, lines, sorted, canonical };

template <Form form>
void write(std::string& out, const Value& value, int depth);

template <Form form>
void writeLine(std::string& out, int depth) {
  if constexpr (form == Form::lines) out.append(1, '\n').append(static_cast<std::size_t>(2 * depth), ' ');
}

/// Calls `each` with every member in the order of the form.
template <Form form, class Each>
void eachMember(const Value& object, Each each) {
  if constexpr (form == Form::compact || form == Form::lines) {
    for (const auto& member : object.members()) each(member);
  } else {
    std::vector<const Value::Member*> members;
    for (const auto& member : object.members()) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->key < b->key; });
    for (const auto* member : members) each(*member);
  }
}

template <Form form>
void writeItems(std::string& out, const Value& array, int depth) {
  bool first = true;
  for (const auto& item : array.items()) {
    if (!first) out += ',';
    first = false;
    writeLine<form>(out, depth + 1);
    write<form>(out, item, depth + 1);
  }
  if (!first) writeLine<form>(out, depth);
}

template <Form form>
void writeMembers(std::string& out, const Value& object, int depth) {
  bool first = true;
  eachMember<form>(object, [&](const Value::Member& member) {
    if (!first) out += ',';
    first = false;
    writeLine<form>(out, depth + 1);
    writeString(out, member.key);
    out += form == Form::lines ? ": " : ":";
    write<form>(out, member.value, depth + 1);
  });
  if (!first) writeLine<form>(out, depth);
}

template <Form form>
void write(std::string& out, const Value& value, int depth) {
  switch (value.kind()) {
    case Value::Kind::null: out += "null"; return;
    case Value::Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Value::Kind::integer: out += decimal(value.integer()); return;
    case Value::Kind::number:
      if (form == Form::canonical && value.isInteger())
        out += decimal(value.integer());
      else
        out += value.literal();
      return;
    case Value::Kind::string: writeString(out, value.string()); return;
    case Value::Kind::array:
      out += '[';
      writeItems<form>(out, value, depth);
      out += ']';
      return;
    case Value::Kind::object:
      out += '{';
      writeMembers<form>(out, value, depth);
      out += '}';
      return;
  }
}

template <Form form>
std::string written(const Value& value) {
  std::string out;
  write<form>(out, value, 0);
  return out;
}

}  // namespace

std::optional<std::int64_t> wholeNumber(std::string_view literal) {
  const bool negative = literal.starts_with('-');
  if (negative) literal.remove_prefix(1);
  // The exponent, cut off where no number of digits makes up for it.
  constexpr std::int64_t most = std::int64_t{1} << 40;
  std::int64_t exponent = 0;
  const auto e = std::min(literal.find('e'), literal.find('E'));
  if (e != std::string_view::npos) {
    const std::string_view power = literal.substr(e + 1);
    for (const char c : power)
      if (c >= '0' && exponent < most) exponent = exponent * 10 + (c - '0');
    if (power.starts_with('-')) exponent = -exponent;
  }
  std::string_view digits = literal.substr(0, e);
  const auto point = digits.find('.');
  if (point != std::string_view::npos) exponent -= static_cast<std::int64_t>(digits.size() - point - 1);
  // Zeros at the end belong to the exponent.
  for (; !digits.empty() && (digits.back() == '0' || digits.back() == '.'); digits.remove_suffix(1))
    exponent += digits.back() == '0';
  if (digits.empty()) return 0;
  if (exponent < 0) return std::nullopt;

  const std::uint64_t limit = negative ? std::uint64_t{1} << 63 : (std::uint64_t{1} << 63) - 1;
  std::uint64_t size = 0;
  const auto append = [&](std::uint64_t digit) {
    const bool fits = size <= (limit - digit) / 10;
    if (fits) size = size * 10 + digit;
    return fits;
  };
  for (const char c : digits)
    if (c != '.' && !append(static_cast<std::uint64_t>(c - '0'))) return std::nullopt;
  for (; exponent > 0; --exponent)
    if (!append(0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - size : size);
}

Value::Value(std::string_view value) : Value(Kind::string, value) {}
Value Value::number(std::string_view literal) { return Value(Kind::number, literal); }

Value::Value(Kind kind, std::string_view text)
    : kind_(kind), isOwner_(!text.empty()), size_(static_cast<std::uint32_t>(text.size())) {
  as_.chars = nullptr;
  if (text.empty()) return;
  const auto chars = static_cast<char*>(::operator new(text.size()));
  std::copy(text.begin(), text.end(), chars);
  as_.chars = chars;
}

/// The other may be inside what this one holds: it is taken out first.
Value& Value::operator=(Value&& other) noexcept {
  Value taken(std::move(other));
  this->~Value();
  return *new (this) Value(std::move(taken));
}

std::int64_t Value::integer() const {
  if (kind_ == Kind::integer) return as_.integer;
  return wholeNumber(literal()).value_or(0);
}

void Value::release() {
  if (kind_ == Kind::string || kind_ == Kind::number) return ::operator delete(const_cast<char*>(as_.chars));
  if (kind_ == Kind::array) {
    for (std::uint32_t i = 0; i < size_; ++i) as_.items[i].~Value();
    return ::operator delete(as_.items);
  }
  for (std::uint32_t i = 0; i < size_; ++i) {
    ::operator delete(const_cast<char*>(as_.members[i].key.data()));
    as_.members[i].~Member();
  }
  ::operator delete(as_.members);
}

Value Value::copy() const {
  switch (kind_) {
    case Kind::array: {
      Value out = array();
      for (const auto& item : items()) out.push(item.copy());
      return out;
    }
    case Kind::object: {
      Value out = object();
      for (const auto& [key, value] : members()) out.add(key, value.copy());
      return out;
    }
    case Kind::string: return Value(string());
    case Kind::number: return number(literal());
    case Kind::integer: return Value(integer());
    case Kind::boolean: return Value(boolean());
    case Kind::null: break;
  }
  return {};
}

const Value* Value::find(std::string_view key) const {
  for (const auto& member : members())
    if (member.key == key) return &member.value;
  return nullptr;
}

/// Room for one more at the end, not made yet: there is room for 4, 8, 16…
template <class T>
T& Value::append(T*& list) {
  if (size_ == 0 || (size_ >= 4 && std::has_single_bit(size_))) {
    T* const larger = static_cast<T*>(::operator new((size_ == 0 ? 4 : 2 * std::size_t{size_}) * sizeof(T)));
    for (std::uint32_t i = 0; i < size_; ++i) {
      new (larger + i) T(std::move(list[i]));
      list[i].~T();
    }
    ::operator delete(list);
    list = larger;
    isOwner_ = true;
  }
  return list[size_++];
}

Value& Value::push(Value value) { return *new (&append(as_.items)) Value(std::move(value)); }

Value& Value::add(std::string_view key, Value value) {
  const auto name = static_cast<char*>(::operator new(key.size()));
  std::copy(key.begin(), key.end(), name);  // an empty string may have no address, which memcpy must not get
  return (new (&append(as_.members)) Member{std::string_view(name, key.size()), std::move(value)})->value;
}

std::string toJson(const Value& value) { return written<Form::compact>(value); }
std::string indentedJson(const Value& value) { return written<Form::lines>(value); }
std::string sortedJson(const Value& value) { return written<Form::sorted>(value); }
std::string canonicalJson(const Value& value) { return written<Form::canonical>(value); }

Value toValue(const Problems& problems) {
  Value out = Value::array();
  for (const auto& problem : problems) {
    Value& one = out.push(Value::object());
    one.add("field", problem.field);
    one.add("code", problem.code);
    one.add("message", problem.message);
  }
  return out;
}

}  // namespace lockstep
