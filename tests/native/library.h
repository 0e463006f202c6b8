#pragma once

#include "given.h"

namespace lockstep::given {

/// Rita sees /marketing through her group, contributes to /marketing/summer, owns /own, and sees /loose/pic.png through
/// a collection.
inline Account library() {
  return account(
      R"("groups":[{"id":"g1","name":"Design Team","members":["rita"]},{"id":"g2","name":"Sales","members":[]}],
    "assets":[{"id":"f1","kind":"folder","path":"/marketing"},{"id":"f2","kind":"folder","path":"/marketing/summer"},{"id":"a1","kind":"file","path":"/marketing/logo.png"},
              {"id":"f3","kind":"folder","path":"/own","owner":"rita"},{"id":"a2","kind":"file","path":"/loose/pic.png"},{"id":"f4","kind":"folder","path":"/secret","owner":"ada"}],
    "collections":[{"id":"c1","name":"Brand","items":["a2"]},{"id":"c2","name":"Mine","owner":"rita","items":[]}],
    "shares":[{"on":"f1","with":{"group":"g1"},"level":"view"},{"on":"f2","with":{"user":"rita"},"level":"contribute"},{"on":"f4","with":{"group":"g2"},"level":"manage"},{"on":"c1","with":{"user":"rita"},"level":"manage"}])");
}

/// What Rita is answered there, or in another account of hers.
inline Decision rita(const Account& account, std::string_view action, std::string_view rest) {
  return ask(account,
             R"({"principal":{"user":"rita"},"action":")" + std::string(action) + "\"," + std::string(rest) + "}");
}

}  // namespace lockstep::given
