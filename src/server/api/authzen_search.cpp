// The searches of the AuthZEN Authorization API: users, resources and actions that an evaluation would allow.
#include <algorithm>
#include <memory>

#include "server/api/authzen.h"
#include "server/api/authzen_request.h"
#include "server/api/request_body.h"
#include "server/api/steps.h"
#include "server/wire/encoding.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// The number of candidates that are decided in one step.
constexpr std::size_t candidatesAtOnce = 64;
/// The number of results on a page that names no limit, and the largest one.
constexpr std::size_t largestSearchPage = 1000;
/// The length of the digest at the beginning of a token.
constexpr std::size_t digestLength = 12;

/// A page of a search. `token` names the search that it belongs to, the limit, and the last result before the page.
struct SearchPage {
  bool isStated = false;
  std::size_t limit = largestSearchPage;
  std::string after;
};

/// What must be the same on every page of a search.
std::string digestOf(const Call& call, const Value& body) {
  std::string whole = call.http.path + "\n" + call.account;
  for (const std::string_view key : {"subject", "action", "resource", "context"})
    if (const Value* value = body.find(key)) whole.append("\n").append(key).append(canonicalJson(*value));
  return sha256Bytes(whole).substr(0, digestLength);
}

std::string tokenOf(const std::string& digest, std::size_t limit, const std::string& after) {
  return toBase64Url(digest + std::to_string(limit) + ":" + after);
}

/// Reads a token of the same search into `page`. Returns false where it is of another.
bool readToken(std::string_view token, const std::string& digest, SearchPage& page) {
  const auto bytes = fromBase64Url(token);
  if (!bytes || !bytes->starts_with(digest)) return false;
  const std::string_view rest = std::string_view(*bytes).substr(digestLength);
  const auto colon = rest.find(':');
  const auto limit = colon == std::string_view::npos ? std::nullopt : readDigits(rest.substr(0, colon));
  if (!limit) return false;
  page.limit = std::min(static_cast<std::size_t>(*limit), largestSearchPage);
  page.after = rest.substr(colon + 1);
  return true;
}

SearchPage readPage(const Value& body, const std::string& digest, Problems& problems) {
  SearchPage page;
  const Place root;
  const AuthzenPart part = partOf(body, "page", root);
  if (part.value == nullptr) return page;
  page.isStated = true;
  Reader reader(*part.value, part.place, problems);
  const auto limit = reader.number("limit");
  const auto token = reader.optionalText("token");
  const std::size_t asked = limit ? std::min(static_cast<std::size_t>(*limit), largestSearchPage) : largestSearchPage;
  page.limit = asked;
  if (!token || token->empty()) return page;
  const bool isSame = readToken(*token, digest, page) && (!limit || page.limit == asked);
  if (!isSame)
    reader.report("value_invalid", "token", "Give the `next_token` of the page before, with the same request.");
  return page;
}

/// The results of a search, found step by step.
class Searching {
 public:
  Searching(const Call& call, std::shared_ptr<const Document> body, Sought sought)
      : call_(call), body_(std::move(body)), sought_(sought) {}

  std::optional<HttpResponse> step(const Account& facts) {
    if (!hasBegun_) begin(facts);
    hasBegun_ = true;
    if (!problems_.empty()) return authzenProblem(problems_);
    std::size_t most = candidatesAtOnce;
    if (!search(facts, most)) return std::nullopt;
    return response();
  }

 private:
  void begin(const Account& facts) {
    const Place root;
    const Value& body = body_->root();
    AuthzenReader reader(facts, call_, problems_);
    principal_ = reader.subject(partOf(body, "subject", root), sought_);
    resource_ = reader.resource(partOf(body, "resource", root), sought_);
    const AuthzenPart action = partOf(body, "action", root), context = partOf(body, "context", root);
    if (sought_ != Sought::action) action_ = reader.action(action);
    context_ = reader.context(action_, sought_ == Sought::action ? AuthzenPart() : action, context);
    if (problems_.empty()) setType();
    digest_ = digestOf(call_, body);
    page_ = readPage(body, digest_, problems_);
    last_ = after_ = page_.after;
    if (sought_ == Sought::action) beginActions(facts);
  }

  void setType() {
    const Value* sought = body_->root().find(sought_ == Sought::subject ? "subject" : "resource");
    type_ = sought->find("type")->string();
  }

  void beginActions(const Account& facts) {
    for (const Action& action : facts.policy().actions()) names_.push_back(action.name);
    const auto at = std::find(names_.begin(), names_.end(), after_);
    if (at != names_.end()) nextName_ = static_cast<std::size_t>(at - names_.begin()) + 1;
  }

  /// Looks at some candidates. Returns whether the page is whole.
  bool search(const Account& facts, std::size_t& most) {
    if (sought_ == Sought::action) return searchActions(facts, most);
    if (sought_ == Sought::subject) return !isUserType(type_) || searchUsers(facts, most);
    if (resource_.kind == Resource::Kind::malformed && type_ != "account") return true;
    const auto kind = facts.policy().kind(type_);
    if (kind && *kind != anyKind) return searchKind(facts, *kind, most);
    switch (resource_.kind) {
      case Resource::Kind::user: return searchTable(facts, facts.users(), most);
      case Resource::Kind::group: return searchTable(facts, facts.groups(), most);
      case Resource::Kind::link: return searchTable(facts, facts.links(), most);
      case Resource::Kind::apiKey: return searchTable(facts, facts.apiKeys(), most);
      case Resource::Kind::collection: return searchTable(facts, facts.collections(), most);
      default: return type_ != "account" || searchAccount(facts);
    }
  }

