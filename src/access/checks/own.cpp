// Conditions on whose something is: one's own comment, and what a role may do on its own alone.
#include "access/evaluation.h"

namespace lockstep {

namespace {

void checkOwnComment(Evaluation& e) {
  if (!e.action->ownComment || !e.context.comment) return;
  const Comment* comment = e.facts().comment(*e.context.comment);
  const Asset* asset = comment != nullptr ? e.facts().asset(comment->on) : nullptr;
  const bool isThere = asset != nullptr && asset->path == e.path;
  // The host is no author, but the comment must be on the path that the host names.
  if (e.asker() == Principal::Kind::system && !isThere) return e.problem("comment", Reason::resource_mismatch);
  const bool isOwn = isThere && e.asker() == Principal::Kind::user && comment->author == e.access.user()->id;
  if (!isOwn && e.asker() != Principal::Kind::system) e.problem("comment", Reason::not_author);
}

/// The account has the owner of a listed asset. Only for other assets does the host name one.
void checkOwner(Evaluation& e) {
  const Role* role = e.role;
  if (role == nullptr || !role->own.has(e.actionId)) return;
  const Asset* asset = e.asset();
  const std::string* listed = asset != nullptr          ? &asset->owner
                              : e.collection != nullptr ? &e.collection->owner
                                                        : nullptr;
  if (listed != nullptr) {
    if (*listed != e.access.user()->id) e.problem("", Reason::not_author);
    return;
  }
  if (!e.context.owner)
    e.unverified("owner");
  else if (*e.context.owner != e.access.user()->id)
    e.problem("owner", Reason::not_author);
  // The whole account may list what a slice does not hold.
  if (e.facts().isSlice && !e.path.empty()) e.unverified(nameOf(Reason::not_author));
}

}  // namespace

void checkOwn(Evaluation& e) {
  if (hasExtras) checkOwnComment(e);
  // The host is not asked whose something is.
  if (e.asker() != Principal::Kind::system) checkOwner(e);
}

}  // namespace lockstep
