#include "server/wire/metrics.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>

#include "server/wire/process_figures.h"

namespace lockstep::server {

void Metrics::refused(int status) {
  answered(status);
  const auto at = std::find(refusals.begin(), refusals.end(), status);
  if (at != refusals.end()) refused_[static_cast<std::size_t>(at - refusals.begin())]++;
}

void Metrics::notSignedIn(std::string_view reason) {
  const auto at = std::find(signInFailures.begin(), signInFailures.end(), reason);
  notSignedIn_[static_cast<std::size_t>(std::min(at, signInFailures.end() - 1) - signInFailures.begin())]++;
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

void writeAccount(Exposition& out, std::uint64_t allowed, std::uint64_t denied, std::uint64_t changes,
                  std::size_t streams) {
  out.family("lockstep_decisions_total", "counter", "Decisions by what they say.");
  out.sample("lockstep_decisions_total{allowed=\"true\"}", allowed);
  out.sample("lockstep_decisions_total{allowed=\"false\"}", denied);
  out.one("lockstep_changes_total", "counter", "Changes that this instance has written.", changes);
  out.one("lockstep_event_streams", "gauge", "Open event streams.", streams);
}

}  // namespace

std::string Metrics::text(const Open& open) const {
  Exposition out;
  out.family("lockstep_build_info", "gauge", "The version that runs, in a label.");
  out.sample("lockstep_build_info{version=\"" + version_ + "\"}", 1);
  out.family("lockstep_answers_total", "counter", "Answers by the first digit of their status.");
  for (std::size_t i = 1; i < byClass_.size(); ++i)
    out.sample("lockstep_answers_total{class=\"" + std::to_string(i) + "xx\"}", byClass_[i]);
  out.family("lockstep_refusals_total", "counter",
             "Answers to what could not be read as a request, or was too large or too much.");
  for (std::size_t i = 0; i < refusals.size(); ++i)
    out.sample("lockstep_refusals_total{status=\"" + std::to_string(refusals[i]) + "\"}", refused_[i]);
  out.family("lockstep_sign_in_failures_total", "counter",
             "Requests without a token, or with one that was refused, by what was wrong.");
  for (std::size_t i = 0; i < signInFailures.size(); ++i)
    out.sample("lockstep_sign_in_failures_total{reason=\"" + std::string(signInFailures[i]) + "\"}", notSignedIn_[i]);
  out.one("lockstep_requests_dropped_total", "counter", "Requests whose client went away before the answer was made.",
          gone_);
  out.one("lockstep_log_lines_dropped_total", "counter", "Lines of the log that its reader did not take in time.",
          *droppedLines_);
  std::uint64_t allowed = 0, denied = 0, changes = 0;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [account, counts] : accounts_)
      allowed += counts.allowed, denied += counts.denied, changes += counts.changes;
  }
  writeAccount(out, allowed, denied, changes, open.streams);
  out.one("lockstep_connections", "gauge", "Open connections.", open.connections);
  out.one("lockstep_accounts", "gauge", "Accounts in memory.", open.accounts);
  out.one("lockstep_accounts_unreadable", "gauge", "Accounts that were asked for and cannot be read.", open.unreadable);
  out.one("lockstep_database_heard_seconds_ago", "gauge", "Age of what is known of the changes of other instances.",
          static_cast<std::uint64_t>(open.databaseAge.count()));
  out.one("lockstep_database_writable", "gauge", "Whether the write that was last tried for /readyz succeeded.",
          open.canWrite ? 1 : 0);
  out.one("lockstep_write_failures_total", "counter", "Transactions that failed and changed nothing, or may not have.",
          open.writeFailures);
  times_.write(out);
  writeProcessFigures(out);
  return std::move(out).text();
}

std::string Metrics::textOf(const std::string& account, std::size_t streams) const {
  Exposition out;
  const std::shared_lock lock(mutex_);
  const auto at = accounts_.find(account);
  if (at == accounts_.end())
    writeAccount(out, 0, 0, 0, streams);
  else
    writeAccount(out, at->second.allowed, at->second.denied, at->second.changes, streams);
  return std::move(out).text();
}

}  // namespace lockstep::server
