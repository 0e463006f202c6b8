// Reads JSON into a Value by nlohmann's parser; the one file that knows it.
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.h"

namespace lockstep {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t mostKeys = 4096;
// Up to so many keys a key that stands twice is looked for one by one; beyond, in a set, or a hostile object would
// make it quadratic.
constexpr std::size_t fewKeys = 32;

/// Builds a Value from the events of the parser. Returning false stops it at once.
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
    if (isTwice(value)) return stop("the key \"" + value.substr(0, 100) + "\" stands twice in one object");
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    return stop("not JSON at byte " + std::to_string(position));
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
    keys_.emplace_back();
    return true;
  }
  bool close() { return open_.pop_back(), keys_.pop_back(), true; }
  bool isTwice(const std::string& key) {
    const auto& members = open_.back()->members();
    if (members.size() < fewKeys) return open_.back()->find(key) != nullptr;
    auto& keys = keys_.back();
    if (keys.empty())
      for (const auto& member : members) keys.insert(member.key);
    return !keys.insert(key).second;
  }
  bool stop(std::string why) { return fault = std::move(why), false; }

  std::vector<Value*> open_;
  std::vector<std::set<std::string, std::less<>>> keys_;  // of each open object, once it has many
  std::string key_;
};

}  // namespace

Result<Value> parseJson(std::string_view text) {
  Builder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    return Problem{"json_invalid", "", builder.fault.empty() ? "not JSON" : builder.fault};
  return std::move(builder.root);
}

}  // namespace lockstep
