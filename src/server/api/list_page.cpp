#include "server/api/list_page.h"

#include "server/api/steps.h"
#include "server/wire/encoding.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

Result<ListPage> listPageOf(const Call& call) {
  ListPage page;
  if (const auto size = call.http.parameter("limit")) {
    const auto number = readDigits(*size).value_or(0);
    if (number < 1 || number > largestPage)
      return Problem{"value_invalid", "limit", "Must be 1 to " + std::to_string(largestPage) + "."};
    page.size = static_cast<std::size_t>(number);
  }
  if (const auto cursor = call.http.parameter("cursor")) {
    const auto key = fromBase64Url(*cursor);
    if (!key || key->size() > 2000)
      return Problem{"value_invalid", "cursor", "Give the `next` of the page before, as it is."};
    page.after = *key;
  }
  return page;
}

bool Listing::add(const std::string& key, const std::function<Value()>& entry) {
  if (key <= page_.after) return true;
  if (items_.items().size() == page_.size) {
    next_ = last_;
    return false;
  }
  items_.push(entry());
  last_ = key;
  return true;
}

HttpResponse Listing::response(std::string_view name) && {
  Value body = Value::object();
  body.add(name, std::move(items_));
  if (!next_.empty()) body.add("next", toBase64Url(next_));
  return jsonResponse(body);
}

const NamedList* listNamed(std::string_view name) {
  for (const NamedList* list :
       {&userList, &groupList, &assetList, &collectionList, &linkList, &commentList, &apiKeyList})
    if (list->name == name) return list;
  return nullptr;
}

HttpResponse pageOf(const NamedList& list, const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto page = listPageOf(call);
  if (!page) return problemResponse(page.problems());
  return inSteps(call, *live, [call, &list, page = *page]() -> Step {
    const std::shared_ptr<ListFilling> filling = list.fill(call, page);
    return [filling, &list](const Account& facts) -> std::optional<HttpResponse> {
      if (!filling->step(facts)) return std::nullopt;
      return std::move(filling->listing()).response(list.name);
    };
  });
}

}  // namespace lockstep::server
