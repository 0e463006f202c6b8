#include "account/facts_json.h"

namespace lockstep {

void checkReferences(Reader& reader, const Account& account, Problems& problems) {
  auto missing = [&](std::string_view list, std::size_t index, std::string_view field, std::string_view what, std::string_view id, std::string_view why = ".") {
    const Place lists{&reader.place(), list}, entry{&lists, {}, index}, at{&entry, field};
    if (!areMany(problems)) {
      std::string message = "There is no ";
      problems.push_back({"reference_unknown", at.pointer(), message.append(what).append(" \"").append(id).append("\"").append(why)});
    }
  };
  // The places of lists are those of the document; entries are looked up by what they say.
  auto each = [&](std::string_view list, auto check) {
    std::size_t index = 0;
    for (const auto& item : reader.list(list)) check(item, index++);
  };
  auto textOf = [](const Value& item, std::string_view key) {
    const Value* value = item.find(key);
    return value != nullptr && value->isString() ? std::optional(value->string()) : std::nullopt;
  };
  auto checkUser = [&](std::string_view list, std::size_t index, std::string_view field, std::optional<std::string_view> id) {
    if (id && !account.user(*id)) missing(list, index, field, "user", *id);
  };
  auto checkItem = [&](std::string_view list, std::size_t index, std::string_view id, bool collections) {
    if (!account.asset(id) && !(collections && account.collection(id))) missing(list, index, "on", collections ? "asset or collection" : "asset", id);
  };

  each("groups", [&](const Value& item, std::size_t index) {
    if (const Value* members = item.find("members"))
      for (const auto& member : members->items()) checkUser("groups", index, "members", member.string());
  });
  each("assets", [&](const Value& item, std::size_t index) { checkUser("assets", index, "owner", textOf(item, "owner")); });
  each("collections", [&](const Value& item, std::size_t index) {
    checkUser("collections", index, "owner", textOf(item, "owner"));
    if (const Value* items = item.find("items"))
      for (const auto& entry : items->items())
        if (!account.asset(entry.string())) missing("collections", index, "items", "asset", entry.string(), " (a collection cannot hold a collection).");
  });
  each("shares", [&](const Value& item, std::size_t index) {
    checkItem("shares", index, textOf(item, "on").value_or(""), true);
    const Value* with = item.find("with");
    if (with == nullptr) return;
    checkUser("shares", index, "with", textOf(*with, "user"));
    const auto group = textOf(*with, "group");
    if (group && !account.group(*group)) missing("shares", index, "with", "group", *group);
  });
  each("links", [&](const Value& item, std::size_t index) {
    if (const auto on = textOf(item, "on")) checkItem("links", index, *on, true);
  });
  each("comments", [&](const Value& item, std::size_t index) {
    checkItem("comments", index, textOf(item, "on").value_or(""), false);
    checkUser("comments", index, "author", textOf(item, "author"));
  });
}

}  // namespace lockstep
