#include "server/live/stream_events.h"

#include "lockstep/disclosure/snapshot.h"

namespace lockstep::server {

EventText eventText(std::string_view kind, const RevisionId& at, const std::string& body) {
  return std::make_shared<const std::string>("id: " + toText(at) + "\nevent: " + std::string(kind) + "\ndata: " + body +
                                             "\n\n");
}

EventText deltaText(Delta delta, const RevisionId& to, Time now) {
  delta.expiresAt = now + snapshotLifetime;
  return eventText("delta", to, toJson(toValue(delta)));
}

EventText deltaTextFrom(const Delta& delta, const RevisionId& from, const RevisionId& to, Time now) {
  Delta sent = delta;
  sent.from = from.revision;
  return deltaText(std::move(sent), to, now);
}

EventText QuietTexts::of(const Visibility& visibility, const RevisionId& from) {
  for (const auto& [known, revision, event] : texts_)
    if (revision == from.revision && known == visibility) return event;
  texts_.emplace_back(visibility, from.revision, deltaText(quietDelta(facts_, visibility, from.revision), to_, now_));
  return std::get<EventText>(texts_.back());
}

}  // namespace lockstep::server
