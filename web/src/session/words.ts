// The engine's codes as users read them, where the engine has no message.
import type { Action, Context, Decision, Reason } from "lockstep";

/** Each reads well after "whether", and by itself. */
const reasonWords: Record<Reason, string> = {
  not_ready: "the permissions are not loaded",
  unknown_action: "the action is unknown",
  path_invalid: "the path is not valid",
  resource_mismatch: "it is not there, or of another kind",
  context_missing: "something is missing or not valid",
  unknown_principal: "who asks is unknown",
  unknown_role: "the role is unknown",
  plan_required: "the account does not have this feature",
  role_forbids: "the role does not include it",
  key_scope: "the API key does not cover it",
  root_closed: "it is the top of the library",
  not_shared: "it was not shared",
  level_too_low: "a higher level is needed",
  condition_unmet: "a condition is not met",
  gives_too_much: "it would give more than one has",
  not_author: "only its author or requester can do it",
  version_not_current: "the file's version is not the right one",
  inside_itself: "a folder would come to lie in itself",
  not_restricted: "the other's access is not restricted",
  own_account: "it is one's own account",
  last_administrator: "no administrator would be left",
  role_in_use: "users have the role",
  name_invalid: "the name is not valid",
  name_taken: "the name is taken",
  email_invalid: "the e-mail address is not valid",
  email_taken: "the e-mail address is taken",
  link_unknown: "the link does not exist",
  link_not_started: "the link does not work yet",
  link_expired: "the link has ended",
  link_password: "the link needs its password",
  outside_link: "the link does not show it",
  unpublished: "the file is not published",
  limit_reached: "a limit is reached",
  snapshot_stale: "the permissions are out of date",
};

const fieldWords: Record<keyof Context | "link" | "path", string> = {
  to: "the destination",
  asset: "the asset",
  collection: "the collection",
  with: "whom it is shared with",
  level: "the level",
  name: "the name",
  email: "the e-mail address",
  role: "the role",
  member: "the member",
  members: "the members",
  id: "the id",
  comment: "the comment",
  version: "the version",
  owner: "whose it is",
  area: "the area",
  plan: "the plan",
  feature: "the feature",
  limit: "the limit",
  value: "the value",
  count: "how many there are",
  startsAt: "the start",
  endsAt: "the end",
  until: "the end",
  hasPassword: "the password",
  passwordVerified: "the password",
  exposeUnpublished: "whether drafts are shown",
  kind: "the kind",
  media: "the access to media",
  now: "the time",
  link: "the link",
  path: "the path",
};

const wordsIn = (words: Record<string, string>, code: string): string | undefined =>
  Object.hasOwn(words, code) ? words[code] : undefined;

/** A log may name what this page does not know; that stays a code. */
export function reasonInWords(code: string): string {
  const words = wordsIn(reasonWords, code) ?? code;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether what a decision has left open is a field that was not filled in, and no reason that the server checks. */
export const isField = (code: string): boolean => wordsIn(reasonWords, code) === undefined;

export function fieldInWords(code: string): string {
  return wordsIn(fieldWords, code) ?? code;
}

/** What to do about a field that is missing or not valid, where its form can say more than the engine. */
const fieldSentences: Partial<Record<string, string>> = {
  role: "Choose a role.",
  with: "Choose a person or group.",
  level: "Choose a level.",
  name: "Give a name.",
  email: "Give an e-mail address.",
  to: "Choose a folder.",
  kind: "Choose a kind.",
  endsAt: "The end must lie in the future, and not before the start.",
  until: "The end must lie in the future.",
};

export function problemInWords({ code, field, message }: Decision["problems"][number]): string {
  return (code === "context_missing" ? fieldSentences[field] : undefined) ?? message;
}

/** By what the action names: the first part of its id. */
const nameRules: Record<string, string> = {
  file: "Letters, digits, dots, - and _. No spaces.",
  folder: "Letters, digits, - and _. No spaces.",
  collection: "Letters without accents, digits, - and _. No spaces.",
  group: "Letters without accents, digits and spaces.",
};

export function nameRule(action: Action): string | undefined {
  return wordsIn(nameRules, action.split(".")[0] ?? "");
}

/** What a decision has left open: a field that was not filled in, or a reason. */
export function openInWords(code: string): string {
  const reason = wordsIn(reasonWords, code);
  return reason === undefined ? fieldInWords(code) : `whether ${reason}`;
}
