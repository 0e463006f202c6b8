#include "base/json.h"

#include <algorithm>
#include <bit>
#include <new>
#include <vector>

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

void writeLine(std::string& out, int indent, int depth) {
  if (indent > 0) out.append(1, '\n').append(static_cast<std::size_t>(indent * depth), ' ');
}

struct Layout {
  bool sorted = false;
  bool canonical = false;
  int indent = 0;
};

void writeNumber(std::string& out, const Value& value, bool canonical) {
  if (value.kind() == Value::Kind::integer || (canonical && value.isInteger())) out += std::to_string(value.integer());
  else out += value.literal();
}

void write(std::string& out, const Value& value, const Layout& layout, int depth) {
  const auto [sorted, canonical, indent] = layout;
  switch (value.kind()) {
    case Value::Kind::null: out += "null"; return;
    case Value::Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Value::Kind::integer:
    case Value::Kind::number: writeNumber(out, value, canonical); return;
    case Value::Kind::string: writeString(out, value.string()); return;
    case Value::Kind::array: {
      out += '[';
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        if (i > 0) out += ',';
        writeLine(out, indent, depth + 1);
        write(out, value.items()[i], layout, depth + 1);
      }
      if (!value.items().empty()) writeLine(out, indent, depth);
      out += ']';
      return;
    }
    case Value::Kind::object: {
      std::vector<const Value::Member*> members;
      if (sorted) {
        for (const auto& member : value.members()) members.push_back(&member);
        std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->key < b->key; });
      }
      out += '{';
      for (std::size_t i = 0; i < value.members().size(); ++i) {
        const Value::Member& member = sorted ? *members[i] : value.members()[i];
        if (i > 0) out += ',';
        writeLine(out, indent, depth + 1);
        writeString(out, member.key);
        out += indent > 0 ? ": " : ":";
        write(out, member.value, layout, depth + 1);
      }
      if (!value.members().empty()) writeLine(out, indent, depth);
      out += '}';
      return;
    }
  }
}

}  // namespace

std::optional<std::int64_t> wholeNumber(std::string_view literal) {
  const bool negative = literal.starts_with('-');
  if (negative) literal.remove_prefix(1);
  // The exponent, cut off where no number of digits makes up for it.
  constexpr std::int64_t most = std::int64_t{1} << 40;
  std::int64_t exponent = 0;
  const auto e = literal.find_first_of("eE");
  if (e != std::string_view::npos) {
    const std::string_view power = literal.substr(e + 1);
    for (const char c : power)
      if (c >= '0' && exponent < most) exponent = exponent * 10 + (c - '0');
    if (power.starts_with('-')) exponent = -exponent;
  }
  std::string_view digits = literal.substr(0, e);
  const auto point = digits.find('.');
  if (point != std::string_view::npos) exponent -= static_cast<std::int64_t>(digits.size() - point - 1);
  const auto last = digits.find_last_not_of("0.");
  if (last == std::string_view::npos) return 0;
  for (const char dropped : digits.substr(last + 1)) exponent += dropped == '0';
  if (exponent < 0) return std::nullopt;

  const std::uint64_t limit = negative ? std::uint64_t{1} << 63 : (std::uint64_t{1} << 63) - 1;
  std::uint64_t size = 0;
  const auto append = [&](std::uint64_t digit) { return size <= (limit - digit) / 10 && (size = size * 10 + digit, true); };
  for (const char c : digits.substr(0, last + 1))
    if (c != '.' && !append(static_cast<std::uint64_t>(c - '0'))) return std::nullopt;
  for (; exponent > 0; --exponent)
    if (!append(0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - size : size);
}

Value::Value(std::string_view value) : Value(Kind::string, value) {}
Value Value::number(std::string_view literal) { return Value(Kind::number, literal); }

Value::Value(Kind kind, std::string_view text) : kind_(kind), isOwner_(!text.empty()), size_(static_cast<std::uint32_t>(text.size())) {
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
  std::copy(key.begin(), key.end(), name);  // an empty text may have no address, which memcpy must not see
  return (new (&append(as_.members)) Member{std::string_view(name, key.size()), std::move(value)})->value;
}

std::string toJson(const Value& value, bool sorted, int indent) {
  std::string out;
  write(out, value, {.sorted = sorted, .indent = indent}, 0);
  return out;
}

std::string canonicalJson(const Value& value) {
  std::string out;
  write(out, value, {.sorted = true, .canonical = true}, 0);
  return out;
}

}  // namespace lockstep
