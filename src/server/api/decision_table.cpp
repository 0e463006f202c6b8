// What lists and toolbars ask: many actions on many resources, in one request and by one number each.
#include "server/api/decision_table.h"

#include <algorithm>

#include "lockstep/cache/decision_cache.h"
#include "server/api/request_body.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// What `decide` sees of two paths of one class can differ only by what the request says besides.
bool saysTimeAlone(const Value& body, const Context& context) {
  if (!context.now || !context.problems.empty()) return false;
  const Value* given = body.find("context");
  return given == nullptr || std::all_of(given->members().begin(), given->members().end(),
                                         [](const Value::Member& member) { return member.key == "now"; });
}

class AskedTable {
 public:
  AskedTable(const Account& facts, Request asked, std::vector<std::string_view> actions, bool byClass)
      : access_(facts, std::move(asked.principal)),
        context_(std::move(asked.context)),
        actions_(std::move(actions)),
        cache_(access_),
        byClass_(byClass) {
    if (byClass_) cache_.begin(*context_.now);
    placeOf({Reason::none, Show::enabled});
  }

  /// Begins a row.
  void begin(const Resource& resource) {
    cells_ += cells_.empty() ? "" : ",";
    resource_ = resource;
    class_ = classOf(resource);
    if (class_ >= rows_.size() && class_ != DecisionCache::unclassed) rows_.resize(class_ + 1u);
    row_ = class_ == DecisionCache::unclassed ? Row() : rows_[class_];
  }

  /// Decides at most `cells` cells of the row, and counts them down. Returns whether the row is whole.
  bool decide(std::size_t& cells) {
    if (row_.isWhole) return end();
    for (; row_.decided < actions_.size() && cells > 0; ++row_.decided, --cells) {
      const Decision decision = access_.decideWithoutMessages(actions_[row_.decided], resource_, context_);
      row_.allowed += decision.allowed;
      row_.cells.append(row_.cells.empty() ? "[" : ",")
          .append(std::to_string(placeOf({decision.reason, decision.show})));
    }
    if (row_.decided < actions_.size()) return false;
    row_.cells += row_.cells.empty() ? "[]" : "]";
    row_.isWhole = true;
    if (class_ != DecisionCache::unclassed) rows_[class_] = row_;
    return end();
  }

  std::string json() const {
    Value answers = Value::array();
    for (const auto& [reason, show] : answers_) {
      Value& answer = answers.push(Value::object());
      answer.add("allowed", reason == Reason::none);
      if (reason != Reason::none) answer.add("reason", nameOf(reason));
      answer.add("show", nameOf(show));
    }
    return R"({"revision":)" + std::to_string(access_.facts().revision) + R"(,"answers":)" + toJson(answers) +
           R"(,"decisions":[)" + cells_ + "]}";
  }
  void count(AccountCounts& counts) const { counts.decided(true, allowed_), counts.decided(false, denied_); }

 private:
  /// One reason may be shown in two ways: a plan that would not help is hidden.
  struct Answer {
    Reason reason;
    Show show;
    bool operator==(const Answer&) const = default;
  };
  struct Row {
    std::string cells;  ///< as JSON
    std::size_t decided = 0, allowed = 0;
    bool isWhole = false;
  };

  DecisionCache::Class classOf(const Resource& resource) {
    if (!byClass_ || resource.assetKind != anyKind) return DecisionCache::unclassed;
    if (resource.kind == Resource::Kind::account) return DecisionCache::account;
    return resource.kind == Resource::Kind::path ? cache_.equivalenceClass(resource.id) : DecisionCache::unclassed;
  }

  bool end() {
    cells_ += row_.cells;
    allowed_ += row_.allowed;
    denied_ += actions_.size() - row_.allowed;
    return true;
  }

  std::size_t placeOf(const Answer& answer) {
    const auto known = std::find(answers_.begin(), answers_.end(), answer);
    if (known != answers_.end()) return static_cast<std::size_t>(known - answers_.begin());
    answers_.push_back(answer);
    return answers_.size() - 1;
  }

