// Reads conditions: the grammar of CEL's operators, literals and variables, by recursive descent of bounded depth.
#include <array>
#include <limits>

#include "base/text.h"
#include "policy/condition_lexer.h"
#include "policy/condition_writer.h"

namespace lockstep {

namespace {

constexpr std::size_t longestSource = 4096;
constexpr std::size_t deepestNesting = 32;
constexpr std::size_t mostNots = 32;
constexpr std::size_t longestChain = 64;

constexpr std::string_view whatVariables =
    "a condition reads `resource.NAME`, `principal.NAME`, `context.NAME`, `account.plan` and `now`";

class ConditionParser {
 public:
  ConditionParser(std::string_view source, const ConditionScope& scope)
      : source_(source), lexer_(source), writer_(source, scope) {}

  Result<Program> read() {
    if (source_.size() > longestSource) {
      fail(0, "a condition has at most 4096 bytes; divide it into several conditions");
    } else if (!isUtf8(source_)) {
      fail(0, "this is not UTF-8; write the condition in UTF-8");
    } else {
      advance();
    }
    const Operand whole = readEither();
    if (token_.kind != Token::Kind::end) failUnexpected("`&&`, `||` or the end");
    return writer_.finish(whole);
  }

 private:
  // ---- Operators, from the weakest to the strongest ----

  Operand readEither() {
    Operand left = readBoth();
    while (isSign("||")) {
      advance();
      const Operand right = readBoth();
      left = writer_.writeJoin("||", left, right);
    }
    return left;
  }

  Operand readBoth() {
    Operand left = readRelation();
    while (isSign("&&")) {
      advance();
      const Operand right = readRelation();
      left = writer_.writeJoin("&&", left, right);
    }
    return left;
  }

  /// CEL reads `a == b == c` as `(a == b) == c`.
  Operand readRelation() {
    Operand left = readNot();
    for (std::size_t length = 1; isRelation(); ++length) {
      const std::string_view sign = token_.text;
      if (length > longestChain) fail(token_.at, "at most 64 comparisons are in a row; use `&&` between them");
      advance();
      const Operand right = readNot();
      if (!writer_.problem()) left = writer_.writeRelation(sign, left, right);
    }
    return left;
  }

  Operand readNot() {
    const std::size_t at = token_.at;
    std::size_t count = 0;
    for (; isSign("!"); advance())
      if (++count > mostNots) fail(token_.at, "at most 32 `!` are in a row; one or none says the same");
    Operand operand = readValue();
    if (count == 0 || writer_.problem()) return operand;
    writer_.writeNot(operand, count);
    operand.at = at;
    return operand;
  }

  // ---- Values ----

  Operand readValue() {
    const Token token = token_;
    Operand value;
    if (token.kind == Token::Kind::integer || isSign("-")) {
      value = readInteger();
    } else if (token.kind == Token::Kind::string) {
      value = writer_.writeText(token);
      advance();
    } else if (token.kind == Token::Kind::name) {
      value = readName();
    } else if (isSign("(")) {
      value = readNested([this] { return readParentheses(); });
      value.at = token.at;
    } else if (isSign("[")) {
      value = readNested([this] { return readList(); });
    } else {
      failUnexpected("a variable, a string, a number, a list, `true` or `false`");
    }
    value.end = end_;
    if (isSign(".") || isSign("(")) fail(token_.at, "values have no fields and no functions; compare the value itself");
    if (isSign("[")) fail(token_.at, "no item of a list can be read; `in` says whether one is there");
    return value;
  }

  template <class Read>
  Operand readNested(Read read) {
    if (++depth_ > deepestNesting) fail(token_.at, "at most 32 parentheses and brackets are in each other; use fewer");
    const Operand value = read();
    --depth_;
    return value;
  }

  Operand readParentheses() {
    advance();
    const Operand value = readEither();
    expect(")", "an operator or `)`");
    return value;
  }

  /// The last item may have a comma after it, as in CEL.
  Operand readList() {
    Operand list = writer_.beginList(token_.at);
    advance();
    while (!isSign("]") && !writer_.problem()) {
      const Operand item = readEither();
      if (!writer_.problem()) writer_.addItem(list, item);
      if (!isSign(",")) break;
      advance();
    }
    expect("]", "`,` or `]`");
    return list;
  }

