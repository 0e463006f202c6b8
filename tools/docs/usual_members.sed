# For Doxygen alone: documents the members that every container and value has, so that the headers need not.
s#^( *bool operator==\([^)]*\) const = default;)$#\1  ///< Compares every member.#
s#^( *(explicit )?([A-Z][A-Za-z]*)\(\3&&( other)?\)( noexcept)?( = default;| :.*\{\})$)#\1  ///< Moves.#
s#^( *([A-Z][A-Za-z]*)\(const \2&( other)?\);)$#\1  ///< Copies.#
s#^( *([A-Z][A-Za-z]*)& operator=\(\2&&( other)?\)( noexcept)?( = default)?;)$#\1  ///< Moves.#
s#^( *([A-Z][A-Za-z]*)& operator=\(const \2&( other)?\)( \{ .*\}|( = default)?;))$#\1  ///< Copies.#
s#^( *(auto|Iterator|const_iterator|const [A-Za-z]+\* const\*) begin\(\) const \{ .*\})$#\1  ///< The first entry.#
s#^( *(auto|Iterator|const_iterator|const [A-Za-z]+\* const\*) end\(\) const \{ .*\})$#\1  ///< The end of the entries.#
s#^( *bool empty\(\) const \{ .*\})$#\1  ///< Whether there are no entries.#
s#^( *std::size_t size\(\) const \{ .*\})$#\1  ///< The number of entries.#
s#^( *using value_type = .*;)$#\1  ///< The type of an entry.#
