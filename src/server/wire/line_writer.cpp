#include "server/wire/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

namespace lockstep::server {

namespace {

constexpr std::size_t mostWaitingBytes = 256 * 1024;
/// POSIX takes so much of a pipe at once, whole, and a pipe that can be written to has room for it.
constexpr std::size_t mostAtOnce = 4096;
constexpr std::chrono::seconds timeToEnd{1};

}  // namespace

struct LineWriter::Queue {
  Queue(int to, Count counted) : file(to), dropped(std::move(counted)) {}

  void run();
  bool write(std::string_view line) const;

  const int file;
  const Count dropped;
  std::mutex mutex;  // guards the rest, but for `isGivenUp`
  std::condition_variable changed;
  std::deque<std::string> lines;
  std::size_t bytes = 0;
  bool isEnding = false, hasEnded = false;
  std::atomic<bool> isGivenUp = false;
};

/// Returns false where the line could not be written whole.
bool LineWriter::Queue::write(std::string_view line) const {
  while (!line.empty()) {
    pollfd waiting{file, POLLOUT, 0};
    const int ready = ::poll(&waiting, 1, 100);
    if (ready == 0 && isGivenUp) return false;
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t written = ::write(file, line.data(), std::min(line.size(), mostAtOnce));
    if (written >= 0)
      line.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR && errno != EAGAIN)
      return false;
  }
  return true;
}

void LineWriter::Queue::run() {
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return isEnding || !lines.empty(); });
    if (lines.empty() || isGivenUp) break;
    const std::string line = std::move(lines.front());
    lines.pop_front();
    bytes -= line.size();
    lock.unlock();
    if (!write(line)) ++*dropped;
    lock.lock();
  }
  hasEnded = true;
  changed.notify_all();
}

LineWriter::LineWriter(int file, Count dropped) : queue_(std::make_shared<Queue>(file, std::move(dropped))) {
  std::thread([queue = queue_] { queue->run(); }).detach();
}

LineWriter::~LineWriter() {
  std::unique_lock lock(queue_->mutex);
  queue_->isEnding = true;
  queue_->changed.notify_all();
  queue_->isGivenUp = !queue_->changed.wait_for(lock, timeToEnd, [this] { return queue_->hasEnded; });
}

void LineWriter::push(std::string line) {
  const std::lock_guard lock(queue_->mutex);
  if (queue_->bytes + line.size() > mostWaitingBytes) {
    ++*queue_->dropped;
    return;
  }
  queue_->bytes += line.size();
  queue_->lines.push_back(std::move(line));
  queue_->changed.notify_all();
}

}  // namespace lockstep::server
