#pragma once

#include <string>
#include <vector>

#include "lockstep/base/json.h"

namespace lockstep {

/// Builds a document from a parser's events, in the order of the input. Members of objects and arrays that are still
/// open wait in one list; closing one moves its members to the arena, with their number known.
class DocumentBuilder {
 public:
  void null() { put(Value()); }
  void boolean(bool value) { put(Value(value)); }
  void integer(std::int64_t value) { put(Value(value)); }
  /// These make no copy: the string must outlive the document, or be `kept`.
  void number(std::string_view literal) { put(view(Value::Kind::number, literal)); }
  void string(std::string_view text) { put(view(Value::Kind::string, text)); }
  std::string_view kept(std::string_view text);

  /// Return false for an event that may not follow, with the reason in `fault`.
  bool open(Value::Kind kind);
  bool key(std::string_view name);
  void close();

  /// Whether an array or an object is open.
  bool isOpen() const { return !open_.empty(); }
  /// Whether the innermost that is open is an array. One must be open.
  bool isInArray() const { return open_.back().kind == Value::Kind::array; }

  Document finish() { return Document(std::move(waiting_.back().value), std::move(arena_)); }
  const std::string& fault() const { return fault_; }

 private:
  struct Open {
    Value::Kind kind;
    std::size_t first;                  // of its own in `waiting_`
    std::vector<std::uint16_t> sorted;  // the places of its keys in their order, once they are many
  };
  static Value view(Value::Kind kind, std::string_view text);
  void put(Value value);
  bool isTwice(Open& object, std::string_view name);

  Arena arena_;
  std::vector<Value::Member> waiting_;
  std::vector<Open> open_;
  std::string_view key_;
  std::string fault_;
};

}  // namespace lockstep
