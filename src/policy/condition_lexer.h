#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep {

/// The smallest part of a condition.
struct Token {
  /// `sign`: an operator or a bracket. `fault`: `value` is what is wrong, and no part of the language begins here.
  enum class Kind : std::uint8_t { end, name, integer, string, sign, fault };

  Kind kind = Kind::end;
  /// Its place in the source.
  std::size_t at = 0;
  /// As it is written.
  std::string_view text = {};
  /// The string without quotes and escapes, or the fault.
  std::string value = {};
};

/// Cuts the source of a condition into tokens, as CEL has them. The source must outlive it.
class ConditionLexer {
 public:
  /// `source` is UTF-8.
  explicit ConditionLexer(std::string_view source) : source_(source) {}

  /// Returns the next token; after the last or a fault, `end`.
  Token next();

 private:
  void skipBlanks();
  Token readName();
  Token readNumber();
  Token readString(std::size_t prefix, bool isRaw);
  bool readEscape(std::string& value);
  Token readSign();
  Token token(Token::Kind kind, std::size_t from) const;
  Token fault(std::size_t from, std::string_view message);
  char at(std::size_t place) const { return place < source_.size() ? source_[place] : '\0'; }

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace lockstep
