// The entries of the audit log in words, and as files to save.
import { actions, levels, type Level, type Principal, type Resource, type Subject } from "lockstep";
import type { AuditEntry } from "lockstep/live";
import { momentInWords } from "../session/days";
import { nameOfSubject } from "../session/facts";
import { nameOfPlace } from "../session/names";
import { inside, nameOf } from "../session/paths";
import { pathOf } from "../session/question";
import type { Session } from "../session/store";
import { levelTitle, roleTitle } from "../session/titles";
import { fieldInWords, reasonInWords } from "../session/words";

/** An entry as a reader sees it. */
export interface AuditRow {
  readonly entry: AuditEntry;
  readonly who: string;
  readonly action: string;
  /** The name of the thing that it is about; empty for the account. */
  readonly thing: string;
  /** The fields of the request that name more. */
  readonly fields: readonly (readonly [label: string, value: string])[];
  /** What was there and what came of it, where the request says both. */
  readonly change?: readonly [before: string, after: string];
  readonly reason: string;
}

/** The server's own actions, which no policy has. */
const serverActions: Record<string, string> = {
  "account.create": "Create account",
  "account.delete": "Delete account",
  "account.restore": "Restore account",
  "audit.erase": "Erase personal data",
  "history.lost": "Lose changes",
  "history.restored": "Restore backup",
  "policy.set": "Switch policy",
};

/** Returns an action's title. A later policy may have dropped an action that the log still names. */
const titleOf = (action: string): string =>
  Object.entries(actions).find(([id]) => id === action)?.[1].title ?? serverActions[action] ?? action;

function nameOfPrincipal(session: Session, principal: Principal | undefined): string {
  if (principal === undefined) return "A person whose data was erased";
  if ("user" in principal) return nameOfSubject(session.facts, { user: principal.user });
  if ("apiKey" in principal) return `The API key ${principal.apiKey}`;
  if ("system" in principal) return "The host";
  return principal.link === undefined ? "A visitor" : `A visitor by ${nameOfPlace(session, { link: principal.link })}`;
}

const isMoment = (value: string): boolean => /^\d{4}-\d\d-\d\dT.*Z$/.test(value);

function valueInWords(session: Session, field: string, value: unknown): string {
  if (field === "with") return nameOfSubject(session.facts, value as Subject);
  if (field === "level" && Object.hasOwn(levels, String(value))) return levelTitle(value as Level);
  if (field === "role") return roleTitle(String(value));
  if (field === "member") return nameOfSubject(session.facts, { user: String(value) });
  if (field === "collection") return nameOfPlace(session, { collection: String(value) });
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return isMoment(value) ? momentInWords(value) : value;
  return JSON.stringify(value) ?? "";
}

const labels: Record<string, string> = { with: "With", to: "To", hasPassword: "Password", value: "Value" };

function labelOf(field: string): string {
  const words = labels[field] ?? fieldInWords(field).replace(/^the /, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A rename says the old name by its place, a move the old folder. */
function changeOf(
  action: string,
  path: string | undefined,
  { name, to }: { name?: unknown; to?: unknown },
): AuditRow["change"] {
  if (path === undefined) return undefined;
  if (action.endsWith(".rename") && typeof name === "string") return [nameOf(path), name];
  return action === "asset.move" && typeof to === "string" ? [path, inside(to, nameOf(path))] : undefined;
}

export function auditRow(session: Session, entry: AuditEntry): AuditRow {
  const { principal, action, request, reason } = entry;
  const resource = request?.resource as Resource | undefined;
  const context = (request?.context ?? {}) as Record<string, unknown>;
  const change = changeOf(action, pathOf(resource), context);
  return {
    entry,
    who: nameOfPrincipal(session, principal),
    action: titleOf(action),
    thing: nameOfPlace(session, resource),
    fields: Object.entries(context).map(([field, value]) => [labelOf(field), valueInWords(session, field, value)]),
    ...(change && { change }),
    reason: reason === undefined ? "" : reasonInWords(reason),
  };
}

const seconds = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** To the second, in the reader's time. */
export const timeInWords = (at: string): string => seconds.format(new Date(at));

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

const headings = ["Time", "Who", "Action", "Item", "Before", "After", "Allowed", "Reason", "Entry", "Hash"];

/** A column for each field that some entry has. */
export function asCsv(rows: readonly AuditRow[]): string {
  const labels = [...new Set(rows.flatMap(({ fields }) => fields.map(([label]) => label)))].sort();
  const lines = rows.map(({ entry, who, action, thing, fields, change, reason }) => [
    ...[entry.at, who, action, thing, change?.[0] ?? "", change?.[1] ?? ""],
    ...[entry.allowed ? "yes" : "no", reason, String(entry.sequence), entry.hash],
    ...labels.map((label) => fields.find(([name]) => name === label)?.[1] ?? ""),
  ]);
  return [[...headings, ...labels], ...lines].map((line) => `${line.map(csvCell).join(",")}\r\n`).join("");
}

export const asJson = (rows: readonly AuditRow[]): string =>
  `${JSON.stringify(
    rows.map(({ entry }) => entry),
    null,
    2,
  )}\n`;

/** Lets the browser save a file that the page has made. */
export function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