  Operand readInteger() {
    const bool isNegative = isSign("-");
    Token number = token_;
    if (isNegative) advance();
    if (token_.kind != Token::Kind::integer) {
      fail(number.at, "there is no arithmetic in conditions; `-` is a part of a number, as in `-1`");
      return {};
    }
    const bool isHex = token_.text.size() > 2 && (token_.text[1] == 'x' || token_.text[1] == 'X');
    constexpr auto highest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::uint64_t bound = highest + (isNegative ? 1 : 0);
    const std::uint64_t base = isHex ? 16 : 10;
    std::uint64_t value = 0;
    for (const char c : token_.text.substr(isHex ? 2 : 0)) {
      const auto digit = static_cast<std::uint64_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
      if (value > (bound - digit) / base) {
        fail(number.at, "this number does not fit into 64 bits; at most 9223372036854775807");
        return {};
      }
      value = value * base + digit;
    }
    advance();
    const std::uint64_t bits = isNegative ? 0 - value : value;
    return writer_.writeNumber(number, ValueType::integer, static_cast<std::int64_t>(bits));
  }

  // ---- Names ----

  Operand readName() {
    const Token name = token_;
    if (name.text == "true" || name.text == "false") {
      advance();
      return writer_.writeNumber(name, ValueType::boolean, name.text == "true");
    }
    if (name.text == "null") {
      fail(name.at, "there is no `null` in conditions; `has(resource.NAME)` says whether a fact is there");
      return {};
    }
    if (name.text != "has") return readVariable(false);
    advance();
    if (!expect("(", "`(`")) return {};
    const Operand value = readVariable(true);
    expect(")", "`)`");
    return value;
  }

  Operand readVariable(bool asksWhetherThere) {
    const Token root = token_;
    if (root.kind != Token::Kind::name) {
      failUnexpected("a variable such as `resource.NAME`");
      return {};
    }
    advance();
    if (root.text == "now" && !asksWhetherThere) return writer_.writeVariable(root.at, Variable::Of::now, "", false);
    if (isSign("(")) {
      fail(root.at, joined({"`", root.text, "(…)`: there are no functions in conditions but `has(resource.NAME)`"}));
      return {};
    }
    const auto of = rootNamed(root.text);
    if (!of || !isSign(".")) {
      const std::string_view wrong = of ? "` has no value of its own; " : "` is no variable; ";
      fail(root.at, joined({"`", root.text.substr(0, 60), wrong, whatVariables}));
      return {};
    }
    advance();
    const Token name = token_;
    if (name.kind != Token::Kind::name) {
      failUnexpected("a name after the dot");
      return {};
    }
    advance();
    if (*of != Variable::Of::accountPlan) return writer_.writeVariable(root.at, *of, name.text, asksWhetherThere);
    if (name.text == "plan") return writer_.writeVariable(root.at, *of, "", asksWhetherThere);
    fail(root.at, joined({"`account.", name.text.substr(0, 60), "` is no variable; ", whatVariables}));
    return {};
  }

  static std::optional<Variable::Of> rootNamed(std::string_view name) {
    if (name == "resource") return Variable::Of::resource;
    if (name == "principal") return Variable::Of::principal;
    if (name == "context") return Variable::Of::context;
    if (name == "account") return Variable::Of::accountPlan;
    return std::nullopt;
  }

  // ---- Tokens ----

  bool isSign(std::string_view sign) const { return token_.kind == Token::Kind::sign && token_.text == sign; }
  bool isRelation() const {
    if (token_.kind == Token::Kind::name) return token_.text == "in";
    for (const std::string_view sign : {"==", "!=", "<", "<=", ">", ">="})
      if (isSign(sign)) return true;
    return false;
  }

  void advance() {
    end_ = token_.at + token_.text.size();
    token_ = lexer_.next();
    if (token_.kind == Token::Kind::fault) fail(token_.at, token_.value);
    if (writer_.problem()) token_ = {Token::Kind::end, source_.size()};
  }

  bool expect(std::string_view sign, std::string_view expected) {
    const bool isThere = isSign(sign);
    if (isThere)
      advance();
    else
      failUnexpected(expected);
    return isThere;
  }

  /// After a mistake there are no more tokens, so that every reader returns.
  void fail(std::size_t at, std::string_view message) {
    writer_.fail(at, message);
    token_ = {Token::Kind::end, source_.size()};
  }

  void failUnexpected(std::string_view expected) {
    if (isSign("-")) return fail(token_.at, "there is no arithmetic in conditions; compare facts with values");
    const bool isEnd = token_.kind == Token::Kind::end;
    const std::string found =
        isEnd ? "the condition ends here" : joined({"`", token_.text.substr(0, 60), "` is unexpected"});
    fail(token_.at, joined({found, "; expected ", expected}));
  }

  std::string_view source_;
  ConditionLexer lexer_;
  ConditionWriter writer_;
  Token token_;
  std::size_t end_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Result<Program> compileCondition(std::string_view source, const ConditionScope& scope) {
  return ConditionParser(source, scope).read();
}

}  // namespace lockstep