  bool searchActions(const Account& facts, std::size_t& most) {
    access(facts);
    const Place root;
    const AuthzenPart context = partOf(body_->root(), "context", root);
    for (; nextName_ < names_.size() && !isFull_; ++nextName_, --most) {
      if (most == 0) return false;
      // An action that reads another field of the context than it is given is no result.
      Problems unfit;
      const Context own = AuthzenReader(facts, call_, unfit).context(names_[nextName_], {}, context);
      if (unfit.empty() && access_->can(names_[nextName_], resource_, own)) add(names_[nextName_]);
    }
    return true;
  }

  bool searchUsers(const Account& facts, std::size_t& most) {
    for (auto at = facts.users().after(after_); at != facts.users().end() && !isFull_; ++at, --most) {
      if (most == 0) return false;
      Principal user = principal_;
      user.id = at->first;
      if (decideWhole(Access(facts, std::move(user)), action_, resource_, context_).allowed) add(at->first);
      after_ = at->first;
    }
    return true;
  }

  bool searchKind(const Account& facts, KindId kind, std::size_t& most) {
    const auto isOfKind = [&](const auto& entry) { return entry.kind == kind; };
    return facts.policy().kinds()[kind].isCollection() ? searchTable(facts, facts.collections(), most, isOfKind)
                                                       : searchAssets(facts, kind, most);
  }

  /// In format 1 an asset is asked about by its path.
  bool searchAssets(const Account& facts, KindId kind, std::size_t& most) {
    access(facts);
    const bool isByPath = facts.policy().format() == 1;
    for (auto at = facts.assets().after(after_); at != facts.assets().end() && !isFull_; ++at, --most) {
      if (most == 0) return false;
      after_ = at->first;
      if (at->second.kind == kind) tryOne(at->first, isByPath ? at->second.path : at->first);
    }
    return true;
  }

  template <class T>
  bool searchTable(const Account& facts, const Table<T>& table, std::size_t& most) {
    return searchTable(facts, table, most, [](const T&) { return true; });
  }

  template <class T, class Test>
  bool searchTable(const Account& facts, const Table<T>& table, std::size_t& most, Test test) {
    access(facts);
    for (auto at = table.after(after_); at != table.end() && !isFull_; ++at, --most) {
      if (most == 0) return false;
      after_ = at->first;
      if (test(at->second)) tryOne(at->first, at->first);
    }
    return true;
  }

  bool searchAccount(const Account& facts) {
    access(facts);
    resource_ = {};
    if (call_.account > page_.after) tryOne(call_.account, {});
    return true;
  }

  void access(const Account& facts) {
    if (!access_) access_.emplace(facts, principal_);
  }

  void tryOne(const std::string& result, const std::string& id) {
    resource_.id = id;
    if (decideWhole(*access_, action_, resource_, context_).allowed) add(result);
  }

  /// Adds a result; one more than the page takes says that there is another page.
  void add(const std::string& id) {
    isFull_ = results_.items().size() == page_.limit;
    if (isFull_) return;
    Value& result = results_.push(Value::object());
    if (sought_ != Sought::action) result.add("type", type_);
    result.add(sought_ == Sought::action ? "name" : "id", id);
    last_ = id;
  }

  HttpResponse response() {
    Value body = Value::object();
    if (page_.isStated || isFull_) {
      Value& page = body.add("page", Value::object());
      page.add("next_token", isFull_ ? tokenOf(digest_, page_.limit, last_) : std::string());
      page.add("count", static_cast<std::int64_t>(results_.items().size()));
    }
    body.add("results", std::move(results_));
    return jsonResponse(body);
  }

  const Call call_;
  const std::shared_ptr<const Document> body_;
  const Sought sought_;
  bool hasBegun_ = false, isFull_ = false;
  Problems problems_;
  Principal principal_;
  std::string action_;
  Resource resource_;
  Context context_;
  std::string type_, digest_;
  SearchPage page_;
  std::string after_, last_;
  std::vector<std::string> names_;
  std::size_t nextName_ = 0;
  std::optional<Access> access_;
  Value results_ = Value::array();
};

HttpResponse search(const Call& call, Sought sought) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  auto read = documentOf(call.http);
  if (!read) return authzenProblem(read.problems());
  const auto body = std::make_shared<const Document>(std::move(*read));
  if (!body->root().isObject()) return authzenProblem({Problem{"type_invalid", "", "Must be a JSON object."}});
  return inSteps(call, *live, [call, body, sought]() -> Step {
    const auto searching = std::make_shared<Searching>(call, body, sought);
    return [searching](const Account& facts) { return searching->step(facts); };
  });
}

}  // namespace

HttpResponse postSearchSubject(const Call& call) { return search(call, Sought::subject); }

HttpResponse postSearchResource(const Call& call) { return search(call, Sought::resource); }

HttpResponse postSearchAction(const Call& call) { return search(call, Sought::action); }

}  // namespace lockstep::server
