/* What a C program does with lockstep/c.h: decisions, a change, a snapshot and its update, and the faults of each. */
#include <lockstep/c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed = 0, failed = 0;

static void check(int isTrue, const char* what) {
  if (isTrue) {
    ++passed;
  } else {
    ++failed;
    printf("not so: %s\n", what);
  }
}

/* Returns the content of a file of the repository; the test runs in its root. */
static lockstep_string fileOf(const char* name) {
  lockstep_string text = {NULL, 0};
  FILE* file = fopen(name, "rb");
  if (file == NULL) return text;
  fseek(file, 0, SEEK_END);
  text.size = (size_t)ftell(file);
  rewind(file);
  text.bytes = malloc(text.size + 1);
  if (text.bytes != NULL && fread(text.bytes, 1, text.size, file) != text.size) text.size = 0;
  fclose(file);
  return text;
}

/* Returns whether `text` contains `part`, and frees it. */
static int has(lockstep_string text, const char* part) {
  const int found = text.bytes != NULL && strlen(text.bytes) == text.size && strstr(text.bytes, part) != NULL;
  lockstep_string_free(text);
  return found;
}

static const char* const deletes =
    "{\"principal\":{\"user\":\"rita\"},\"action\":\"asset.delete\",\"resource\":\"/legal\"}";
static const char* const views = "{\"action\":\"asset.view\",\"resource\":\"/legal\"}";
static const char* const shares =
    "{\"principal\":{\"user\":\"ada\"},\"action\":\"asset.share\",\"resource\":\"/legal\","
    "\"context\":{\"with\":{\"user\":\"rita\"},\"level\":\"view\",\"now\":\"2026-01-15T12:00:00Z\"}}";
static const char* const rita = "{\"user\":\"rita\"}";
static const int64_t now = 1768478400;

static void testFaults(const lockstep_policy* policy) {
  lockstep_string problems;
  check(lockstep_policy_parse("{", 1, &problems) == NULL, "a policy that is no JSON does not open");
  check(has(problems, "json_invalid"), "it has a problem");
  check(lockstep_policy_parse(NULL, 0, NULL) == NULL, "nothing is no policy, and its problems need not be asked for");
  check(lockstep_policy_open("[]", 2, &problems) == NULL, "a list without tables is no compiled policy");
  check(has(problems, "format_unknown"), "its format is the problem");
  check(lockstep_account_parse(policy, "{}", 2, &problems) == NULL, "an account without a format does not open");
  check(has(problems, "\"field\":\"/format\""), "the problem names the field");
  check(lockstep_access_open(policy, "{}", 2, &problems) == NULL, "neither does a snapshot");
  check(has(problems, "field_missing"), "it has problems too");
}

static void testPolicy(const lockstep_policy* policy) {
  lockstep_string problems;
  const lockstep_string compiled = lockstep_policy_compile(policy);
  lockstep_policy* const opened = lockstep_policy_open(compiled.bytes, compiled.size, &problems);
  check(opened != NULL && problems.bytes == NULL, "what was compiled opens without problems");
  const lockstep_string digest = lockstep_policy_digest(policy);
  check(digest.size == 64, "a digest is 32 bytes in hexadecimal");
  if (opened != NULL) check(has(lockstep_policy_digest(opened), digest.bytes), "the opened policy has the same");
  check(has(lockstep_policy_lint(policy), "[]"), "the built-in policy has nothing that is surely wrong");
  lockstep_string_free(digest);
  lockstep_string_free(compiled);
  lockstep_policy_free(opened);
}

