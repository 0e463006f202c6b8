// Reads JSON by nlohmann's parser; the one file that knows it. Where that stops, the page's reader goes on: so both
// have the same answers and messages, and nothing before that place is read twice.
#include <nlohmann/json.hpp>

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "base/document_builder.h"
#include "base/json_parser.h"

namespace lockstep {

namespace {

/// The next byte of the input.
struct Source {
  std::string_view text;
  std::size_t at = 0;
  bool hasEnded = false;  ///< the parser looked for a byte after the last
};

/// Iterates over a source, so that the place is known at every event.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit Cursor(Source* source) : source_(source) {}
  reference operator*() const { return source_->text[source_->at]; }
  Cursor& operator++() {
    ++source_->at;
    return *this;
  }
  /// Compares with the end alone.
  bool operator!=(const Cursor&) const {
    source_->hasEnded = source_->at == source_->text.size();
    return !source_->hasEnded;
  }

 private:
  Source* source_;
};

/// Passes the parser's events to a document. Returning false stops the parser.
class Events : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Events(const Source& source) : source_(source) {}

  bool null() override {
    builder_.null();
    return did(JsonStep::value);
  }
  bool boolean(bool value) override {
    builder_.boolean(value);
    return did(JsonStep::value);
  }
  /// Zero comes here from `-0` alone.
  bool number_integer(std::int64_t value) override {
    if (value != 0)
      builder_.integer(value);
    else
      builder_.number("-0");
    return didNumber();
  }
  bool number_unsigned(std::uint64_t value) override {
    if (value <= INT64_MAX)
      builder_.integer(static_cast<std::int64_t>(value));
    else
      builder_.number(builder_.kept(std::to_string(value)));
    return didNumber();
  }
  /// The literal comes with the decimal point of the process's locale.
  bool number_float(double, const std::string& literal) override {
    std::string number = literal;
    if (const auto point = number.find_first_not_of("0123456789+-eE"); point != std::string::npos) number[point] = '.';
    builder_.number(builder_.kept(number));
    return didNumber();
  }
  bool string(std::string& value) override {
    builder_.string(builder_.kept(value));
    return did(JsonStep::value);
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return did(JsonStep::opened) && builder_.open(Value::Kind::object); }
  bool start_array(std::size_t) override { return did(JsonStep::opened) && builder_.open(Value::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& value) override { return did(JsonStep::key) && builder_.key(builder_.kept(value)); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

  /// Reads what the parser did not.
  Result<Document> finish() { return parseRest(source_.text, at_, std::move(builder_), last_); }

 private:
  bool did(JsonStep step) {
    last_ = step;
    at_ = source_.at;
    return true;
  }
  /// The parser sees that a number ends by the byte after it.
  bool didNumber() {
    did(JsonStep::value);
    if (!source_.hasEnded) --at_;
    return true;
  }
  bool close() {
    builder_.close();
    return did(JsonStep::value);
  }

  DocumentBuilder builder_;
  const Source& source_;
  std::size_t at_ = 0;
  JsonStep last_ = JsonStep::none;
};

}  // namespace

Result<Document> parseJson(std::string_view text) {
  if (text.size() > UINT32_MAX) return parseSmall(text);
  Source source{text};
  Events events(source);
  const bool isWhole = nlohmann::json::sax_parse(Cursor(&source), Cursor(nullptr), &events);
  static_cast<void>(isWhole);  // nlohmann takes a zero byte for the end
  return events.finish();
}

}  // namespace lockstep
