#include "server/metrics.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>

namespace lockstep::server {

void Metrics::refused(int status) {
  answered(status);
  const auto at = std::find(refusals.begin(), refusals.end(), status);
  if (at != refusals.end()) refused_[static_cast<std::size_t>(at - refusals.begin())]++;
}

AccountCounts& Metrics::of(const std::string& account) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto at = accounts_.find(account); at != accounts_.end()) return at->second;
  }
  const std::unique_lock lock(mutex_);
  return accounts_[account];
}

namespace {

/// The text exposition format, as it grows.
class Exposition {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    out_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
  }
  void sample(std::string_view name, std::uint64_t value) { out_.append(name).append(" ").append(std::to_string(value)).append("\n"); }
  void one(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    family(name, type, help);
    sample(name, value);
  }
  void account(std::uint64_t allowed, std::uint64_t denied, std::uint64_t changes, std::size_t streams) {
    family("lockstep_decisions_total", "counter", "Decisions by what they say.");
    sample("lockstep_decisions_total{allowed=\"true\"}", allowed);
    sample("lockstep_decisions_total{allowed=\"false\"}", denied);
    one("lockstep_changes_total", "counter", "Changes that this instance has written.", changes);
    one("lockstep_event_streams", "gauge", "Open event streams.", streams);
  }
  std::string text() && { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace

std::string Metrics::text(const Open& open) const {
  Exposition out;
  out.family("lockstep_answers_total", "counter", "Answers by the first digit of their status.");
  for (std::size_t i = 1; i < byClass_.size(); ++i) out.sample("lockstep_answers_total{class=\"" + std::to_string(i) + "xx\"}", byClass_[i]);
  out.family("lockstep_refusals_total", "counter", "Answers to what could not be read as a request, or was too large or too much.");
  for (std::size_t i = 0; i < refusals.size(); ++i) out.sample("lockstep_refusals_total{status=\"" + std::to_string(refusals[i]) + "\"}", refused_[i]);
  out.family("lockstep_sign_in_failures_total", "counter", "Requests without a token, or with one that was refused.");
  out.sample("lockstep_sign_in_failures_total{token=\"missing\"}", missingTokens_);
  out.sample("lockstep_sign_in_failures_total{token=\"refused\"}", badTokens_);
  out.one("lockstep_log_lines_dropped_total", "counter", "Lines of the log that its reader did not take in time.", *droppedLines_);
  std::uint64_t allowed = 0, denied = 0, changes = 0;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [account, counts] : accounts_) allowed += counts.allowed, denied += counts.denied, changes += counts.changes;
  }
  out.account(allowed, denied, changes, open.streams);
  out.one("lockstep_connections", "gauge", "Open connections.", open.connections);
  out.one("lockstep_accounts", "gauge", "Accounts in memory.", open.accounts);
  return std::move(out).text();
}

std::string Metrics::textOf(const std::string& account, std::size_t streams) const {
  Exposition out;
  const std::shared_lock lock(mutex_);
  const auto at = accounts_.find(account);
  if (at == accounts_.end()) out.account(0, 0, 0, streams);
  else out.account(at->second.allowed, at->second.denied, at->second.changes, streams);
  return std::move(out).text();
}

}  // namespace lockstep::server
