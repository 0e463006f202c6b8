// Reads JSON by nlohmann's parser; the one file that knows it.
#include <nlohmann/json.hpp>

#include "base/document_builder.h"
#include "base/json_parser.h"

namespace lockstep {

namespace {

/// Passes the parser's events to a document. Returning false stops the parser.
class Events : public nlohmann::json_sax<nlohmann::json> {
 public:
  DocumentBuilder builder;

  bool null() override {
    builder.null();
    return true;
  }
  bool boolean(bool value) override {
    builder.boolean(value);
    return true;
  }
  /// Zero comes here from `-0` alone.
  bool number_integer(std::int64_t value) override {
    if (value != 0)
      builder.integer(value);
    else
      builder.number("-0");
    return true;
  }
  bool number_unsigned(std::uint64_t value) override {
    if (value <= INT64_MAX)
      builder.integer(static_cast<std::int64_t>(value));
    else
      builder.number(builder.kept(std::to_string(value)));
    return true;
  }
  /// The literal comes with the decimal point of the process's locale.
  bool number_float(double, const std::string& literal) override {
    std::string number = literal;
    if (const auto point = number.find_first_not_of("0123456789+-eE"); point != std::string::npos) number[point] = '.';
    builder.number(builder.kept(number));
    return true;
  }
  bool string(std::string& value) override {
    builder.string(builder.kept(value));
    return true;
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return builder.open(Value::Kind::object); }
  bool start_array(std::size_t) override { return builder.open(Value::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& value) override { return builder.key(builder.kept(value)); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

 private:
  bool close() {
    builder.close();
    return true;
  }
};

}  // namespace

Result<Document> parseJson(std::string_view text) {
  Events events;
  // Only the small parser makes messages, so that the native command line has the same ones as the WebAssembly one.
  // nlohmann stops at a zero byte.
  if (text.size() > UINT32_MAX || text.find('\0') != std::string_view::npos ||
      !nlohmann::json::sax_parse(text.begin(), text.end(), &events))
    return parseSmall(text);
  return events.builder.finish();
}

}  // namespace lockstep
