#include "base/json_parser.h"

#include "base/json_limits.h"
#include "base/text.h"

namespace lockstep {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // some editors write it before UTF-8
  }

  Result<Value> parse() {
    Value root;
    skipBlanks();
    if (readValue(root, 0) && (skipBlanks(), at_ != text_.size())) fail();
    if (!fault_.empty()) return Problem{"json_invalid", "", std::move(fault_)};
    return root;
  }

 private:
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) { return next() == c && at_ < text_.size() ? (++at_, true) : false; }
  void skipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
  }
  bool stop(std::string why) {
    if (fault_.empty()) fault_ = std::move(why);
    return false;
  }
  bool fail() { return stop("not JSON at byte " + std::to_string(at_ + 1)); }

  bool readValue(Value& out, std::size_t depth) {
    switch (next()) {
      case '{': return readObject(out, depth + 1);
      case '[': return readArray(out, depth + 1);
      case '"': {
        std::string text;
        if (!readString(text)) return false;
        out = Value(std::move(text));
        return true;
      }
      case 't': return readWord("true", Value(true), out);
      case 'f': return readWord("false", Value(false), out);
      case 'n': return readWord("null", Value(), out);
      default: return readNumber(out);
    }
  }

  bool readWord(std::string_view word, Value value, Value& out) {
    if (text_.substr(at_, word.size()) != word) return fail();
    at_ += word.size();
    out = std::move(value);
    return true;
  }

  bool readArray(Value& out, std::size_t depth) {
    if (depth > deepestJson) return stop("nested deeper than " + std::to_string(deepestJson) + " levels");
    out = Value::array();
    ++at_;
    skipBlanks();
    if (take(']')) return true;
    for (;;) {
      skipBlanks();
      if (!readValue(out.push(Value()), depth)) return false;
      skipBlanks();
      if (take(']')) return true;
      if (!take(',')) return fail();
    }
  }

  bool readObject(Value& out, std::size_t depth) {
    if (depth > deepestJson) return stop("nested deeper than " + std::to_string(deepestJson) + " levels");
    out = Value::object();
    KeysSoFar keys;
    ++at_;
    skipBlanks();
    if (take('}')) return true;
    for (;;) {
      skipBlanks();
      std::string key;
      if (!readString(key)) return false;
      if (auto why = keys.refuse(out, key); !why.empty()) return stop(std::move(why));
      skipBlanks();
      if (!take(':')) return fail();
      skipBlanks();
      if (!readValue(out.add(key, Value()), depth)) return false;
      skipBlanks();
      if (take('}')) return true;
      if (!take(',')) return fail();
    }
  }
  bool readString(std::string& out) {
    if (!take('"')) return fail();
    for (;;) {
      const std::size_t start = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && static_cast<unsigned char>(text_[at_]) >= 0x20) ++at_;
      const auto plain = text_.substr(start, at_ - start);
      if (!isUtf8(plain)) return fail();
      out.append(plain);
      if (take('"')) return true;
      if (!take('\\') || !readEscape(out)) return fail();
    }
  }

  bool readEscape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const auto letter = at_ < text_.size() ? letters.find(text_[at_]) : std::string_view::npos;
    if (letter != std::string_view::npos) return ++at_, out += meanings[letter], true;
    std::uint32_t unit = 0;
    if (!take('u') || !readUnit(unit)) return false;
    if (unit >= 0xdc00 && unit < 0xe000) return false;
    if (unit >= 0xd800 && unit < 0xdc00) {
      std::uint32_t low = 0;
      if (!take('\\') || !take('u') || !readUnit(low) || low < 0xdc00 || low >= 0xe000) return false;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    appendUtf8(out, unit);
    return true;
  }

  bool readUnit(std::uint32_t& unit) {
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = next();
      const int digit = isDigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return false;
      unit = unit << 4 | static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  static void appendUtf8(std::string& out, std::uint32_t point) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3f)); };
    if (point < 0x80) out += static_cast<char>(point);
    else if (point < 0x800) out += static_cast<char>(0xc0 | point >> 6), tail(0);
    else if (point < 0x10000) out += static_cast<char>(0xe0 | point >> 12), tail(6), tail(0);
    else out += static_cast<char>(0xf0 | point >> 18), tail(12), tail(6), tail(0);
  }

  /// Whole numbers that 64 bits hold; any other is kept as its kind alone.
  bool readNumber(Value& out) {
    const bool negative = take('-');
    if (!isDigit(next())) return fail();
    const bool leadingZero = next() == '0';
    const std::size_t start = at_;
    std::uint64_t size = 0;
    const std::uint64_t most = negative ? std::uint64_t{1} << 63 : (std::uint64_t{1} << 63) - 1;
    bool whole = true;
    for (; isDigit(next()); ++at_) {
      const auto digit = static_cast<std::uint64_t>(next() - '0');
      if (size > (most - digit) / 10) whole = false;
      else size = size * 10 + digit;
    }
    if (leadingZero && at_ > start + 1) return fail();
    if (take('.')) {
      whole = false;
      if (!skipDigits()) return fail();
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!skipDigits()) return fail();
    }
    out = whole ? Value(static_cast<std::int64_t>(negative ? 0 - size : size)) : Value::real();
    return true;
  }
  bool skipDigits() {
    if (!isDigit(next())) return false;
    while (isDigit(next())) ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

Result<Value> parseSmall(std::string_view text) { return Parser(text).parse(); }

}  // namespace lockstep
