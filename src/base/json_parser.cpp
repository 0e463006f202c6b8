#include "base/json_parser.h"

#include <cstdint>

#include "base/document_builder.h"
#include "base/text.h"

namespace lockstep {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // some editors write it before UTF-8
  }

  Result<Document> parse() {
    if (std::uint64_t{text_.size()} > UINT32_MAX) stop("longer than 4 GB");
    skipBlanks();
    if (fault_.empty() && readValue() && (skipBlanks(), at_ != text_.size())) fail();
    if (!fault_.empty()) return Problem{"json_invalid", "", std::move(fault_)};
    return builder_.finish();
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
  bool fail() { return stop(joined({"not JSON at byte ", decimal(static_cast<std::int64_t>(at_ + 1))})); }

  bool refused() { return stop(builder_.fault()); }

  bool readValue() {
    switch (next()) {
      case '{': return readObject();
      case '[': return readArray();
      case '"': {
        std::string_view text;
        return readString(text) && (builder_.string(text), true);
      }
      case 't': return readWord("true") && (builder_.boolean(true), true);
      case 'f': return readWord("false") && (builder_.boolean(false), true);
      case 'n': return readWord("null") && (builder_.null(), true);
      default: return readNumber();
    }
  }

  bool readWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return fail();
    at_ += word.size();
    return true;
  }

  bool readArray() {
    if (!builder_.open(Value::Kind::array)) return refused();
    ++at_;
    skipBlanks();
    if (take(']')) return builder_.close(), true;
    for (;;) {
      skipBlanks();
      if (!readValue()) return false;
      skipBlanks();
      if (take(']')) return builder_.close(), true;
      if (!take(',')) return fail();
    }
  }

  bool readObject() {
    if (!builder_.open(Value::Kind::object)) return refused();
    ++at_;
    skipBlanks();
    if (take('}')) return builder_.close(), true;
    for (;;) {
      skipBlanks();
      std::string_view key;
      if (!readString(key)) return false;
      if (!builder_.key(key)) return refused();
      skipBlanks();
      if (!take(':')) return fail();
      skipBlanks();
      if (!readValue()) return false;
      skipBlanks();
      if (take('}')) return builder_.close(), true;
      if (!take(',')) return fail();
    }
  }

  /// Most strings have no escapes and stay where they are in the text.
  bool readString(std::string_view& out) {
    if (!take('"')) return fail();
    if (!readPlain(out)) return fail();
    if (take('"')) return true;
    std::string text(out);
    for (;;) {
      if (!take('\\') || !readEscape(text)) return fail();
      std::string_view plain;
      if (!readPlain(plain)) return fail();
      text.append(plain);
      if (take('"')) return out = builder_.kept(text), true;
    }
  }

  /// Up to what ends a string or needs more than copying.
  bool readPlain(std::string_view& out) {
    const std::size_t start = at_;
    unsigned char all = 0;
    for (; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"' || c == '\\' || c < 0x20) break;
      all |= c;
    }
    out = text_.substr(start, at_ - start);
    return all < 0x80 || isUtf8(out);
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

  /// A whole number that 64 bits hold becomes one; any other stays as it is written.
  bool readNumber() {
    const std::size_t start = at_;
    take('-');
    const std::size_t first = at_;
    if (!skipDigits()) return fail();
    if (text_[first] == '0' && at_ > first + 1) return fail();
    const bool plain = next() != '.' && next() != 'e' && next() != 'E';
    if (take('.') && !skipDigits()) return fail();
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!skipDigits()) return fail();
    }
    const std::string_view literal = text_.substr(start, at_ - start);
    const auto whole = plain && literal != "-0" ? wholeNumber(literal) : std::nullopt;
    whole ? builder_.integer(*whole) : builder_.number(literal);
    return true;
  }
  bool skipDigits() {
    if (!isDigit(next())) return false;
    while (isDigit(next())) ++at_;
    return true;
  }

  DocumentBuilder builder_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

Result<Document> parseSmall(std::string_view text) { return Parser(text).parse(); }

}  // namespace lockstep
