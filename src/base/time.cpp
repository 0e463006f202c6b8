#include "lockstep/base/time.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace lockstep {

std::optional<Time> parseTime(std::string_view text) {
  // JavaScript's toISOString adds milliseconds: cut them off.
  if (text.size() > 20 && text.size() <= 30 && text[19] == '.' && text.back() == 'Z') {
    const auto fraction = text.substr(20, text.size() - 21);
    if (fraction.empty() || !std::all_of(fraction.begin(), fraction.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return std::nullopt;
    return parseTime(joined({text.substr(0, 19), "Z"}));
  }
  if (text.size() != 20) return std::nullopt;
  auto part = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (std::size_t i = at; i < at + length; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  const std::chrono::year_month_day date = std::chrono::year(part(0, 4)) / part(5, 2) / part(8, 2);
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t time = days * 86400 + part(11, 2) * 3600 + part(14, 2) * 60 + part(17, 2);
  // Anything but the one way to write a moment from 1970 on is written differently.
  return time >= 0 && formatTime(time) == text ? std::optional(time) : std::nullopt;
}

std::string formatTime(Time seconds) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(seconds / 86400))};
  const int rest = static_cast<int>(seconds % 86400);
  std::string out = "0000-00-00T00:00:00Z";
  auto digits = [&out](std::size_t last, int value) {
    for (; value > 0; value /= 10) out[last--] = static_cast<char>('0' + value % 10);
  };
  digits(3, static_cast<int>(date.year()) % 10000);
  digits(6, static_cast<int>(static_cast<unsigned>(date.month())));
  digits(9, static_cast<int>(static_cast<unsigned>(date.day())));
  digits(12, rest / 3600);
  digits(15, rest / 60 % 60);
  digits(18, rest % 60);
  return out;
}

}  // namespace lockstep
