#include "server/api/list_page.h"

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

}  // namespace lockstep::server
