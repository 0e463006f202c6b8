// Reads JSON by nlohmann's parser; the one file that knows it.
#include <nlohmann/json.hpp>

#include "base/document_builder.h"
#include "base/json_parser.h"

namespace lockstep {

namespace {

/// Tells a document what the parser meets. Returning false stops it at once.
class Events : public nlohmann::json_sax<nlohmann::json> {
 public:
  DocumentBuilder builder;

  bool null() override { return builder.null(), true; }
  bool boolean(bool value) override { return builder.boolean(value), true; }
  /// Zero comes here from `-0` alone.
  bool number_integer(std::int64_t value) override { return value != 0 ? builder.integer(value) : builder.number("-0"), true; }
  bool number_unsigned(std::uint64_t value) override {
    return value <= INT64_MAX ? builder.integer(static_cast<std::int64_t>(value)) : builder.number(builder.kept(std::to_string(value))), true;
  }
  /// The literal comes with the decimal point of the process's locale.
  bool number_float(double, const std::string& literal) override {
    std::string number = literal;
    if (const auto point = number.find_first_not_of("0123456789+-eE"); point != std::string::npos) number[point] = '.';
    return builder.number(builder.kept(number)), true;
  }
  bool string(std::string& value) override { return builder.string(builder.kept(value)), true; }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return builder.open(Value::Kind::object); }
  bool start_array(std::size_t) override { return builder.open(Value::Kind::array); }
  bool end_object() override { return builder.close(), true; }
  bool end_array() override { return builder.close(), true; }
  bool key(std::string& value) override { return builder.key(builder.kept(value)); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }
};

}  // namespace

Result<Document> parseJson(std::string_view text) {
  Events events;
  // What is wrong, and at which byte, is said by one of the two alone: the command line's words are the same as WASM.
  // A zero byte ends a text for nlohmann, whatever follows.
  if (text.size() > UINT32_MAX || text.find('\0') != std::string_view::npos || !nlohmann::json::sax_parse(text.begin(), text.end(), &events)) return parseSmall(text);
  return events.builder.finish();
}

}  // namespace lockstep
