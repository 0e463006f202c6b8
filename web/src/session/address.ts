// The page's address: `?as=rita&path=/marketing&theme=dark&view=users`, read at the start and kept up to date.
export type Page =
  | "library"
  | "collections"
  | "links"
  | "users"
  | "person"
  | "group"
  | "roles"
  | "compare"
  | "account"
  | "audit";
export type Theme = "light" | "dark";
export type Layout = "grid" | "list";

/** The order of a list: by a column, "-" before it for the other way round. */
export type Sort = "name" | "kind" | "size" | "changed" | "access";

/** What a list shows. */
export interface Filter {
  readonly kind: string | null;
  readonly owner: string | null;
  /** The level that the user has. */
  readonly level: string | null;
  readonly drafts: boolean;
}

export const noFilter: Filter = { kind: null, owner: null, level: null, drafts: false };

export interface Address {
  as: string;
  view: Page;
  path: string;
  collection: string | null;
  /** The user, group or role that a page is about; of a comparison two users, with a comma between. */
  item: string | null;
  /** The asset in the details panel. */
  open: string | null;
  query: string;
  theme: Theme;
  layout: Layout;
  sort: Sort;
  descending: boolean;
  filter: Filter;
  /** Whether controls are outlined by their answers. */
  xray: boolean;
}

/** Each page, and the page of the navigation that it belongs to. */
const navigation: Record<Page, Page> = {
  library: "library",
  collections: "collections",
  links: "links",
  users: "users",
  person: "users",
  group: "users",
  roles: "users",
  compare: "users",
  account: "account",
  audit: "account",
};

export const navigationPageOf = (page: Page): Page => navigation[page];

/** Returns whether a page is about one thing. */
const hasItem = (page: Page): boolean => navigation[page] === "users" && page !== "users";

const sorts: readonly string[] = ["name", "kind", "size", "changed", "access"];

function preferredTheme(): Theme {
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function readAddress(text: string): Address {
  const given = new URLSearchParams(text);
  const view = given.get("view");
  const theme = given.get("theme");
  const sort = given.get("sort")?.replace("-", "") ?? "";
  return {
    as: given.get("as") ?? "ada",
    view: view && Object.hasOwn(navigation, view) ? (view as Page) : "library",
    path: given.get("path") ?? "/",
    collection: given.get("collection"),
    item: given.get("item"),
    open: given.get("open"),
    query: given.get("q") ?? "",
    theme: theme === "dark" || theme === "light" ? theme : preferredTheme(),
    layout: given.get("layout") === "list" ? "list" : "grid",
    sort: sorts.includes(sort) ? (sort as Sort) : "name",
    descending: given.get("sort")?.startsWith("-") ?? false,
    filter: {
      kind: given.get("kind"),
      owner: given.get("owner"),
      level: given.get("level"),
      drafts: given.get("drafts") === "only",
    },
    xray: given.get("xray") === "on",
  };
}

/** The part of an address that the Back button goes back by. */
export function placeOf({
  view,
  path,
  collection,
  item,
}: Pick<Address, "view" | "path" | "collection" | "item">): string {
  return `${view} ${path} ${collection} ${hasItem(view) ? item : null}`;
}

/** The whole address of a place, to be sent to others: without the person who looks, and how. */
export function addressOfItem(place: Partial<Pick<Address, "view" | "path" | "collection" | "open">>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(place)) if (value !== null) query.set(key, value);
  return `${window.location.origin}/?${query.toString().replaceAll("%2F", "/")}`;
}

export function writeAddress(address: Address): string {
  const text = new URLSearchParams({ as: address.as });
  if (address.view !== "library") text.set("view", address.view);
  if (address.path !== "/") text.set("path", address.path);
  if (address.collection) text.set("collection", address.collection);
  if (address.item && hasItem(address.view)) text.set("item", address.item);
  if (address.open) text.set("open", address.open);
  if (address.query) text.set("q", address.query);
  if (address.layout === "list") text.set("layout", "list");
  const { sort, descending, filter } = address;
  if (sort !== "name" || descending) text.set("sort", descending ? `-${sort}` : sort);
  for (const name of ["kind", "owner", "level"] as const) if (filter[name] !== null) text.set(name, filter[name]);
  if (filter.drafts) text.set("drafts", "only");
  if (address.xray) text.set("xray", "on");
  text.set("theme", address.theme);
  return `?${text.toString().replaceAll("%2F", "/")}`;
}

/** Returns the address of a place that one goes to from here. It keeps what is no part of a place. */
export function addressAfter(now: Address, to: Partial<Address>): string {
  return writeAddress({ ...now, open: null, query: "", filter: noFilter, ...to });
}