static void testSnapshot(const lockstep_policy* policy, lockstep_account* account) {
  lockstep_string problems;
  const lockstep_string snapshot = lockstep_account_snapshot(account, rita, strlen(rita), now, &problems);
  check(snapshot.bytes != NULL && problems.bytes == NULL, "a principal has a snapshot");
  check(lockstep_account_snapshot(account, "{}", 2, now, &problems).bytes == NULL, "who is no principal has none");
  check(has(problems, "\"code\""), "that is a problem");
  lockstep_access* const access = lockstep_access_open(policy, snapshot.bytes, snapshot.size, &problems);
  check(access != NULL && problems.bytes == NULL, "the snapshot opens");
  if (access == NULL) return;
  check(lockstep_access_expires_at(access) == now + 3600, "it expires after an hour");
  check(lockstep_access_can(access, views, strlen(views)) == 0, "rita does not see what is not shared with her");
  check(has(lockstep_access_decide(access, views, strlen(views)), "\"reason\":\"not_shared\""), "the reason says so");

  const int64_t before = lockstep_account_revision(account);
  check(has(lockstep_account_preview(account, shares, strlen(shares)), "\"gained\":[\"asset.view\""),
        "a preview says what she would gain");
  check(lockstep_account_revision(account) == before, "a preview changes nothing");
  check(has(lockstep_account_apply(account, shares, strlen(shares)), "\"delta\":{"), "the share is made");
  check(lockstep_account_revision(account) == before + 1, "it raises the revision by one");
  check(lockstep_access_can(access, views, strlen(views)) == 0, "a snapshot does not know it yet");

  const lockstep_string delta =
      lockstep_account_delta_since(account, snapshot.bytes, snapshot.size, now + 60, &problems);
  check(delta.bytes != NULL && problems.bytes == NULL, "there is a delta since the snapshot");
  check(lockstep_access_update(access, "{}", 2, &problems) == 0, "an empty delta does not fit");
  check(has(problems, "\"code\""), "that is a problem");
  check(lockstep_access_update(access, delta.bytes, delta.size, &problems) == 1, "the delta does");
  check(lockstep_access_revision(access) == before + 1, "it brings the revision");
  check(lockstep_access_can(access, views, strlen(views)) == 1, "now rita sees it");
  check(lockstep_access_update(access, delta.bytes, delta.size, NULL) == 0, "a second time it does not fit");
  lockstep_string_free(delta);
  lockstep_string_free(snapshot);
  lockstep_access_free(access);
}

static void testAccount(lockstep_account* account) {
  static const char* const words = "{\"not_shared\":\"Ask somebody.\"}";
  static const char* const unknown = "{\"no_such_reason\":\"x\"}";
  lockstep_string problems;
  check(has(lockstep_account_decide(account, deletes, strlen(deletes)), "\"allowed\":false"), "rita may not delete it");
  check(has(lockstep_account_decide(account, "?", 1), "\"allowed\":false"), "what cannot be read is denied");
  check(lockstep_account_set_messages(account, words, strlen(words), &problems) == 1, "a sentence can be replaced");
  check(has(lockstep_account_decide(account, deletes, strlen(deletes)), "Ask somebody."), "decisions have it then");
  check(lockstep_account_set_messages(account, unknown, strlen(unknown), &problems) == 0, "one of no reason cannot");
  check(has(problems, "\"code\""), "that is a problem");
  check(has(lockstep_account_who_can(account, deletes, strlen(deletes)), "\"user\":\"ada\""), "ada may delete it");
  check(has(lockstep_account_write(account), "\"format\":\"lockstep-account/1\""),
        "an account is written as it is read");
}

int main(void) {
  lockstep_string problems;
  const lockstep_string rules = fileOf("policies/imagekit.json"), facts = fileOf("policies/northpine.json");
  lockstep_policy* const policy = lockstep_policy_parse(rules.bytes, rules.size, &problems);
  check(policy != NULL && problems.bytes == NULL, "the built-in policy opens without problems");
  check(strchr(lockstep_version(), '.') != NULL, "there is a version");
  if (policy != NULL) {
    testFaults(policy);
    testPolicy(policy);
    lockstep_account* const account = lockstep_account_parse(policy, facts.bytes, facts.size, &problems);
    check(account != NULL && problems.bytes == NULL, "the example opens without problems");
    if (account != NULL) {
      testAccount(account);
      testSnapshot(policy, account);
    }
    lockstep_account_free(account);
  }
  lockstep_policy_free(policy);
  free(rules.bytes);
  free(facts.bytes);
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
