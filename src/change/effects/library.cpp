// What makes, publishes and deletes files, folders and comments.
#include "change/edit.h"
#include "lockstep/account/path.h"

namespace lockstep::effects {

namespace {

/// Makes a file or folder of the request's name, owned by the principal. An existing one stays as it is, also an
/// unlisted folder with assets of others: a folder is not made twice, a file gets a new version and keeps its
/// owner.
void make(Edit& edit, KindId kind) {
  Asset asset;
  asset.path = edit.stepAside(joinPath(edit.path(), *edit.context.name));
  if (const Asset* known = edit.facts.assetAt(asset.path); known != nullptr && known->kind == anyKind) {
    asset = *known;
    asset.kind = edit.facts.kindAt(asset.path, kind);
    edit.put(std::move(asset));
    return;
  }
  if (edit.facts.kindAt(asset.path)) return;
  asset.id = edit.newId("a");
  asset.kind = kind;
  asset.owner = edit.maker();
  edit.put(std::move(asset));
}

void removeWithin(Edit& edit, const std::string& path) {
  std::vector<std::string> ids;
  for (const Asset* asset : edit.facts.below(path)) ids.push_back(asset->id);
  if (const Asset* asset = edit.facts.assetAt(path); asset != nullptr && path != "/") ids.push_back(asset->id);
  for (const auto& id : ids) edit.removeAsset(id);
}

}  // namespace

std::optional<Refusal> createFolder(Edit& edit) {
  make(edit, folderKind);
  return std::nullopt;
}

std::optional<Refusal> uploadFile(Edit& edit) {
  make(edit, fileKind);
  return std::nullopt;
}

std::optional<Refusal> publishFile(Edit& edit) {
  const bool published = *edit.context.flag;
  const Asset* known = edit.facts.assetAt(edit.path());
  // A file that is not listed is published.
  if ((known != nullptr ? known->published : true) == published) return std::nullopt;
  Asset asset = edit.listed(edit.path(), edit.said());
  asset.published = published;
  edit.put(std::move(asset));
  return std::nullopt;
}

std::optional<Refusal> deleteAsset(Edit& edit) {
  removeWithin(edit, edit.path());
  return std::nullopt;
}

std::optional<Refusal> deleteLibrary(Edit& edit) {
  removeWithin(edit, "/");
  return std::nullopt;
}

std::optional<Refusal> addComment(Edit& edit) {
  Comment comment;
  comment.id = edit.newId("m");
  comment.on = edit.item();
  comment.author = edit.maker();
  edit.put(std::move(comment));
  return std::nullopt;
}

std::optional<Refusal> deleteComment(Edit& edit) {
  if (edit.facts.comment(*edit.context.comment) != nullptr) edit.eraseComment(*edit.context.comment);
  return std::nullopt;
}

/// The comment that is named, or all on the file: the account does not say which comments form a thread.
std::optional<Refusal> deleteThread(Edit& edit) {
  const Asset* asset = edit.facts.assetAt(edit.path());
  if (asset == nullptr) return std::nullopt;
  const auto comments = edit.facts.commentsOn(asset->id).texts();
  for (const auto& id : comments)
    if (!edit.context.comment || *edit.context.comment == id) edit.eraseComment(id);
  return std::nullopt;
}

}  // namespace lockstep::effects
