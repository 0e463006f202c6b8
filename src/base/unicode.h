#pragma once

namespace lockstep {

/// What names need to know of Unicode. A code point that Unicode 15 has not assigned counts as the assigned one
/// before it.

/// Whether a code point beyond ASCII is a letter, mark or numeral (general categories L, M and N) and visible.
bool isLetterBeyondAscii(char32_t point);

/// Whether a code point is a control, a format control, a space or separator other than U+0020, a default-ignorable
/// code point, or the blank Braille pattern U+2800.
bool isInvisible(char32_t point);

}  // namespace lockstep
