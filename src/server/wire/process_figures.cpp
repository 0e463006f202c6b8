#include "server/wire/process_figures.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace lockstep::server {

namespace {

/// When this program was loaded, which is a moment after the process began.
const std::int64_t startedAt =
    std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();

std::uint64_t nanosecondsOf(const timeval& time) {
  return (static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_usec)) * 1000;
}

std::uint64_t openFiles() {
  std::error_code error;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end; at.increment(error))
    ++count;
  return count;
}

}  // namespace

void writeProcessFigures(Exposition& out) {
  out.one("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.",
          static_cast<std::uint64_t>(startedAt));
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    out.family("process_cpu_seconds_total", "counter", "CPU time of the process.");
    out.sample("process_cpu_seconds_total", secondsOf(nanosecondsOf(usage.ru_utime) + nanosecondsOf(usage.ru_stime)));
  }
  std::uint64_t pages = 0, resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    const auto pageSize = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    out.one("process_resident_memory_bytes", "gauge", "Memory of the process that is not swapped out.",
            resident * pageSize);
  }
  if (const std::uint64_t count = openFiles(); count > 0)
    out.one("process_open_fds", "gauge", "Open files and connections.", count);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    out.one("process_max_fds", "gauge", "Most open files and connections.", limit.rlim_cur);
}

}  // namespace lockstep::server
