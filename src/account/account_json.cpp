#include "account/facts2_json.h"
#include "account/facts_json.h"

namespace lockstep {

namespace {

std::string_view formatOf(const Policy& policy) {
  return policy.format() == 2 ? "lockstep-account/2" : "lockstep-account/1";
}

}  // namespace

Result<Account> Account::parse(std::string_view json, const Policy& policy) {
  const auto document = parseJson(json);
  if (!document) return document.problems();

  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  if (!document->root().isObject()) return problems;
  Account account(policy);
  reader.format(formatOf(policy));
  account.id = reader.optionalText("id").value_or("");
  reader.optionalText("epoch", account.epoch);
  account.revision = reader.number("revision").value_or(0);
  readTerms(reader, account);
  if (reader.field("users") == nullptr)
    reader.report("field_missing", "users", "Give the users; the list may be empty.");
  readFacts(reader, account, problems);
  reader.finish();
  if (problems.empty()) {
    checkReferences(reader, account, problems);
    if (policy.format() == 2) checkFacts2(reader, account, problems);
  }
  if (!problems.empty()) return problems;
  return account;
}

Value Account::toValue() const {
  Value out = Value::object();
  out.add("format", formatOf(policy_));
  if (!id.empty()) out.add("id", id);
  if (!epoch.empty()) out.add("epoch", epoch);
  out.add("revision", revision);
  writeTerms(out, *this);
  if (users_.empty()) out.add("users", Value::array());
  writeFacts(out, *this);
  return out;
}

}  // namespace lockstep
