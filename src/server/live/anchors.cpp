#include "server/live/anchors.h"

#include <algorithm>

#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"
#include "server/auth/jws.h"
#include "server/wire/clock.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

constexpr std::string_view anchorType = "lockstep-anchor+jws";

/// Returns the object without `signature`: the signed part.
std::string payloadOf(const Value& anchor) {
  Value payload = Value::object();
  for (const auto& [key, member] : anchor.members())
    if (key != "signature") payload.add(key, member.copy());
  return sortedJson(payload);
}

bool isAnchor(const Value& value) {
  const Value* sequence = value.find("sequence");
  return sequence != nullptr && sequence->isInteger() && !stringIn(value, "account").empty() &&
         !stringIn(value, "hash").empty();
}

Result<Anchor> readAnchor(std::string_view text, std::size_t line, const KeySet& keys) {
  const std::string place = "line " + std::to_string(line);
  const auto document = parseJson(text);
  if (!document || !isAnchor(document->root()))
    return Problem{"anchor_invalid", place,
                   "Must be an anchor as `lockstep audit anchor` prints it: JSON with `account`, `sequence`, `hash` "
                   "and `signature`."};
  const Value& anchor = document->root();
  if (!verifiesDetached(keys, stringIn(anchor, "signature"), payloadOf(anchor), anchorType))
    return Problem{"anchor_signature", place,
                   "The signature is not of this anchor by a known key. Give the key that signed it with `--keys`."};
  return Anchor{std::string(stringIn(anchor, "account")), anchor.find("sequence")->integer(),
                std::string(stringIn(anchor, "hash")), std::string(stringIn(anchor, "at"))};
}

}  // namespace

std::string anchorLine(const SigningKey& key, const AuditHead& head, Time at) {
  Value anchor = Value::object();
  anchor.add("account", head.account);
  anchor.add("at", formatTime(at));
  anchor.add("epoch", head.epoch);
  anchor.add("hash", head.hash);
  anchor.add("sequence", head.sequence);
  anchor.add("signature", signDetached(key, payloadOf(anchor), anchorType));
  return toJson(anchor) + "\n";
}

Result<Anchors> readAnchors(std::string_view lines, const KeySet& keys) {
  Anchors anchors;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.empty()) continue;
    auto anchor = readAnchor(line, number, keys);
    if (!anchor) return anchor.problems();
    auto& own = anchors[anchor->account];
    own.emplace(anchor->sequence, std::move(*anchor));
  }
  return anchors;
}

AnchorFile::~AnchorFile() {
  const std::lock_guard lock(mutex_);
  for (auto& [account, state] : states_)
    if (state.head.sequence != state.anchored) write(state);
}

void AnchorFile::committed(const AuditHead& head) {
  const std::lock_guard lock(mutex_);
  const auto [at, isFirst] = states_.try_emplace(head.account);
  State& state = at->second;
  state.head = head;
  const std::int64_t more = head.sequence - state.anchored;
  // Fewer: the database was put back.
  if (isFirst || more >= every_ || more < 0) write(state);
}

void AnchorFile::write(State& state) {
  const Time now = clockNow();
  writer_.push(anchorLine(keys_.current(now), state.head, now));
  state.anchored = state.head.sequence;
}

}  // namespace lockstep::server
