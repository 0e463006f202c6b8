// Conditions on whose something is: one's own comment, and what a role may do on its own alone.
#include "access/question.h"

namespace lockstep {

namespace {

void checkOwnComment(Question& q) {
  if (!q.action->ownComment || !q.context.comment) return;
  const Comment* comment = q.facts().comment(*q.context.comment);
  const Asset* asset = comment != nullptr ? q.facts().asset(comment->on) : nullptr;
  const bool isThere = asset != nullptr && asset->path == q.path;
  // The host is nobody's author, but means a comment on the path that it names.
  if (q.asker() == Principal::Kind::system && !isThere) return q.problem("comment", Reason::resource_mismatch);
  const bool isOwn = isThere && q.asker() == Principal::Kind::user && comment->author == q.access.user()->id;
  if (!isOwn && q.asker() != Principal::Kind::system) q.problem("comment", Reason::not_author);
}

/// The account names the owner of what it lists; only of anything else does the host name one.
void checkOwner(Question& q) {
  const Role* role = q.access.role();
  if (role == nullptr || !role->own.has(q.actionId)) return;
  const Asset* asset = q.path.empty() ? nullptr : q.facts().assetAt(q.path);
  const std::string* listed = asset != nullptr ? &asset->owner : q.collection != nullptr ? &q.collection->owner : nullptr;
  if (listed != nullptr) {
    if (*listed != q.access.user()->id) q.problem("", Reason::not_author);
    return;
  }
  if (!q.context.owner) q.unverified("owner");
  else if (*q.context.owner != q.access.user()->id) q.problem("owner", Reason::not_author);
  // The whole account may list what a slice does not hold.
  if (q.facts().isSlice && !q.path.empty()) q.unverified(nameOf(Reason::not_author));
}

}  // namespace

void checkOwn(Question& q) {
  checkOwnComment(q);
  // The host is not asked whose something is.
  if (q.asker() != Principal::Kind::system) checkOwner(q);
}

}  // namespace lockstep
