#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "given.h"

namespace lockstep::fuzz {

/// What libFuzzer counts as a crash: the property does not hold of this input.
inline void hold(bool property) {
  if (!property) __builtin_trap();
}

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

using given::noon, given::policy;

/// Snapshots and deltas name the policy's digest, which changes with every rule: in a seed it is $DIGEST.
inline std::string withDigest(std::string_view text) {
  constexpr std::string_view mark = "$DIGEST";
  std::string out(text);
  for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at + policy().digest().size()))
    out.replace(at, mark.size(), policy().digest());
  return out;
}

/// An account with one of everything that a request may be about.
inline const Account& acme() {
  static const Account parsed =
      Account::parse(R"({"format":"lockstep-account/1","id":"acme","revision":7,"plan":"enterprise",
    "users":[{"id":"ada","name":"Ada","email":"ada@acme.test","role":"account_administrator"},
             {"id":"dev","name":"Dev","email":"dev@acme.test","role":"developer"},
             {"id":"full","name":"Full","email":"full@acme.test","role":"media_library_full_access"},
             {"id":"vera","name":"Vera","email":"vera@acme.test","role":"media_library_view_only_access"},
             {"id":"fin","name":"Fin","email":"fin@acme.test","role":"finance"},
             {"id":"rita","name":"Rita","email":"rita@acme.test","role":"media_library_restricted_access"},
             {"id":"remy","name":"Remy","email":"remy@acme.test","role":"media_library_restricted_access"}],
    "limits":{"users":20},
    "groups":[{"id":"g1","name":"Design","members":["rita"]},{"id":"g2","name":"Board","members":["remy"]}],
    "assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/own","owner":"rita"},
              {"id":"f3","kind":"folder","path":"/m-2"},{"id":"f4","kind":"folder","path":"/secret"},
              {"id":"a1","kind":"file","path":"/m/x.png"},{"id":"a2","kind":"file","path":"/m/own/y.png","owner":"rita"},
              {"id":"a3","kind":"file","path":"/secret/z.png","owner":"remy"},{"id":"a4","kind":"file","path":"/m/draft.png","published":false}],
    "collections":[{"id":"c1","name":"Brand","owner":"rita","items":["a1","a3"]},{"id":"c2","name":"Other","items":["a2"]}],
    "shares":[{"on":"f1","with":{"group":"g1"},"level":"view"},{"on":"f3","with":{"user":"rita"},"level":"contribute","until":"2026-01-15T12:00:00Z"},
              {"on":"a1","with":{"user":"remy"},"level":"manage"},{"on":"c2","with":{"user":"rita"},"level":"manage"}],
    "links":[{"id":"l1","on":"f1"},{"id":"l2","on":"f4","hasPassword":true,"endsAt":"2026-01-15T12:00:00Z"},{"id":"l3","on":"c1"}],
    "apiKeys":[{"id":"k1","kind":"standard"},{"id":"k2","kind":"restricted","media":"read"}],
    "comments":[{"id":"m1","on":"a1","author":"rita"},{"id":"m2","on":"a3","author":"remy"}]})",
                     policy())
          .value();
  return parsed;
}

/// So long that no time in a request makes a snapshot stale.
inline constexpr Time aThousandYears = 31'556'952'000;

}  // namespace lockstep::fuzz

// Ours, so that a compiler asked for missing declarations finds one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
