// The tokens of conditions: names, whole numbers, strings with CEL's quotes and escapes, operators.
#include "policy/condition_lexer.h"

#include "base/text.h"

namespace lockstep {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNamePart(char c) { return isLetterOrDigit(c) || c == '_'; }
bool isQuote(char c) { return c == '\'' || c == '"'; }

int digitOf(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

void appendPoint(std::string& out, std::uint32_t point) {
  const auto last = [&](unsigned shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | point >> 6);
    last(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | point >> 12);
    last(6);
    last(0);
  } else {
    out += static_cast<char>(0xf0 | point >> 18);
    last(12);
    last(6);
    last(0);
  }
}

/// What a character means after a backslash; 0: nothing.
char escaped(char c) {
  switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`': return c;
    default: return '\0';
  }
}

/// What is wrong with a sign of CEL, or of other languages, that conditions do without.
std::string_view whyRefused(char c) {
  switch (c) {
    case '+':
    case '*':
    case '/':
    case '%': return "there is no arithmetic in conditions; compare facts with values";
    case '?':
    case ':': return "there is no `? :` in conditions; write `a && b || !a && c`";
    case '{':
    case '}': return "there are no maps and messages in conditions; a list is written `[a, b]`";
    case '=': return "`=` is no operator; `==` compares";
    case '&': return "`&` is no operator; `&&` joins what must all hold";
    case '|': return "`|` is no operator; `||` joins what may hold";
    default: return "this character is not a part of conditions; a string is written `'…'`";
  }
}

}  // namespace

Token ConditionLexer::next() {
  skipBlanks();
  if (at_ >= source_.size()) return {Token::Kind::end, source_.size()};
  const char c = at(at_);
  if (isQuote(c)) return readString(0, false);
  if (isDigit(c)) return readNumber();
  if (isNamePart(c)) return readName();
  return readSign();
}

/// A comment reaches from `//` to the end of its line.
void ConditionLexer::skipBlanks() {
  for (bool isComment = false; at_ < source_.size(); ++at_) {
    const char c = source_[at_];
    if (c == '/' && at(at_ + 1) == '/') isComment = true;
    if (c == '\n') isComment = false;
    const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (!isBlank && !isComment) return;
  }
}

Token ConditionLexer::readName() {
  const std::size_t from = at_;
  while (isNamePart(at(at_))) ++at_;
  if (!isQuote(at(at_))) return token(Token::Kind::name, from);
  const std::string prefix = lowerAscii(source_.substr(from, at_ - from));
  if (prefix == "b" || prefix == "br" || prefix == "rb")
    return fault(from, "there are no bytes in conditions; a string is written `'…'`");
  if (prefix != "r") return token(Token::Kind::name, from);
  at_ = from;
  return readString(1, true);
}

Token ConditionLexer::readNumber() {
  const std::size_t from = at_;
  const bool isHex = at(at_) == '0' && (at(at_ + 1) == 'x' || at(at_ + 1) == 'X');
  if (isHex) at_ += 2;
  const std::size_t first = at_;
  while (isHex ? digitOf(at(at_)) < 16 : isDigit(at(at_))) ++at_;
  const char c = at(at_);
  if (c == '.' || (!isHex && (c == 'e' || c == 'E')))
    return fault(from, "there are no fractions in conditions; a number is whole, such as `1000`");
  if (c == 'u' || c == 'U') return fault(from, "there are no unsigned numbers in conditions; leave out the `u`");
  if (at_ == first || isNamePart(c)) return fault(from, "this is not a number; write one such as `1000` or `0x3e8`");
  return token(Token::Kind::integer, from);
}

/// `prefix`: how many characters come before the quote.
Token ConditionLexer::readString(std::size_t prefix, bool isRaw) {
  const std::size_t from = at_;
  at_ += prefix;
  const char quote = at(at_);
  const bool isLong = at(at_ + 1) == quote && at(at_ + 2) == quote;
  const std::string end(isLong ? 3 : 1, quote);
  at_ += end.size();
  std::string value;
  while (source_.substr(at_, end.size()) != end) {
    const char c = at(at_);
    const bool isLineEnd = c == '\n' || c == '\r';
    if (at_ >= source_.size() || (isLineEnd && !isLong))
      return fault(from, "this string does not end; close it with the quote that opens it, on the same line");
    const std::size_t escape = at_++;
    if (c != '\\' || isRaw)
      value += c;
    else if (!readEscape(value))
      return fault(escape, "this is not an escape of a character; a backslash is written `\\\\`");
  }
  at_ += end.size();
  Token read = token(Token::Kind::string, from);
  read.value = std::move(value);
  return read;
}

/// After the backslash: `n`, `x41`, `u00e9`, `U0001f600` or `101`.
bool ConditionLexer::readEscape(std::string& value) {
  const char c = at(at_);
  if (const char simple = escaped(c); simple != '\0') {
    value += simple;
    ++at_;
    return true;
  }
  const bool isOctal = c >= '0' && c <= '3';
  const std::size_t digits = isOctal ? 3 : c == 'x' || c == 'X' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (!isOctal) ++at_;
  std::uint32_t point = 0;
  for (std::size_t read = 0; read < digits; ++read) {
    const int digit = digitOf(at(at_));
    if (digit >= (isOctal ? 8 : 16)) return false;
    point = point * (isOctal ? 8 : 16) + static_cast<std::uint32_t>(digit);
    ++at_;
  }
  const bool isSurrogate = point >= 0xd800 && point < 0xe000;
  if (digits == 0 || isSurrogate || point > 0x10ffff) return false;
  appendPoint(value, point);
  return true;
}

Token ConditionLexer::readSign() {
  const std::size_t from = at_;
  for (const std::string_view sign : {"&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "-"})
    if (source_.substr(at_, sign.size()) == sign) {
      at_ += sign.size();
      return token(Token::Kind::sign, from);
    }
  if (at(at_) == '.') {
    if (isDigit(at(at_ + 1)))
      return fault(from, "there are no fractions in conditions; a number is whole, such as `1000`");
    ++at_;
    return token(Token::Kind::sign, from);
  }
  return fault(from, whyRefused(at(at_)));
}

Token ConditionLexer::token(Token::Kind kind, std::size_t from) const {
  return {kind, from, source_.substr(from, at_ - from)};
}

Token ConditionLexer::fault(std::size_t from, std::string_view message) {
  at_ = source_.size();
  return {Token::Kind::fault, from, {}, std::string(message)};
}

}  // namespace lockstep
