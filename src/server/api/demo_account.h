#pragma once

#include <string_view>

namespace lockstep::server {

/// The dashboard's demonstration account (lockstep-account/1): policies/northpine.json.
std::string_view demoAccount();
/// A demonstration account under a policy of its own (lockstep-account/2): policies/larkspur.json.
std::string_view demoTrackerAccount();
/// That policy: policies/examples/tracker/policy.json.
std::string_view demoTrackerPolicy();

}  // namespace lockstep::server
