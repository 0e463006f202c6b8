#include "server/sign_in.h"

#include "base/text.h"
#include "server/encoding.h"

namespace lockstep::server {

namespace {

/// For so many seconds a token that was good is taken at its word: a key that is revoked works so long at most.
constexpr Time trustedFor = 5;
/// And so long while the database cannot be asked: decisions go on from memory, and nobody could be told of a revocation.
constexpr Time trustedInOutage = 300;
constexpr std::size_t mostSeen = 10'000;

Problem unauthorized() { return {"unauthorized", "", "Sign in: the token is missing, has ended, or is not of this server."}; }

}  // namespace

Result<Caller> SignIn::check(std::string_view token, Time now) {
  Caller caller;
  if (const auto id = serviceKeyId(token)) {
    const auto key = store_.serviceKey(*id);
    if (!key) return key.problems();
    if (!*key || !matches(**key, token)) return unauthorized();
    caller.isHost = true;
    caller.account = (*key)->account;
    caller.name = "service:" + *id;
    return caller;
  }
  if (!keys_) return unauthorized();
  const auto claims = verifyToken(*keys_, token, now, expected_);
  if (!claims) return unauthorized();
  caller.account = claims->account;
  caller.user = claims->subject;
  caller.name = "user:" + claims->subject;
  caller.until = claims->expires;
  return caller;
}

std::optional<Caller> SignIn::seen(const std::string& digest, Time now, Time trusted) {
  const std::lock_guard lock(mutex_);
  const auto at = seen_.find(digest);
  if (at == seen_.end()) return std::nullopt;
  const auto& [caller, checkedAt] = at->second;
  const bool isGood = now >= checkedAt && now < checkedAt + trusted && (!caller.until || now < *caller.until);
  return isGood ? std::optional(caller) : std::nullopt;
}

Result<Caller> SignIn::identify(std::string_view authorization, Time now) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size() || lowerAscii(authorization.substr(0, scheme.size())) != scheme) return unauthorized();
  const std::string_view token = trimmed(authorization.substr(scheme.size()));
  if (token.size() > largestToken) return unauthorized();
  const std::string digest = sha256Bytes(token);
  if (auto caller = seen(digest, now, trustedFor)) return *std::move(caller);
  auto caller = check(token, now);
  if (!caller && caller.problems().front().code == "store_unavailable") {
    auto known = seen(digest, now, trustedInOutage);
    return known ? Result<Caller>(*std::move(known)) : caller;
  }
  const std::lock_guard lock(mutex_);
  if (!caller) {
    // Once refused, it is not trusted again in an outage either.
    seen_.erase(digest);
    return caller;
  }
  if (seen_.size() >= mostSeen) seen_.clear();
  seen_[digest] = {*caller, now};
  return caller;
}

}  // namespace lockstep::server
