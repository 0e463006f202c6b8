#include "server/metrics.h"

#include <algorithm>

namespace lockstep::server {

void Metrics::refused(int status) {
  answered(status);
  const auto at = std::find(refusals.begin(), refusals.end(), status);
  if (at != refusals.end()) refused_[static_cast<std::size_t>(at - refusals.begin())]++;
}

std::string Metrics::text(const Open& open) const {
  std::string out;
  const auto family = [&](const std::string& name, const std::string& type, const std::string& help) { out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n"; };
  const auto sample = [&](const std::string& name, std::uint64_t value) { out += name + " " + std::to_string(value) + "\n"; };
  family("lockstep_answers_total", "counter", "Answers by the first digit of their status.");
  for (std::size_t i = 1; i < byClass_.size(); ++i) sample("lockstep_answers_total{class=\"" + std::to_string(i) + "xx\"}", byClass_[i]);
  family("lockstep_refusals_total", "counter", "Answers to what could not be read as a request, or was too large or too much.");
  for (std::size_t i = 0; i < refusals.size(); ++i) sample("lockstep_refusals_total{status=\"" + std::to_string(refusals[i]) + "\"}", refused_[i]);
  family("lockstep_sign_in_failures_total", "counter", "Requests without a token, or with one that was refused.");
  sample("lockstep_sign_in_failures_total{token=\"missing\"}", missingTokens_);
  sample("lockstep_sign_in_failures_total{token=\"refused\"}", badTokens_);
  family("lockstep_log_lines_dropped_total", "counter", "Lines of the log that its reader did not take in time.");
  sample("lockstep_log_lines_dropped_total", *droppedLines_);
  family("lockstep_decisions_total", "counter", "Decisions by what they say.");
  sample("lockstep_decisions_total{allowed=\"true\"}", allowed_);
  sample("lockstep_decisions_total{allowed=\"false\"}", denied_);
  family("lockstep_changes_total", "counter", "Changes that this instance has written.");
  sample("lockstep_changes_total", changes_);
  family("lockstep_event_streams", "gauge", "Open event streams.");
  sample("lockstep_event_streams", open.streams);
  family("lockstep_connections", "gauge", "Open connections.");
  sample("lockstep_connections", open.connections);
  family("lockstep_accounts", "gauge", "Accounts in memory.");
  sample("lockstep_accounts", open.accounts);
  return out;
}

}  // namespace lockstep::server
