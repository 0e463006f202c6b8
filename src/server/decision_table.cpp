// What lists and toolbars ask: many actions on many resources, in one request and by one number each.
#include "server/decision_table.h"

#include <algorithm>

#include "access/verdicts.h"
#include "server/request_body.h"

namespace lockstep::server {

namespace {

/// What `decide` sees of two paths of one class can differ only by what the request says besides.
bool saysTimeAlone(const Value& body, const Context& context) {
  if (!context.now || !context.problems.empty()) return false;
  const Value* given = body.find("context");
  return given == nullptr || std::all_of(given->members().begin(), given->members().end(), [](const Value::Member& member) { return member.key == "now"; });
}

class Table {
 public:
  Table(const Account& facts, Request asked, std::vector<std::string_view> actions, bool byClass)
      : access_(facts, std::move(asked.principal)), context_(std::move(asked.context)), actions_(std::move(actions)), verdicts_(access_), byClass_(byClass) {
    if (byClass_) verdicts_.begin(*context_.now);
    placeOf({Reason::none, Show::enabled});
  }

  void add(const Resource& resource) {
    cells_ += cells_.empty() ? "" : ",";
    const Verdicts::Class of = classOf(resource);
    Row once;
    if (of >= rows_.size() && of != Verdicts::unclassed) rows_.resize(of + 1u);
    Row& row = of == Verdicts::unclassed ? once : rows_[of];
    if (row.cells.empty()) row = decide(resource);
    cells_ += row.cells;
    allowed_ += row.allowed;
    denied_ += actions_.size() - row.allowed;
  }

  std::string json() const {
    Value answers = Value::array();
    for (const auto& [reason, show] : answers_) {
      Value& answer = answers.push(Value::object());
      answer.add("allowed", reason == Reason::none);
      if (reason != Reason::none) answer.add("reason", nameOf(reason));
      answer.add("show", nameOf(show));
    }
    return R"({"revision":)" + std::to_string(access_.facts().revision) + R"(,"answers":)" + toJson(answers) + R"(,"decisions":[)" + cells_ + "]}";
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
    std::size_t allowed = 0;
  };

  Verdicts::Class classOf(const Resource& resource) {
    if (!byClass_ || resource.assetKind != AssetKind::any) return Verdicts::unclassed;
    if (resource.kind == Resource::Kind::account) return Verdicts::account;
    return resource.kind == Resource::Kind::path ? verdicts_.classOf(resource.id) : Verdicts::unclassed;
  }

  Row decide(const Resource& resource) {
    Row row;
    for (const auto action : actions_) {
      const Decision decision = access_.decide(action, resource, context_);
      row.allowed += decision.allowed;
      row.cells.append(row.cells.empty() ? "[" : ",").append(std::to_string(placeOf({decision.reason, decision.show})));
    }
    row.cells += row.cells.empty() ? "[]" : "]";
    return row;
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
  Verdicts verdicts_;
  const bool byClass_;
  std::vector<Row> rows_;  // by class, each decided once
  std::vector<Answer> answers_;
  std::string cells_;
  std::uint64_t allowed_ = 0, denied_ = 0;
};

std::span<const Value> neededList(Reader& reader, std::string_view key, std::string_view expected) {
  if (reader.field(key) == nullptr) reader.report("field_missing", key, expected);
  return reader.list(key);
}

}  // namespace

bool isTable(const Value& body) { return body.find("actions") != nullptr || body.find("resources") != nullptr; }

Result<std::string> decideTable(const Value& body, const Account& facts, const Call& call) {
  Problems problems;
  const Place root;
  Reader reader(body, root, problems);
  Request asked = readOwnAsking(body, reader, problems, call);
  const auto names = neededList(reader, "actions", "Give a list of actions: one column each.");
  const auto resources = neededList(reader, "resources", "Give a list of resources: one row each.");
  reader.finish();
  if (names.size() * resources.size() > mostDecisions) return Problem{"too_many", "", "Ask for at most " + std::to_string(mostDecisions) + " decisions at once: " + std::to_string(names.size()) + " actions on " + std::to_string(resources.size()) + " resources are more."};

  std::vector<std::string_view> actions;
  const Place actionsPlace{&root, "actions"}, resourcesPlace{&root, "resources"};
  for (std::size_t i = 0; i < names.size() && !areMany(problems); ++i) {
    if (names[i].isString()) actions.push_back(names[i].string());
    else report(problems, "type_invalid", Place{&actionsPlace, {}, i}, "Must be a text.");
  }
  const bool byClass = saysTimeAlone(body, asked.context);
  Table table(facts, std::move(asked), std::move(actions), byClass);
  for (std::size_t i = 0; i < resources.size() && !areMany(problems); ++i) {
    const bool none = resources[i].kind() == Value::Kind::null;  // as in a request without one
    const Resource resource = none ? Resource() : readResource(resources[i], Place{&resourcesPlace, {}, i}, problems);
    if (problems.empty()) table.add(resource);
  }
  if (!problems.empty()) return problems;
  table.count(call.service.metrics.of(call.account));
  return table.json();
}

}  // namespace lockstep::server
