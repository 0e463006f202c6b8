#include "server/auth/issuers.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "lockstep/base/reader.h"
#include "server/wire/whole_file.h"

namespace lockstep::server {

bool TrustedIssuer::mayNameAccount(std::string_view account) const {
  const auto fits = [&](const std::string& pattern) {
    if (!pattern.ends_with('*')) return account == pattern;
    return account.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
  };
  return accounts.empty() || std::any_of(accounts.begin(), accounts.end(), fits);
}

const TrustedIssuer* issuerOf(const Issuers& issuers, const std::optional<std::string>& name) {
  const TrustedIssuer* unnamed = nullptr;
  for (const auto& issuer : issuers) {
    if (!issuer.expected.issuer)
      unnamed = &issuer;
    else if (issuer.expected.issuer == name)
      return &issuer;
  }
  // A single issuer reports the wrong name itself.
  if (unnamed == nullptr && issuers.size() == 1) return &issuers.front();
  return unnamed;
}

namespace {

/// The fields of one issuer of the document.
struct IssuerFields {
  std::string issuer, keys;
  Expectation expected;
  std::vector<std::string> accounts;
};

std::optional<IssuerFields> readIssuer(const Value& value, const Place& place, Problems& problems) {
  Reader reader(value, place, problems);
  const std::size_t before = problems.size();
  IssuerFields fields;
  reader.text("issuer", fields.issuer);
  reader.text("keys", fields.keys);
  reader.optionalText("userClaim", fields.expected.userClaim);
  reader.optionalText("accountClaim", fields.expected.accountClaim);
  reader.ids("accounts", fields.accounts);
  if (const auto audience = reader.optionalText("audience")) fields.expected.audience = std::string(*audience);
  if (const auto seconds = reader.number("tokenSeconds")) {
    fields.expected.longest = *seconds;
    if (*seconds == 0) reader.report("value_invalid", "tokenSeconds", "Must be at least 1.");
  }
  if (reader.field("accounts") != nullptr && fields.accounts.empty())
    reader.report("value_invalid", "accounts", "Must name an account; leave the field out for every account.");
  reader.finish();
  fields.expected.issuer = fields.issuer;
  return problems.size() > before ? std::nullopt : std::optional(std::move(fields));
}

std::vector<IssuerFields> readDocument(const Value& document, Problems& problems) {
  std::vector<IssuerFields> issuers;
  std::set<std::string> names;
  const Place root;
  Reader reader(document, root, problems);
  const Place list{&root, "issuers"};
  std::size_t index = 0;
  for (const auto& value : reader.list("issuers")) {
    const Place place{&list, {}, index++};
    auto fields = readIssuer(value, place, problems);
    if (!fields) continue;
    if (!names.insert(fields->issuer).second)
      problems.push_back({"duplicate", place.pointer() + "/issuer",
                          "Names an issuer that is in the list already. Name each issuer once."});
    issuers.push_back(std::move(*fields));
  }
  reader.finish();
  if (problems.empty() && issuers.empty())
    problems.push_back({"field_missing", "/issuers", "Give \"issuers\", a list with at least one issuer."});
  return issuers;
}

}  // namespace

void IssuerFiles::add(std::string name, Expectation expected, const std::string& file,
                      std::vector<std::string> accounts) {
  const std::lock_guard lock(mutex_);
  entries_.push_back(
      {std::move(name), std::move(expected), std::move(accounts), std::make_unique<TokenKeyFile>(file), std::nullopt});
}

Problems IssuerFiles::addDocument(const std::string& file) {
  const auto json = wholeFile(file);
  if (!json) return {{"file_unreadable", file, "Cannot be read."}};
  const auto document = parseJson(*json);
  if (!document) return document.problems();
  Problems problems;
  auto issuers = readDocument(document->root(), problems);
  if (!problems.empty()) return problems;
  for (auto& fields : issuers) {
    const auto keys = std::filesystem::path(file).parent_path() / fields.keys;
    add("--issuers: " + keys.string(), std::move(fields.expected), keys.string(), std::move(fields.accounts));
  }
  return {};
}

std::optional<Issuers> IssuerFiles::readIfChanged(Problems& problems, Problems& notes) {
  const std::lock_guard lock(mutex_);
  bool hasChanged = false;
  const auto addTo = [](Problems& list, const std::string& name, const Problems& added, std::string_view advice) {
    for (const auto& [code, field, message] : added)
      list.push_back({code, name + (field.empty() ? "" : ": " + field), message + std::string(advice)});
  };
  for (auto& entry : entries_) {
    const auto keys = entry.file->readIfChanged();
    if (!keys) continue;
    if (!*keys) {
      if (entry.keys) problems.push_back({"keys_kept", entry.name, "the keys before stay in use"});
      addTo(problems, entry.name, keys->problems(), "");
      continue;
    }
    addTo(notes, entry.name, (*keys)->passedOver(), " This key is passed over.");
    entry.keys = **keys;
    hasChanged = true;
  }
  if (!hasChanged) return std::nullopt;
  Issuers issuers;
  for (const auto& entry : entries_)
    if (entry.keys) issuers.push_back({entry.expected, *entry.keys, entry.accounts});
  return issuers;
}

}  // namespace lockstep::server
