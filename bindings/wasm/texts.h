#pragma once

#include <string>
#include <string_view>

namespace lockstep {

/// The length of a string in bytes. A string crosses as its length alone: JavaScript has written it into `textBuffer`,
/// or reads it at `answerText`. embind would copy strings byte by byte.
using Length = unsigned long;

/// The string that JavaScript has written, until the end of the expression. The memory of an unusually long one is
/// freed then: a snapshot comes once.
class InputText {
 public:
  explicit InputText(std::string_view text) : text_(text) {}
  InputText(const InputText&) = delete;
  InputText& operator=(const InputText&) = delete;
  ~InputText();
  operator std::string_view() const { return text_; }

 private:
  std::string_view text_;
};
InputText inputText(Length length);
/// Keeps a string until the next answer.
Length returnText(std::string text);

}  // namespace lockstep
