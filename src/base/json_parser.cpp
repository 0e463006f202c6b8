#include "base/json_parser.h"

#include <cstdint>
#include <utility>

#include "base/document_builder.h"
#include "base/text.h"

namespace lockstep {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}
  Parser(std::string_view text, std::size_t at, DocumentBuilder builder)
      : builder_(std::move(builder)), text_(text), at_(at) {}

  /// Reads everything.
  Result<Document> read() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // some editors write it before UTF-8
    skipBlanks();
    return finish(readValue());
  }

  /// Reads what follows `last`.
  Result<Document> readAfter(JsonStep last) {
    if (!builder_.fault().empty()) {
      if (last == JsonStep::opened) --at_;
      return finish(refuse());
    }
    if (last == JsonStep::none) return read();
    return finish(endStep(last) && closeAll());
  }

 private:
  Result<Document> finish(bool isRead) {
    skipBlanks();
    if (isRead && at_ != text_.size()) fail("the end");
    if (!fault_.empty()) return Problem{"json_invalid", "", std::move(fault_)};
    return builder_.finish();
  }

  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    const bool isNext = at_ < text_.size() && text_[at_] == c;
    if (isNext) ++at_;
    return isNext;
  }
  void skipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  /// Stops at the next character, and names its place and what is right there.
  bool fail(std::string_view expected) {
    std::int64_t line = 1, column = 1;
    for (const char c : text_.substr(0, at_)) {
      if (c == '\n') {
        ++line;
        column = 1;
      } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
        ++column;
      }
    }
    fault_ = joined({"line ", decimal(line), ", column ", decimal(column), ": expected ", expected});
    return false;
  }
  /// Stops at what the document does not take.
  bool refuse() { return fail(builder_.fault()); }

  bool readValue() {
    switch (next()) {
      case '{': return readObject();
      case '[': return readArray();
      case '"': {
        std::string_view text;
        if (!readString(text)) return false;
        builder_.string(text);
        return true;
      }
      case 't':
        if (!readWord("true")) return false;
        builder_.boolean(true);
        return true;
      case 'f':
        if (!readWord("false")) return false;
        builder_.boolean(false);
        return true;
      case 'n':
        if (!readWord("null")) return false;
        builder_.null();
        return true;
      default: return readNumber();
    }
  }

  bool readWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return fail("a value");
    at_ += word.size();
    return true;
  }

  bool close() {
    builder_.close();
    return true;
  }

  bool readArray() {
    if (!builder_.open(Value::Kind::array)) return refuse();
    ++at_;
    return endArray();
  }
  /// Reads what follows `[`.
  bool endArray() {
    skipBlanks();
    return take(']') ? close() : readItems();
  }
  bool readItems() {
    do {
      skipBlanks();
      if (!readValue()) return false;
      skipBlanks();
    } while (take(','));
    return endItems();
  }
  bool endItems() { return take(']') ? close() : fail("`,` or `]`"); }

  bool readObject() {
    if (!builder_.open(Value::Kind::object)) return refuse();
    ++at_;
    return endObject();
  }
  /// Reads what follows `{`.
  bool endObject() {
    skipBlanks();
    return take('}') ? close() : readMembers();
  }
  bool readMembers() {
    do {
      skipBlanks();
      std::string_view key;
      if (!readString(key)) return false;
      if (!builder_.key(key)) return refuse();
      if (!endMember()) return false;
      skipBlanks();
    } while (take(','));
    return endMembers();
  }
  bool endMembers() { return take('}') ? close() : fail("`,` or `}`"); }
  /// Reads what follows a key.
  bool endMember() {
    skipBlanks();
    if (!take(':')) return fail("`:`");
    skipBlanks();
    return readValue();
  }

  bool failAfterZero() { return fail("no digit after `0`"); }

  /// Reads what a step began.
  bool endStep(JsonStep last) {
    const bool isZero = last == JsonStep::value && text_[at_ - 1] == '0';
    if (isZero && isDigit(next())) return failAfterZero();  // another reader may take `01` for two numbers
    if (last == JsonStep::key) return endMember();
    if (last == JsonStep::opened) return builder_.isInArray() ? endArray() : endObject();
    return true;
  }
  /// Reads the rest of all that is open, after a value.
  bool closeAll() {
    while (builder_.isOpen()) {
      skipBlanks();
      if (builder_.isInArray()) {
        if (take(',') ? !readItems() : !endItems()) return false;
      } else if (take(',') ? !readMembers() : !endMembers()) {
        return false;
      }
    }
    return true;
  }

  /// Most strings have no escapes, and point into the input.
  bool readString(std::string_view& out) {
    if (!take('"')) return fail("a string");
    if (!readPlain(out)) return fail("UTF-8");
    if (take('"')) return true;
    std::string text(out);
    for (;;) {
      if (!take('\\')) return fail("`\"`");
      if (!readEscape(text)) return fail("an escape");
      std::string_view plain;
      if (!readPlain(plain)) return fail("UTF-8");
      text.append(plain);
      if (!take('"')) continue;
      out = builder_.kept(text);
      return true;
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
    if (letter != std::string_view::npos) {
      ++at_;
      out += meanings[letter];
      return true;
    }
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
      const int digit = isDigit(c)             ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return false;
      unit = unit << 4 | static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  static void appendUtf8(std::string& out, std::uint32_t point) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3f)); };
    // How many more bytes follow the first, which says so in its high bits.
    const int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    constexpr std::uint32_t marks[] = {0, 0xc0, 0xe0, 0xf0};
    out += static_cast<char>(marks[more] | point >> (6 * more));
    for (int shift = 6 * more - 6; shift >= 0; shift -= 6) tail(shift);
  }

  /// A whole number that 64 bits hold becomes one; any other stays as it is written.
  bool readNumber() {
    const std::size_t start = at_;
    take('-');
    const std::size_t first = at_;
    if (!skipDigits()) return fail(start == first ? "a value" : "a digit");
    if (text_[first] == '0' && at_ > first + 1) {
      at_ = first + 1;
      return failAfterZero();
    }
    const bool plain = next() != '.' && next() != 'e' && next() != 'E';
    if (take('.') && !skipDigits()) return fail("a digit");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!skipDigits()) return fail("a digit");
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

Result<Document> parseSmall(std::string_view text) {
  if (std::uint64_t{text.size()} > UINT32_MAX) return Problem{"json_invalid", "", "expected at most 4 GB"};
  return Parser(text).read();
}

Result<Document> parseRest(std::string_view text, std::size_t at, DocumentBuilder builder, JsonStep last) {
  return Parser(text, at, std::move(builder)).readAfter(last);
}

}  // namespace lockstep
