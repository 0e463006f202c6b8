#include "server/metrics.h"

namespace lockstep::server {

std::string Metrics::text(const Open& open) const {
  std::string out;
  const auto family = [&](const std::string& name, const std::string& type, const std::string& help) { out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n"; };
  const auto sample = [&](const std::string& name, std::uint64_t value) { out += name + " " + std::to_string(value) + "\n"; };
  family("lockstep_answers_total", "counter", "Answers by the first digit of their status.");
  for (std::size_t i = 1; i < byClass_.size(); ++i) sample("lockstep_answers_total{class=\"" + std::to_string(i) + "xx\"}", byClass_[i]);
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
