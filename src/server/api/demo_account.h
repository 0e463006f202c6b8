#pragma once

#include <string_view>

namespace lockstep::server {

/// The dashboard's demonstration account (lockstep-account/1): policies/northpine.json.
std::string_view demoAccount();

}  // namespace lockstep::server
