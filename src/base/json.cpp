#include "base/json.h"

#include <algorithm>

namespace lockstep {

namespace {

void writeString(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += "01"[c >> 4 & 1];
      out += "0123456789abcdef"[c & 15];
    } else {
      out += c;
    }
  }
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
      for (const auto& member : value.members()) members.push_back(&member);
      if (sorted) std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->key < b->key; });
      out += '{';
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out += ',';
        writeLine(out, indent, depth + 1);
        writeString(out, members[i]->key);
        out += indent > 0 ? ": " : ":";
        write(out, members[i]->value, sorted, indent, depth + 1);
      }
      if (!members.empty()) writeLine(out, indent, depth);
      out += '}';
      return;
    }
  }
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  for (const auto& member : members_)
    if (member.key == key) return &member.value;
  return nullptr;
}

Value& Value::push(Value value) {
  items_.push_back(std::move(value));
  return items_.back();
}

Value& Value::add(std::string_view key, Value value) {
  if (members_.empty()) members_.reserve(4);  // few of our objects have more
  members_.push_back({std::string(key), std::move(value)});
  return members_.back().value;
}

std::string toJson(const Value& value, bool sorted, int indent) {
  std::string out;
  write(out, value, sorted, indent, 0);
  return out;
}

}  // namespace lockstep
