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

void write(std::string& out, const Value& value, bool sorted, int indent, int depth) {
  switch (value.kind()) {
    case Value::Kind::null: out += "null"; return;
    case Value::Kind::real: out += "0.5"; return;  // any, as long as it is read as no whole number again
    case Value::Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Value::Kind::integer: out += std::to_string(value.integer()); return;
    case Value::Kind::string: writeString(out, value.string()); return;
    case Value::Kind::array: {
      out += '[';
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        if (i > 0) out += ',';
        writeLine(out, indent, depth + 1);
        write(out, value.items()[i], sorted, indent, depth + 1);
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
        write(out, member.value, sorted, indent, depth + 1);
      }
      if (!value.members().empty()) writeLine(out, indent, depth);
      out += '}';
      return;
    }
  }
}

}  // namespace

Value::Value(std::string_view value) : kind_(Kind::string), isOwner_(!value.empty()), size_(static_cast<std::uint32_t>(value.size())) {
  as_.chars = nullptr;
  if (value.empty()) return;
  const auto chars = static_cast<char*>(::operator new(value.size()));
  std::copy(value.begin(), value.end(), chars);
  as_.chars = chars;
}

Value& Value::operator=(Value&& other) noexcept {
  if (this == &other) return *this;
  this->~Value();
  return *new (this) Value(std::move(other));
}

void Value::release() {
  if (kind_ == Kind::string) return ::operator delete(const_cast<char*>(as_.chars));
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
    case Kind::integer: return Value(integer());
    case Kind::boolean: return Value(boolean());
    case Kind::real: return real();
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
  write(out, value, sorted, indent, 0);
  return out;
}

}  // namespace lockstep
