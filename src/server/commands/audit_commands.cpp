// `lockstep audit verify` and `anchor`: what an operator checks and keeps, beside the running servers.
#include "server/commands/audit_commands.h"

#include <iostream>
#include <map>
#include <set>

#include "base/digest.h"
#include "server/commands/command_failure.h"
#include "server/live/anchors.h"
#include "server/store/audit_check.h"
#include "server/store/store.h"
#include "server/wire/clock.h"
#include "server/wire/whole_file.h"

namespace lockstep::server {

namespace {

constexpr std::size_t entriesAtOnce = 1000;

std::string entryName(std::int64_t sequence) { return "entry " + std::to_string(sequence); }

/// Returns the fault of the kept changes. Each has a mark that is made from it and the mark before it, and the last
/// mark is the account's. A database of an older version has no marks to check.
std::string historyFault(const StoredAccount& stored) {
  const RevisionId& head = stored.head.at;
  Mark mark = stored.factsMark;
  const auto& changes = stored.changes;
  std::int64_t revision = changes.empty() ? head.revision : changes.front().revision - 1;
  for (const auto& change : changes) {
    mark = markAfter(mark, change.delta);
    if (change.revision != ++revision) return "the change to revision " + std::to_string(revision) + " is missing";
    if (change.mark && *change.mark != mark)
      return "the change to revision " + std::to_string(revision) + " was changed: its mark does not match";
    if (revision == head.revision && head.mark && *head.mark != mark)
      return "the changes do not lead to the account's revision " + toText(head);
  }
  if (revision < head.revision)
    return "the changes end at revision " + std::to_string(revision) + ", the account is at " +
           std::to_string(head.revision);
  if (changes.empty() && head.mark && *head.mark != mark)
    return "the facts are not of the account's revision " + toText(head);
  return "";
}

/// Returns the fault between the log and the account: each change has an entry, and the facts are those that an entry
/// contains the digest of. `check` has read the log as far as it was when `stored` was read.
std::string stateFault(const AuditCheck& check, const StoredAccount& stored) {
  const RevisionId& at = stored.head.at;
  const bool hasChanges = !stored.changes.empty() && stored.changes.front().revision <= at.revision;
  if (check.end().sequence == 0) return hasChanges ? "the log is empty, but the account was changed" : std::string();
  if (check.at().revision != at.revision)
    return entryName(check.end().sequence) + " leads to revision " + std::to_string(check.at().revision) +
           ", but the account is at " + std::to_string(at.revision);
  if (check.at().mark && at.mark && *check.at().mark != *at.mark)
    return entryName(check.end().sequence) + " leads to revision " + toText(check.at()) + ", but the account is at " +
           toText(at);
  if (check.facts() && *check.facts() != sha256(stored.facts))
    return "the facts were changed: their digest is not the one in the log";
  return "";
}

/// Reads an account's log and compares it with the anchors and with what the database holds for the account.
class Verification {
 public:
  Verification(Store& store, std::string account, const Anchors& anchors)
      : store_(store), account_(std::move(account)), check_(account_) {
    if (const auto own = anchors.find(account_); own != anchors.end()) anchors_ = own->second;
  }

  /// Returns the first fault; empty if there is none.
  Result<std::string> run() {
    auto stored = store_.load(account_);
    if (!stored) return stored.problems();
    stored_ = std::move(*stored);
    auto fault = readLog();
    if (!fault || !fault->empty()) return fault;
    if (std::string early = earlyEntry(); !early.empty()) return early;
    if (std::string missing = check_.finish(); !missing.empty()) return missing;
    if (const auto next = anchors_.upper_bound(entries()); next != anchors_.end())
      return "the log ends at " + entryName(entries()) + ", but the anchor of " + next->second.at + " contains " +
             entryName(next->first);
    if (!stored_ && !check_.isDeleted() && entries() > 0) return std::string("there is a log, but no such account");
    return stored_ ? historyFault(*stored_) : std::string();
  }

  bool isThere() const { return stored_ || entries() > 0; }
  bool isDeleted() const { return !stored_ && check_.isDeleted(); }
  std::int64_t entries() const { return check_.end().sequence; }

 private:
  Result<std::string> readLog() {
    // The log may grow while it is read: the account is compared with the log as it was.
    const std::int64_t known = stored_ ? stored_->audit.sequence : 0;
    if (stored_ && known == 0)
      if (std::string fault = stateFault(check_, *stored_); !fault.empty()) return fault;
    for (;;) {
      const auto entries = store_.audit(account_, check_.end().sequence, entriesAtOnce);
      if (!entries) return entries.problems();
      if (entries->empty()) break;
      for (const auto& entry : *entries) {
        std::string fault = check_.add(entry);
        if (fault.empty()) fault = anchorFault();
        if (fault.empty() && stored_ && check_.end().sequence == known) fault = headFault();
        if (!fault.empty()) return fault;
      }
    }
    return lengthFault(known);
  }

  std::string headFault() const {
    if (check_.end().hash != stored_->audit.hash)
      return entryName(check_.end().sequence) + " is not the one that the account names: it was replaced";
    return stateFault(check_, *stored_);
  }

