#include "base/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace lockstep {

namespace {

constexpr std::size_t deepest = 64;
// Looking for a key that stands twice is linear; the cap keeps a hostile object from making it quadratic.
constexpr std::size_t mostKeys = 4096;

/// Builds a Value from the events of nlohmann's parser. Returning false stops the parser at once.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Value root;
  std::string fault;

  bool null() override { return put(Value()); }
  bool boolean(bool value) override { return put(Value(value)); }
  bool number_integer(std::int64_t value) override { return put(Value(value)); }
  bool number_unsigned(std::uint64_t value) override {
    return put(value <= INT64_MAX ? Value(static_cast<std::int64_t>(value)) : Value::real());
  }
  bool number_float(double, const std::string&) override { return put(Value::real()); }
  bool string(std::string& value) override { return put(Value(std::move(value))); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::object()); }
  bool start_array(std::size_t) override { return open(Value::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& value) override {
    if (open_.back()->members().size() == mostKeys) return stop("more than " + std::to_string(mostKeys) + " keys in one object");
    if (open_.back()->find(value) != nullptr) return stop("the key \"" + value + "\" stands twice in one object");
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception&) override {
    return stop("not JSON at byte " + std::to_string(position) + (token.empty() ? "" : ", near " + token.substr(0, 40)));
  }

 private:
  // The last value of an object or array stays where it is while its parent is open, so pointers hold.
  Value* place(Value value) {
    if (open_.empty()) return root = std::move(value), &root;
    Value& parent = *open_.back();
    return parent.isArray() ? &parent.push(std::move(value)) : &parent.add(key_, std::move(value));
  }
  bool put(Value value) { return place(std::move(value)), true; }
  bool open(Value value) {
    if (open_.size() == deepest) return stop("nested deeper than " + std::to_string(deepest) + " levels");
    open_.push_back(place(std::move(value)));
    return true;
  }
  bool close() { return open_.pop_back(), true; }
  bool stop(std::string why) { return fault = std::move(why), false; }

  std::vector<Value*> open_;
  std::string key_;
};

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
    case Value::Kind::null:
    case Value::Kind::real: out += "null"; return;
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
  members_.push_back({std::string(key), std::move(value)});
  return members_.back().value;
}

Result<Value> parseJson(std::string_view text) {
  Builder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    return Problem{"json_invalid", "", builder.fault.empty() ? "not JSON" : builder.fault};
  return std::move(builder.root);
}

std::string toJson(const Value& value, bool sorted, int indent) {
  std::string out;
  write(out, value, sorted, indent, 0);
  return out;
}

}  // namespace lockstep
