#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::server {

/// Identifies a revision with its whole history: the first eight bytes of the SHA-256 of the mark before it and the
/// change. Two histories that have diverged never share a mark again.
using Mark = std::uint64_t;

/// One revision of one history of an account.
struct RevisionId {
  std::int64_t revision = 0;
  std::optional<Mark> mark;  ///< absent: of the current history

  bool operator==(const RevisionId&) const = default;
};

/// Returns `41.9f2c81d07a3b4c5d`; without a mark the number alone.
std::string toText(const RevisionId& id);
/// Reads either form of a revision, which may be hostile.
std::optional<RevisionId> readRevisionId(std::string_view text);

/// 16 hexadecimal digits.
std::string toText(Mark mark);
std::optional<Mark> readMark(std::string_view text);
/// Returns the mark after a change, whose JSON is `delta`.
Mark markAfter(Mark mark, std::string_view delta);

/// Returns the name of a new history: 16 random hexadecimal digits, which are also its first mark. Throws if the system
/// has no random bytes.
std::string newEpoch();
Mark firstMark(std::string_view epoch);

/// Returns the row of `changes` that begins a new history of an account, after changes of the one before were lost.
std::string epochChange(std::string_view epoch);
/// Returns the epoch that such a row begins; nothing if the change is a delta.
std::optional<std::string> epochOf(std::string_view change);

}  // namespace lockstep::server