  std::string anchorFault() const {
    const auto [first, last] = anchors_.equal_range(check_.end().sequence);
    for (auto at = first; at != last; ++at)
      if (at->second.hash != check_.end().hash)
        return entryName(at->first) + " is not the one of the anchor of " + at->second.at + ": the log was rewritten";
    return {};
  }

  Result<std::string> lengthFault(std::int64_t known) {
    if (!stored_ || entries() == known) return std::string();
    if (entries() > known) {
      // The log grows only together with the account's row.
      const auto now = store_.auditHead(account_);
      if (!now) return now.problems();
      if (!*now || entries() <= (*now)->sequence) return std::string();
      known = (*now)->sequence;
    }
    return "the log ends at " + entryName(entries()) + ", the account names " + entryName(known) + " as the last one";
  }

  std::string earlyEntry() {
    const auto first = store_.audit(account_, INT64_MIN, 1);
    if (!first || first->empty() || first->front().sequence > 0) return "";
    return entryName(first->front().sequence) + " comes before the first one: it was added later";
  }

  Store& store_;
  const std::string account_;
  std::multimap<std::int64_t, Anchor> anchors_;  // of this account
  std::optional<StoredAccount> stored_;
  AuditCheck check_;
};

/// Returns the public keys of a file, or those that belong to the database's signing keys.
Result<KeySet> keysOf(const AuditOptions& options, Store& store) {
  if (!options.keys.empty()) {
    const auto text = wholeFile(options.keys);
    if (!text) return Problem{"file_unreadable", options.keys, "Cannot be read."};
    return KeySet::read(*text);
  }
  const auto rows = store.signingKeys();
  if (!rows) return rows.problems();
  if (rows->empty())
    return Problem{"keys_missing", "", "The database has no signing keys. Give the public keys with `--keys`."};
  Value jwks = Value::object();
  Value& keys = jwks.add("keys", Value::array());
  for (const auto& row : *rows) {
    const auto key = SigningKey::fromPem(row.pem);
    if (!key) return key.problems();
    keys.push(key->publicJwk());
  }
  return KeySet::read(toJson(jwks));
}

Result<Anchors> anchorsOf(const AuditOptions& options, Store& store) {
  if (options.anchors.empty()) return Anchors();
  const auto lines = wholeFile(options.anchors);
  if (!lines) return Problem{"file_unreadable", options.anchors, "Cannot be read."};
  const auto keys = keysOf(options, store);
  if (!keys) return keys.problems();
  return readAnchors(*lines, *keys);
}

/// Returns the accounts of the database, and of the anchors: an account may be gone with its log.
Result<std::vector<std::string>> accountsOf(const AuditOptions& options, Store& store, const Anchors& anchors) {
  if (!options.account.empty()) return std::vector{options.account};
  auto names = store.auditedAccounts();
  if (!names) return names.problems();
  std::set<std::string> all(names->begin(), names->end());
  for (const auto& [account, own] : anchors) all.insert(account);
  return std::vector<std::string>(all.begin(), all.end());
}

/// Returns the end of a log, whose last entry is given.
AuditHead headOf(const std::string& account, const AuditEntry& last) {
  const auto entry = parseJson(last.text);
  const Value* epoch = entry ? entry->root().find("epoch") : nullptr;
  return {last.sequence, last.hash, account, std::string(epoch != nullptr ? epoch->string() : std::string_view())};
}

}  // namespace

int verifyAudit(const AuditOptions& options) {
  const auto store = Store::open(options.data, Schema::readNewest);
  if (!store) return failCommand("audit", store.problems());
  const auto anchors = anchorsOf(options, **store);
  if (!anchors) return failCommand("audit", anchors.problems());
  const auto names = accountsOf(options, **store, *anchors);
  if (!names) return failCommand("audit", names.problems());
  bool isWhole = true;
  // A fault of one account does not end the verification of the others.
  for (const auto& name : *names) {
    Verification verification(**store, name, *anchors);
    const auto fault = verification.run();
    if (!fault) return failCommand("audit", fault.problems());
    if (fault->empty() && !verification.isThere())
      return failCommand("audit", {{"account_unknown", "", "There is no account " + name + "."}});
    std::cout << name << ": "
              << (fault->empty() ? std::to_string(verification.entries()) + " entries, whole" +
                                       (verification.isDeleted() ? "; the account was deleted" : "")
                                 : *fault)
              << "\n";
    isWhole = isWhole && fault->empty();
  }
  return isWhole ? 0 : 1;
}

int anchorAudit(const AuditOptions& options) {
  const auto store = Store::openExisting(options.data);
  if (!store) return failCommand("audit", store.problems());
  const auto keys =
      options.signingKeys.empty() ? SigningKeys::ofStore(**store) : SigningKeys::ofFiles(options.signingKeys);
  if (!keys) return failCommand("audit", keys.problems());
  const auto names = accountsOf(options, **store, {});
  if (!names) return failCommand("audit", names.problems());
  const Time now = clockNow();
  const SigningKey key = (*keys)->current(now);
  for (const auto& name : *names) {
    // The last entry, not the account's row: a deleted account has a log, too.
    const auto last = (*store)->auditBefore(name, INT64_MAX, 1);
    if (!last) return failCommand("audit", last.problems());
    if (last->empty()) continue;
    std::cout << anchorLine(key, headOf(name, last->front()), now);
  }
  return 0;
}

}  // namespace lockstep::server
