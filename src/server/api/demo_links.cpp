#include "server/api/demo_links.h"

#include <shared_mutex>

#include "base/text.h"
#include "server/api/request_body.h"
#include "server/auth/jws.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

constexpr std::string_view create = "link.create", edit = "link.edit", open = "link.open", view = "asset.view";

/// Whether it has what a user's own request may not have.
bool hasTrusted(const Context& given) { return given.now || given.owner || given.passwordVerified || given.id; }

/// What a page may say of a link: nothing else of a context goes on from here.
Context termsOf(const Context& given) {
  Context terms;
  terms.startsAt = given.startsAt;
  terms.endsAt = given.endsAt;
  terms.noStart = given.noStart;
  terms.noEnd = given.noEnd;
  terms.hasPassword = given.hasPassword;
  terms.exposeUnpublished = given.exposeUnpublished;
  terms.problems = given.problems;
  return terms;
}

/// The link that a change has made, from its answer.
std::string madeIn(const Value& answer) {
  const Value* delta = answer.find("delta");
  const Value* links = delta != nullptr && delta->isObject() ? delta->find("links") : nullptr;
  const Value* id =
      links != nullptr && links->isArray() && links->items().size() == 1 ? links->items()[0].find("id") : nullptr;
  return id != nullptr && id->isString() ? std::string(id->string()) : std::string();
}

/// What a link is on, as its visitor may know it.
Value itemOf(const Account& facts, const Link& link) {
  Value item = Value::object();
  if (const Asset* asset = facts.asset(link.on)) {
    item.add("kind", asset->kind == folderKind ? "folder" : "file");
    item.add("path", asset->path);
  } else if (const Collection* collection = facts.collection(link.on)) {
    item.add("kind", "collection");
    item.add("name", collection->name);
  }
  if (link.endsAt) item.add("endsAt", formatTime(*link.endsAt));
  return item;
}

}  // namespace

bool WrongPasswords::areTooMany(const std::string& link, Time now) {
  constexpr int most = 10;
  const std::lock_guard lock(mutex_);
  const auto at = minutes_.find(link);
  return at != minutes_.end() && now < at->second.since + 60 && at->second.count >= most;
}

void WrongPasswords::add(const std::string& link, Time now) {
  const std::lock_guard lock(mutex_);
  Minute& minute = minutes_[link];
  if (now >= minute.since + 60) minute = {now, 0};
  ++minute.count;
}

Problems DemoLinks::begin(const Account& seed) {
  if (Problems problems = passwords_.open(); !problems.empty()) return problems;
  for (const auto& [id, link] : seed.links()) {
    if (!link.hasPassword) continue;
    const auto known = passwords_.has(id);
    if (!known) return known.problems();
    if (*known) continue;
    if (Problems problems = passwords_.set(id, firstPassword); !problems.empty()) return problems;
  }
  return {};
}

Problems DemoLinks::startOver(const Account& seed) {
  if (Problems problems = passwords_.forgetAll(); !problems.empty()) return problems;
  return begin(seed);
}

Result<std::string> DemoLinks::userOf(const HttpRequest& http, Time now) const {
  constexpr std::string_view scheme = "bearer ";
  const std::string given = http.header("authorization").value_or("");
  const bool hasToken =
      given.size() > scheme.size() && lowerAscii(std::string_view(given).substr(0, scheme.size())) == scheme;
  const auto claims =
      verifyToken(keys_, hasToken ? std::string_view(given).substr(scheme.size()) : std::string_view(), now, {});
  if (!claims || claims->account != account_) return Problem{"unauthorized", "", "Sign in first."};
  return claims->subject;
}