  const Access access_;
  const Context context_;
  const std::vector<std::string_view> actions_;
  DecisionCache cache_;
  const bool byClass_;
  std::vector<Row> rows_;  // by class, each decided once
  Resource resource_;      // of the row that was begun
  DecisionCache::Class class_ = DecisionCache::unclassed;
  Row row_;
  std::vector<Answer> answers_;
  std::string cells_;
  std::uint64_t allowed_ = 0, denied_ = 0;
};

std::span<const Value> neededList(Reader& reader, std::string_view key, std::string_view expected) {
  if (reader.field(key) == nullptr) reader.report("field_missing", key, expected);
  return reader.list(key);
}

/// A table that is read and decided step by step.
class DecidingTable {
 public:
  DecidingTable(const Call& call, std::shared_ptr<const Document> body, std::size_t cellsAtOnce)
      : call_(call), body_(std::move(body)), cellsAtOnce_(cellsAtOnce) {}

  std::optional<HttpResponse> step(const Account& facts) {
    if (!table_) begin(facts);
    std::size_t cells = cellsAtOnce_;
    for (; row_ < resources_.size() && !areMany(problems_); ++row_, isInRow_ = false) {
      if (!isInRow_ && !beginRow()) continue;
      isInRow_ = true;
      if (!table_->decide(cells)) return std::nullopt;
      // Rows that were decided before cost little, and not nothing.
      if (cells > 0) --cells;
    }
    if (!problems_.empty()) return problemResponse(problems_);
    table_->count(call_.service.metrics.of(call_.account));
    return jsonResponse(table_->json());
  }

 private:
  void begin(const Account& facts) {
    const Place root;
    Reader reader(body_->root(), root, problems_);
    Request asked = readOwnAsking(body_->root(), reader, problems_, call_, facts.policy());
    const auto names = neededList(reader, "actions", "Give a list of actions: one column each.");
    resources_ = neededList(reader, "resources", "Give a list of resources: one row each.");
    reader.finish();
    std::vector<std::string_view> actions;
    const Place place{&root, "actions"};
    for (std::size_t i = 0; i < names.size() && !areMany(problems_); ++i) {
      if (names[i].isString())
        actions.push_back(names[i].string());
      else
        report(problems_, "type_invalid", Place{&place, {}, i}, "Must be a string.");
    }
    const bool byClass = saysTimeAlone(body_->root(), asked.context);
    table_.emplace(facts, std::move(asked), std::move(actions), byClass);
  }

  /// Whether the row's resource could be read, and so far everything.
  bool beginRow() {
    const Place root, place{&root, "resources"};
    const bool none = resources_[row_].kind() == Value::Kind::null;  // as in a request without one
    const Resource resource = none ? Resource() : readResource(resources_[row_], Place{&place, {}, row_}, problems_);
    checkHostFacts(resource, Place{&place, {}, row_}, call_, problems_);
    if (!problems_.empty()) return false;
    table_->begin(resource);
    return true;
  }

  const Call call_;
  const std::shared_ptr<const Document> body_;
  const std::size_t cellsAtOnce_;
  Problems problems_;
  std::span<const Value> resources_;
  std::optional<AskedTable> table_;
  std::size_t row_ = 0;
  bool isInRow_ = false;
};

}  // namespace

bool isTable(const Value& body) { return body.find("actions") != nullptr || body.find("resources") != nullptr; }

std::size_t cellsOf(const Value& body) {
  const Value* actions = body.find("actions");
  const Value* resources = body.find("resources");
  return actions == nullptr || resources == nullptr ? 0 : actions->items().size() * resources->items().size();
}

Step tableStep(const Call& call, std::shared_ptr<const Document> body, std::size_t cellsAtOnce) {
  const auto deciding = std::make_shared<DecidingTable>(call, std::move(body), cellsAtOnce);
  return [deciding](const Account& facts) { return deciding->step(facts); };
}

}  // namespace lockstep::server
