#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::server {

/// Writes Prometheus's text exposition format, version 0.0.4. Samples follow their family.
class Exposition {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    out_.append("# HELP ")
        .append(name)
        .append(" ")
        .append(help)
        .append("\n# TYPE ")
        .append(name)
        .append(" ")
        .append(type)
        .append("\n");
  }
  /// `name` may have labels.
  void sample(std::string_view name, std::string_view value) {
    out_.append(name).append(" ").append(value).append("\n");
  }
  void sample(std::string_view name, std::uint64_t value) { sample(name, std::string_view(std::to_string(value))); }
  /// Writes a family with one sample.
  void one(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    family(name, type, help);
    sample(name, value);
  }
  std::string text() && { return std::move(out_); }

 private:
  std::string out_;
};

/// Returns a number of nanoseconds as seconds, such as `1.250000000`.
std::string secondsOf(std::uint64_t nanoseconds);

}  // namespace lockstep::server
