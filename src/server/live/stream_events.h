#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "disclosure/follow.h"
#include "server/store/history.h"
#include "server/wire/event_queue.h"

namespace lockstep::server {

/// Returns a server-sent event; its id is the revision `at`.
EventText eventText(std::string_view kind, const RevisionId& at, const std::string& body);

/// Returns the event of a delta that leads to the revision `to`. Renews the end of the reader's snapshot from `now` on.
EventText deltaText(Delta delta, const RevisionId& to, Time now);

/// Returns the same for a reader who is at the earlier revision `from`, and whom the changes before the delta did not
/// concern.
EventText deltaTextFrom(const Delta& delta, const RevisionId& from, const RevisionId& to, Time now);

/// The events that bring readers whom no change concerns to the revision `to`. Readers of equal standing and revision
/// share one.
class QuietTexts {
 public:
  /// `facts` is the account at `to`, and must outlive this.
  QuietTexts(const Account& facts, const RevisionId& to, Time now) : facts_(facts), to_(to), now_(now) {}

  EventText of(const Visibility& visibility, const RevisionId& from);

 private:
  const Account& facts_;
  const RevisionId to_;
  const Time now_;
  std::vector<std::tuple<Visibility, std::int64_t, EventText>> texts_;
};

}  // namespace lockstep::server
