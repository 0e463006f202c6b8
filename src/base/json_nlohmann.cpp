// Reads JSON into a Value by nlohmann's parser; the one file that knows it.
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/json_limits.h"
#include "base/json_parser.h"

namespace lockstep {

namespace {

/// Builds a Value from the events of the parser. Returning false stops it at once.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Value root;

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
    if (!keys_.back().refuse(*open_.back(), value).empty()) return false;
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

 private:
  // The last value of an object or array stays where it is while its parent is open, so pointers hold.
  Value* place(Value value) {
    if (open_.empty()) return root = std::move(value), &root;
    Value& parent = *open_.back();
    return parent.isArray() ? &parent.push(std::move(value)) : &parent.add(key_, std::move(value));
  }
  bool put(Value value) { return place(std::move(value)), true; }
  bool open(Value value) {
    if (open_.size() == deepestJson) return false;
    open_.push_back(place(std::move(value)));
    keys_.emplace_back();
    return true;
  }
  bool close() { return open_.pop_back(), keys_.pop_back(), true; }

  std::vector<Value*> open_;
  std::vector<KeysSoFar> keys_;  // of each that is open
  std::string key_;
};

}  // namespace

Result<Value> parseJson(std::string_view text) {
  Builder builder;
  // What is wrong, and at which byte, is said by one of the two alone: the command line's words are the same as WASM.
  // A zero byte ends a text for nlohmann, whatever follows.
  if (text.find('\0') != std::string_view::npos || !nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return parseSmall(text);
  return std::move(builder.root);
}

}  // namespace lockstep
