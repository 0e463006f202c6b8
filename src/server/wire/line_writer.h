#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace lockstep::server {

/// Writes lines to a file, pipe or socket on a thread of its own. `push` never waits for the reader.
///
/// A reader that stops or goes away costs lines, which are counted, and nothing else. spdlog and Boost.Log wait at
/// their end for the write that is under way, so a reader that has stopped would keep the program from ending.
class LineWriter {
 public:
  using Count = std::shared_ptr<std::atomic<std::uint64_t>>;

  /// `file` is an open descriptor, which outlives the program's use of it. `dropped` counts the lines for which there
  /// was no room, or that could not be written. SIGPIPE must be ignored.
  LineWriter(int file, Count dropped);
  /// Gives the reader a second to take the lines that wait.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  /// Adds a line, which ends with its line feed; from any thread.
  void push(std::string line);

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;  // shared with the thread, which may outlive this object by one write
};

}  // namespace lockstep::server
