#include "server/auth/sign_in.h"

#include "base/text.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

/// For so many seconds a token that was good is taken at its word: a key that is revoked works so long at most.
constexpr Time trustedFor = 5;
/// And so long while the database cannot be asked: decisions go on from memory, and no revocation can be read.
constexpr Time trustedInOutage = 300;
constexpr std::size_t mostSeen = 10'000;

/// `reason` is for counters: problems of a 401 are not sent.
Problem unauthorized(std::string_view reason) {
  return {"unauthorized", std::string(reason), "Sign in: the token is missing, has ended, or is not of this server."};
}

/// `expired` of `token_expired`.
std::string_view reasonOf(const Problem& problem) {
  constexpr std::string_view prefix = "token_";
  return problem.code.starts_with(prefix) ? std::string_view(problem.code).substr(prefix.size()) : "other";
}

}  // namespace

SignIn::IssuersPointer SignIn::currentIssuers() {
  const std::lock_guard lock(mutex_);
  return issuers_;
}

void SignIn::replaceIssuers(Issuers issuers) {
  const std::lock_guard lock(mutex_);
  issuers_ = std::make_shared<const Issuers>(std::move(issuers));
  std::erase_if(seen_, [](const auto& entry) { return !entry.second.caller.isHost; });
}

Result<Caller> SignIn::check(std::string_view token, Time now, bool mayWait, const Issuers& issuers) {
  Caller caller;
  if (const auto id = serviceKeyId(token)) {
    if (!mayWait) return Problem{"would_wait", "", "The database has to be asked."};
    const auto key = store_.serviceKey(*id);
    if (!key) return key.problems();
    if (!*key || !matches(**key, token)) return unauthorized("service_key");
    caller.isHost = true;
    caller.readsMetricsAlone = (*key)->scope == KeyScope::metrics;
    caller.account = (*key)->account;
    caller.name = "service:" + *id;
    return caller;
  }
  // A single issuer verifies every token, so that its claims are read once.
  const auto name = issuers.size() > 1 ? unverifiedIssuer(token) : std::nullopt;
  const TrustedIssuer* issuer = issuerOf(issuers, name);
  if (issuer == nullptr) return unauthorized("key_unknown");
  const auto claims = verifyToken(issuer->keys, token, now, issuer->expected);
  if (!claims) return unauthorized(reasonOf(claims.problems().front()));
  if (!issuer->mayNameAccount(claims->account)) return unauthorized("claims");
  caller.account = claims->account;
  caller.user = claims->subject;
  caller.name = "user:" + claims->subject;
  caller.until = claims->expires;
  return caller;
}

namespace {

bool isWithin(Time now, Time since, Time span) { return now >= since && now < since + span; }

}  // namespace

std::optional<Caller> SignIn::seen(const std::string& digest, Time now) {
  const std::lock_guard lock(mutex_);
  const auto at = seen_.find(digest);
  if (at == seen_.end()) return std::nullopt;
  const auto& [caller, checkedAt, missedAt] = at->second;
  if (caller.until && now >= *caller.until) return std::nullopt;
  const bool isGood = isWithin(now, checkedAt, trustedFor) ||
                      (missedAt && isWithin(now, *missedAt, trustedFor) && isWithin(now, checkedAt, trustedInOutage));
  return isGood ? std::optional(caller) : std::nullopt;
}

std::optional<Caller> SignIn::seenInOutage(const std::string& digest, Time now) {
  const std::lock_guard lock(mutex_);
  const auto at = seen_.find(digest);
  if (at == seen_.end() || !isWithin(now, at->second.checkedAt, trustedInOutage)) return std::nullopt;
  at->second.missedAt = now;
  return at->second.caller;
}

Result<Caller> SignIn::identify(std::string_view authorization, Time now, bool mayWait) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size() || lowerAscii(authorization.substr(0, scheme.size())) != scheme)
    return unauthorized(trimmed(authorization).empty() ? "missing" : "malformed");
  const std::string_view token = trimmed(authorization.substr(scheme.size()));
  if (token.size() > largestToken) return unauthorized("malformed");
  const std::string digest = sha256Bytes(token);
  if (auto caller = seen(digest, now)) return *std::move(caller);
  const IssuersPointer issuers = currentIssuers();
  auto caller = check(token, now, mayWait, *issuers);
  if (!caller && caller.problems().front().code == "would_wait") return caller;
  if (!caller && caller.problems().front().code == "store_unavailable") {
    auto known = seenInOutage(digest, now);
    return known ? Result<Caller>(*std::move(known)) : caller;
  }
  const std::lock_guard lock(mutex_);
  if (!caller) {
    // Once refused, it is not trusted again in an outage either.
    seen_.erase(digest);
    return caller;
  }
  if (issuers != issuers_) return caller;  // they were replaced meanwhile
  if (seen_.size() >= mostSeen) seen_.clear();
  seen_[digest] = {*caller, now, std::nullopt};
  return caller;
}

}  // namespace lockstep::server
