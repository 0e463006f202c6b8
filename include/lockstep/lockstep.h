#pragma once

/// Lockstep: one permission model for the browser and the server.
///
///   Policy   the rules            Policy::parse(json)
///   Account  the facts            Account::parse(json, policy)
///   Access   decides              Access::open(policy, snapshot), access.can(…), access.decide(…)
///
/// and over an account: decide, apply, snapshot, whoCan, matrixOf, preview. The library has no I/O, no clock and no
/// globals, and never throws across its boundary; every input may be hostile.

#include "lockstep/access/access.h"
#include "lockstep/access/decision.h"
#include "lockstep/access/request.h"
#include "lockstep/account/account.h"
#include "lockstep/account/delta.h"
#include "lockstep/base/result.h"
#include "lockstep/cache/decision_cache.h"
#include "lockstep/cache/path_cache.h"
#include "lockstep/change/apply.h"
#include "lockstep/change/preview.h"
#include "lockstep/disclosure/decide.h"
#include "lockstep/disclosure/snapshot.h"
#include "lockstep/disclosure/who_can.h"
#include "lockstep/policy/condition.h"
#include "lockstep/policy/policy.h"
#include "lockstep/version.h"
