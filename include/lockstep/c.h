/**
 * @file
 * Lockstep for C, and for every language that calls C functions.
 *
 * Handles and JSON: a function takes a handle and strings of UTF-8 with their lengths, and returns JSON in the formats
 * of schemas/. Any input may be hostile. A pointer that is no handle, or one that was freed, is the caller's fault.
 *
 * A returned string belongs to the caller, who frees it. Nothing is kept between two calls but the handles, so calls
 * from several threads need no lock, except that a function whose handle is not const must be alone with it.
 *
 * No function throws, prints or exits. If memory runs out, the process ends, as it does in the C++ library.
 */
#ifndef LOCKSTEP_C_H
#define LOCKSTEP_C_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of UTF-8, and a zero after the last that `size` does not count. Free with `lockstep_string_free`. */
typedef struct lockstep_string {
  char* bytes; /**< the bytes; null for no string */
  size_t size; /**< their number */
} lockstep_string;

/** Frees a returned string. Does nothing for one whose `bytes` are null. */
void lockstep_string_free(lockstep_string string);

/** Returns the version of the library, three numbers with dots. The string is never freed. */
const char* lockstep_version(void);

/*
 * Functions that can fail have a last parameter `problems`, which may be null. After a failure it is a list of
 * `{ "field", "code", "message" }`, which the caller frees. After a success its `bytes` are null.
 */

/* ---- Policy: the rules. Immutable; what was opened with it stays valid after it is freed. ---- */

/** A policy that was read. */
typedef struct lockstep_policy lockstep_policy;

/** Reads a policy document (lockstep-policy/1). Returns null if it has problems. */
lockstep_policy* lockstep_policy_parse(const char* json, size_t size, lockstep_string* problems);
/** Reads what `lockstep_policy_compile` has returned: less to read, and trusted. Returns null if it has problems. */
lockstep_policy* lockstep_policy_open(const char* compiled, size_t size, lockstep_string* problems);
/** Compiles a policy for pages (lockstep-compiled/6). */
lockstep_string lockstep_policy_compile(const lockstep_policy* policy);
/** Returns the digest of the rules: two sides with one digest decide alike. */
lockstep_string lockstep_policy_digest(const lockstep_policy* policy);
/** Returns valid parts that are surely wrong, as a list of problems. */
lockstep_string lockstep_policy_lint(const lockstep_policy* policy);
/** Frees a policy. */
void lockstep_policy_free(lockstep_policy* policy);

/* ---- Account: the facts. For a server. ---- */

/** The facts of an account under a policy. */
typedef struct lockstep_account lockstep_account;

/** Reads an account (lockstep-account/1). Returns null if it has problems. */
lockstep_account* lockstep_account_parse(const lockstep_policy* policy, const char* json, size_t size,
                                         lockstep_string* problems);
/** Returns the account as JSON, in the format that it is read in. */
lockstep_string lockstep_account_write(const lockstep_account* account);
/** Returns the number of changes so far. */
int64_t lockstep_account_revision(const lockstep_account* account);
/** Replaces built-in sentences: `{ code: sentence }`. Returns whether it did. */
int lockstep_account_set_messages(lockstep_account* account, const char* json, size_t size, lockstep_string* problems);

/** Decides a request, and returns the decision. A request that cannot be read is denied. */
lockstep_string lockstep_account_decide(const lockstep_account* account, const char* request, size_t size);
/**
 * Decides a request and, if it is allowed, carries it out: all of it or nothing. Returns `{ "decision", "delta" }`; the
 * delta is null if nothing changed.
 */
lockstep_string lockstep_account_apply(lockstep_account* account, const char* request, size_t size);
/** Returns the decision of a request, and what each user would gain and lose by it. Changes nothing. */
lockstep_string lockstep_account_preview(const lockstep_account* account, const char* request, size_t size);
/** Returns the users who may do what the request asks, each with the decision. The request needs no principal. */
lockstep_string lockstep_account_who_can(const lockstep_account* account, const char* request, size_t size);

/**
 * Returns the snapshot of a principal, for `lockstep_access_open` on the other side. `now` is in seconds since 1970. If
 * the principal cannot be read, the `bytes` of the result are null.
 */
lockstep_string lockstep_account_snapshot(const lockstep_account* account, const char* principal, size_t size,
                                          int64_t now, lockstep_string* problems);
/**
 * Returns the delta that brings an older snapshot up to date. The snapshot is trusted, with its principal. If it is of
 * another account, policy or history, the `bytes` of the result are null.
 */
lockstep_string lockstep_account_delta_since(const lockstep_account* account, const char* snapshot, size_t size,
                                             int64_t now, lockstep_string* problems);
/** Frees an account. */
void lockstep_account_free(lockstep_account* account);

/* ---- Access: the decisions of one principal, over a snapshot. ---- */

/** A snapshot of one principal. */
typedef struct lockstep_access lockstep_access;

/** Opens a snapshot (lockstep-snapshot/1). Returns null if it has problems, or is of another policy. */
lockstep_access* lockstep_access_open(const lockstep_policy* policy, const char* snapshot, size_t size,
                                      lockstep_string* problems);
/** As `lockstep_account_set_messages`. */
int lockstep_access_set_messages(lockstep_access* access, const char* json, size_t size, lockstep_string* problems);

/** Returns 1 if the request is allowed, else 0. The principal is the snapshot's, whatever the request says. */
int lockstep_access_can(const lockstep_access* access, const char* request, size_t size);
/** Returns the decision of a request. */
lockstep_string lockstep_access_decide(const lockstep_access* access, const char* request, size_t size);
/** Applies a delta (lockstep-delta/1). Returns whether it did; a delta that does not fit changes nothing. */
int lockstep_access_update(lockstep_access* access, const char* delta, size_t size, lockstep_string* problems);
/** Returns the revision of the account that answers are based on. */
int64_t lockstep_access_revision(const lockstep_access* access);
/** Returns the moment from which destructive actions are denied, in seconds since 1970. */
int64_t lockstep_access_expires_at(const lockstep_access* access);
/** Frees an access object. */
void lockstep_access_free(lockstep_access* access);

#ifdef __cplusplus
}
#endif

#endif
