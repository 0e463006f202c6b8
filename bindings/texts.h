#pragma once

#include <string>
#include <string_view>

namespace lockstep {

/// How long a text is, in bytes. A text crosses as its length alone: JavaScript has written it into `textBuffer`, or reads
/// it at `answerText`. So embind need not know texts: it would copy them byte by byte.
using Length = unsigned long;

/// What JavaScript has written, until the end of the expression. What an unusually large text took is given back then: a
/// snapshot comes once.
class Given {
 public:
  explicit Given(std::string_view text) : text_(text) {}
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;
  ~Given();
  operator std::string_view() const { return text_; }

 private:
  std::string_view text_;
};
Given given(Length length);
/// Keeps a text until the next answer.
Length answer(std::string text);

}  // namespace lockstep
