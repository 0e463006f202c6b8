#pragma once

#include <functional>
#include <optional>

#include "server/api/routes.h"

namespace lockstep::server {

/// An answer that `make` makes on the threads for work, in the caller's turn. `call` is copied; its request and service
/// live until the answer is made.
HttpResponse later(const Call& call, std::function<HttpResponse()> make);

/// A part of some work over the facts of an account; the last part returns the answer.
using Step = std::function<std::optional<HttpResponse>(const Account& facts)>;
/// Returns the first step. It is called again where the account was written to between two steps: all steps see one
/// revision, and nothing of `facts` needs to be kept longer than that.
using Begin = std::function<Step()>;

/// An answer in steps on the threads for work. The account's lock is held during a step and not between two, so that
/// those who write wait for a step alone. An account that is always written to is held for all steps in the end.
HttpResponse inSteps(const Call& call, const LivePointer& live, Begin begin);

/// The same answer on this thread, for the work of a moment. Where the account is being written to on a thread that
/// serves, it is made by `inSteps`.
HttpResponse atOnce(const Call& call, const LivePointer& live, Begin begin);

}  // namespace lockstep::server
