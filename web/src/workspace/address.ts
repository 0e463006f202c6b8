// The address of the page over another policy: `?policy=tracker&as=mia&at=/Platform&page=roles`.
import { readAddress, type Theme } from "../session/address";

export type Page = "places" | "people" | "roles";

export interface Address {
  readonly as: string | null;
  readonly page: Page;
  /** The path of the place. */
  readonly at: string;
  /** The role that is edited; "" for a new one. */
  readonly role: string | null;
  readonly theme: Theme;
  readonly xray: boolean;
}

/** The id of the policy that an address names. */
export const policyOf = (query: string): string | null => new URLSearchParams(query).get("policy");

const pages: readonly string[] = ["places", "people", "roles"];

export function addressOf(query: string): Address {
  const given = new URLSearchParams(query);
  const page = given.get("page") ?? "";
  return {
    as: given.get("as"),
    page: pages.includes(page) ? (page as Page) : "places",
    at: given.get("at") ?? "/",
    role: given.get("role"),
    theme: readAddress(query).theme,
    xray: given.get("xray") === "on",
  };
}

export function queryOf(policy: string, { as, page, at, role, theme, xray }: Address): string {
  const query = new URLSearchParams({ policy });
  if (as !== null) query.set("as", as);
  if (page !== "places") query.set("page", page);
  if (at !== "/") query.set("at", at);
  if (role !== null) query.set("role", role);
  if (xray) query.set("xray", "on");
  query.set("theme", theme);
  return `?${query.toString().replaceAll("%2F", "/")}`;
}
