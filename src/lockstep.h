#pragma once

/// Lockstep: one permission model for the browser and the server.
///
///   Policy   the rules            Policy::parse(json)
///   Account  the facts            Account::parse(json, policy)
///   Access   decides              Access::open(policy, snapshot), access.can(…), access.decide(…)
///
/// and over an account: decide, apply, snapshot, whoCan, matrixOf, preview. The library has no I/O, no clock and no globals, and
/// never throws across its boundary; every input may be hostile.

#include "access/access.h"
#include "access/decision.h"
#include "access/request.h"
#include "access/seen_paths.h"
#include "access/snapshot.h"
#include "access/verdicts.h"
#include "access/who_can.h"
#include "account/account.h"
#include "account/delta.h"
#include "base/result.h"
#include "change/apply.h"
#include "change/preview.h"
#include "policy/policy.h"