HttpResponse DemoLinks::save(const HttpRequest& http, Time now) {
  const auto user = userOf(http, now);
  if (!user) return problemResponse(user.problems());
  const auto body = documentOf(http);
  if (!body) return problemResponse(body.problems());
  Problems problems;
  const Place root;
  Reader reader(body->root(), root, problems);
  const Value* asked = reader.field("request");
  const auto password = reader.optionalText("password");
  reader.finish();
  if (asked == nullptr) reader.report("field_missing", "request", "Must be the request that makes or changes a link.");
  if (!problems.empty()) return problemResponse(problems);
  const Principal own = Principal::user(*user);
  const Place place{&root, "request"};
  Reader request(*asked, place, problems);
  ChangeRequest changeRequest;
  changeRequest.request = readRequest(request, problems, &own);
  request.finish();
  const bool isNew = changeRequest.request.action == create;
  if (problems.empty() && !isNew && changeRequest.request.action != edit)
    request.report("value_invalid", "action", "Must be link.create or link.edit.");
  if (!problems.empty()) return problemResponse(problems);
  if (hasTrusted(changeRequest.request.context))
    return problemResponse(422, "host_field", "Only the host's own service key may give this.");
  if (password && (password->size() < LinkPasswords::shortest || password->size() > LinkPasswords::longest))
    return problemResponse(422, "password_length", "Give a password of 8 to 200 characters.");
  if (isNew && changeRequest.request.context.hasPassword.value_or(false) && !password)
    return problemResponse(422, "password_missing", "Give the link its password.");
  changeRequest.request.principal = own;
  changeRequest.request.context = termsOf(changeRequest.request.context);
  changeRequest.request.context.now = now;
  changeRequest.requestJson = toJson(*asked);
  changeRequest.actor = "user:" + *user;
  changeRequest.returnsDelta = true;
  const auto outcome = accounts_.applyChange(account_, changeRequest, now);
  if (!outcome) return problemResponse(outcome.problems());
  if (outcome->kind == Outcome::Kind::refused) return refusedResponse(outcome->decision);
  const auto answer = parseJson(outcome->body);
  if (!answer || !answer->root().isObject()) return problemResponse({accountUnknown()});
  const std::string link = isNew ? madeIn(answer->root()) : changeRequest.request.resource.id;
  // Until its password is kept a link that has one stays closed.
  const bool hasNone = changeRequest.request.context.hasPassword == std::optional(false);
  if (const Problems kept = hasNone    ? passwords_.forget(link)
                            : password ? passwords_.set(link, *password)
                                       : Problems();
      !kept.empty())
    return problemResponse(kept);
  Value saved = Value::object();
  saved.add("link", link);
  saved.add("revision", outcome->at.revision);
  return jsonResponse(saved);
}

HttpResponse DemoLinks::visit(const HttpRequest& http, Time now) {
  const auto body = documentOf(http);
  if (!body) return problemResponse(body.problems());
  Problems problems;
  const Place root;
  Reader reader(body->root(), root, problems);
  const std::string id(reader.text("link"));
  const auto password = reader.optionalText("password");
  reader.finish();
  if (!problems.empty()) return problemResponse(problems);
  if (password && wrong_.areTooMany(id, now))
    return problemResponse(429, "too_many_tries", "Too many wrong passwords. Try again in a minute.");
  const auto isVerified = password ? passwords_.matches(id, *password) : Result<bool>(false);
  if (!isVerified) return problemResponse(isVerified.problems());

  const auto live = accounts_.find(account_);
  if (!live) return problemResponse(live.problems());
  if (*live == nullptr) return problemResponse({accountUnknown()});
  const std::shared_lock reading((*live)->mutex);
  const Account& facts = (*live)->facts;
  const Access visitor(facts, Principal{Principal::Kind::visitor, id});
  Context context;
  context.now = now;
  context.passwordVerified = *isVerified;
  Resource opened{Resource::Kind::link, id, {}, anyKind};
  const Decision may = visitor.decide(open, opened, context);
  const Link* link = facts.link(id);
  if (password && may.reason == Reason::link_password) wrong_.add(id, now);
  if (!may.allowed || link == nullptr) return refusedResponse(toValue(may, facts.policy()));
  Value shown = Value::object();
  shown.add("item", itemOf(facts, *link));
  Value& assets = shown.add("assets", Value::array());
  for (const auto& [key, asset] : facts.assets()) {
    opened.path = asset.path;
    opened.assetKind = asset.kind;
    if (!visitor.can(view, opened, context)) continue;
    Value& entry = assets.push(Value::object());
    entry.add("id", asset.id);
    entry.add("path", asset.path);
    entry.add("kind", asset.kind == folderKind ? "folder" : "file");
  }
  return jsonResponse(shown);
}

}  // namespace lockstep::server
