// Several lists in one answer: whole, or where they differ from an answer before. What an answer contained is in the
// cache of answers, as a hash of each entry; so the difference follows from what the caller knew and knows, by no rule
// of its own.
#include <algorithm>
#include <memory>
#include <random>

#include "lockstep/base/hash.h"
#include "server/api/list_page.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// A longer list has to be read in pages.
constexpr std::size_t mostEntries = 20'000;
constexpr std::string_view termsName = "terms";

const TextHash& entryHash() {
  static const TextHash hash([] {
    std::random_device device;
    return std::uint64_t(device()) << 32 | device();
  }());
  return hash;
}

std::int64_t hashOf(const Value& entry) { return static_cast<std::int64_t>(entryHash().of(toJson(entry))); }

/// Reads the names of the lists, with commas between.
Result<std::vector<std::string>> namesOf(const Call& call) {
  std::vector<std::string> names;
  const std::string given = call.http.parameter("names").value_or("");
  for (std::size_t at = 0; at <= given.size();) {
    const std::size_t end = std::min(given.find(',', at), given.size());
    std::string name = given.substr(at, end - at);
    const bool isKnown = name == termsName || listNamed(name) != nullptr;
    if (!isKnown || std::find(names.begin(), names.end(), name) != names.end())
      return Problem{"value_invalid", "names",
                     "Name each list once, with commas between: of `terms`, `users`, `groups`, `assets`, "
                     "`collections`, `links`, `comments`, `apiKeys`."};
    names.push_back(std::move(name));
    at = end + 1;
  }
  return names;
}

/// The lists of one answer, and what they contained for an answer before.
class ChangedLists {
 public:
  ChangedLists(const Call& call, std::vector<std::string> names)
      : call_(call), names_(std::move(names)), whose_(ownerOf(call, names_)) {
    const std::string since = call.http.parameter("since").value_or("");
    if (since.empty()) return;
    before_ = call.service.snapshots.find(whose_ + since, since);
    if (!before_) return;
    if (auto document = parseJson(before_->text)) known_.emplace(std::move(*document));
  }

  std::optional<HttpResponse> step(const Account& facts) {
    if (listed_ == names_.size()) return response();
    const std::string& name = names_[listed_];
    if (name == termsName) {
      addTerms(facts);
      ++listed_;
      return std::nullopt;
    }
    if (!filling_) filling_ = listNamed(name)->fill(call_, ListPage{{}, mostEntries});
    if (!filling_->step(facts)) return std::nullopt;
    Listing& listing = filling_->listing();
    if (listing.isCut())
      return problemResponse(
          {Problem{"too_many", "names",
                   "`" + name + "` has more than " + std::to_string(mostEntries) + " entries: read it in pages."}});
    addList(name, std::move(listing).items());
    filling_.reset();
    ++listed_;
    return std::nullopt;
  }

 private:
  static std::string ownerOf(const Call& call, const std::vector<std::string>& names) {
    std::string owner = call.account + "\n" + toJson(toValue(call.caller.principal())) + "\nlists";
    for (const std::string& name : names) owner += "," + name;
    return owner + "\n";
  }

  /// What an answer before contained of a list, or of the terms.
  const Value* knownOf(std::string_view name) const { return known_ ? known_->root().find(name) : nullptr; }

  void addTerms(const Account& facts) {
    Value terms = termsOf(call_, facts);
    const Value& hash = contained_.add(termsName, hashOf(terms));
    const Value* before = knownOf(termsName);
    if (before == nullptr || before->integer() != hash.integer()) body_.add(termsName, std::move(terms));
  }

  /// Both are in the order of their ids.
  void addList(std::string_view name, Value entries) {
    Value& hashes = contained_.add(name, Value::object());
    Value differing = Value::array();
    Value gone = Value::array();
    const Value* list = knownOf(name);
    auto before = list != nullptr ? list->members() : std::span<const Value::Member>();
    const auto next = [&] { before = before.subspan(1); };
    for (const Value& entry : entries.items()) {
      const Value* given = entry.find("id");
      const std::string_view id = given != nullptr ? given->string() : "";
      const std::int64_t hash = hashes.add(id, hashOf(entry)).integer();
      for (; !before.empty() && before.front().key < id; next()) gone.push(before.front().key);
      const bool isKnown = !before.empty() && before.front().key == id;
      if (!isKnown || before.front().value.integer() != hash) differing.push(entry.copy());
      if (isKnown) next();
    }
    for (; !before.empty(); next()) gone.push(before.front().key);
    if (!known_ || !differing.items().empty()) body_.add(name, std::move(differing));
    if (!gone.items().empty()) gone_.add(name, std::move(gone));
  }

  HttpResponse response() {
    SnapshotCache::Kept kept;
    kept.text = toJson(contained_);
    // Pages of one user that have the same entries share what is kept.
    kept.tag = std::to_string(entryHash().of(kept.text));
    body_.add("at", kept.tag);
    if (!known_) body_.add("whole", true);
    if (!gone_.members().empty()) body_.add("gone", std::move(gone_));
    const std::string whose = whose_ + kept.tag;
    if (!call_.service.snapshots.find(whose, kept.tag))
      call_.service.snapshots.keep(whose, std::make_shared<const SnapshotCache::Kept>(std::move(kept)));
    return jsonResponse(body_);
  }

  const Call call_;
  const std::vector<std::string> names_;
  const std::string whose_;
  SnapshotCache::KeptPointer before_;  // the document below points into it
  std::optional<Document> known_;
  std::size_t listed_ = 0;
  std::unique_ptr<ListFilling> filling_;
  Value contained_ = Value::object();
  Value body_ = Value::object();
  Value gone_ = Value::object();
};

}  // namespace

HttpResponse getLists(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto names = namesOf(call);
  if (!names) return problemResponse(names.problems());
  return inSteps(call, *live, [call, names = *names]() -> Step {
    const auto lists = std::make_shared<ChangedLists>(call, names);
    return [lists](const Account& facts) { return lists->step(facts); };
  });
}

}  // namespace lockstep::server
