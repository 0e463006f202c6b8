// The matrix: what everyone may do at one place, or where one user may do something.

import { type Child, element } from "../../../../bindings/js/inspector/element.js";
import type { Cell } from "../../../../bindings/js/shared/answers.js";
import type { Decision } from "../../../../bindings/js/shared/decision.js";
import type { Vocabulary } from "../../../../bindings/js/shared/vocabulary.js";
import type { Table } from "../messages.js";
import type { KnownUser, Names } from "../names.js";
import { Choice, type Option } from "./choice.js";
import { basisOf, empty, type Host, Pending, scrolling, type Shown, type View } from "./view.js";
import { chainOf, markOf, titles, unseen } from "./words.js";

/** More users or places make no readable table. */
const mostUsers = 60;
const mostPlaces = 400;

/** The choice of the account itself, which has no path. */
const theAccount = "";

export function matrixView({ asker }: Host): View {
  let last: Shown | undefined;
  const again = () => last && draw(last);
  const of = new Choice("Show", again);
  of.offer([
    { value: "place", label: "Everyone at one place" },
    { value: "user", label: "One user everywhere" },
  ]);
  const place = new Choice("Place", again);
  const user = new Choice("User", again);
  const answer = new Pending("pg-answer");

  function draw(shown: Shown) {
    last = shown;
    const { names } = shown;
    const isPlace = of.value === "place";
    place.element.hidden = !isPlace;
    user.element.hidden = isPlace;
    place.offer(placesOf(names), names.resources[0] ? "0" : theAccount);
    user.offer(usersOf(names));
    if (names.users.length === 0) return answer.put(empty("The account has no users."));
    if (!isPlace)
      return void answer.draw(asker.ask("access", { ...basisOf(shown), user: user.value }), (cells) =>
        accessTable(cells),
      );
    const resource = names.resources[Number(place.value)];
    const at = place.value === theAccount ? undefined : resource;
    const actions = actionsOn(names, at?.kind);
    if (actions.length === 0) return answer.put(empty(`The policy has no action on ${at?.kind ?? "the account"}.`));
    const users = names.users.slice(0, mostUsers);
    const given = { ...basisOf(shown), users: users.map(({ id }) => id), actions };
    const asked = asker.ask("table", at ? { ...given, resource: at.resource } : given);
    void answer.draw(asked, (table) => placeTable(table, users, names.users.length));
  }

  const element_ = element(
    "div",
    {},
    element("div", { class: "pg-choices" }, of.element, place.element, user.element),
    answer.element,
  );
  return { element: element_, show: draw };
}

function placesOf({ resources }: Names): Option[] {
  const places = resources.slice(0, mostPlaces).map(({ label }, at) => ({ value: String(at), label }));
  return [...places, { value: theAccount, label: "the account" }];
}

export function usersOf({ users }: Names): Option[] {
  return users.map(({ id, roles }) => ({ value: id, label: roles === "" ? id : `${id} (${roles})` }));
}

/** The actions that the policy has on a kind of resources, or on the account and its root. */
function actionsOn({ actions }: Names, kind: string | undefined): string[] {
  const isOnAccount = (on: readonly string[]) =>
    on.length === 0 || on.some((each) => ["account", "/", "self"].includes(each));
  const isOnKind = (on: readonly string[]) =>
    on.includes(kind ?? "") || (kind === "file" || kind === "folder" ? on.includes("asset") : false);
  return actions.filter(({ on }) => (kind === undefined ? isOnAccount(on) : isOnKind(on))).map(({ name }) => name);
}

function placeTable({ rows }: Table, users: readonly KnownUser[], all: number): readonly Child[] {
  const head = users.map(({ id, roles }) =>
    element("th", { scope: "col" }, element("span", { class: "pg-who" }, id), element("small", {}, roles)),
  );
  const body = rows.map(({ action, decisions }) =>
    element("tr", {}, element("th", { scope: "row" }, action), ...decisions.map(cell)),
  );
  return [
    legend(),
    all > users.length && element("p", { class: "pg-note" }, `The first ${users.length} of ${all} users.`),
    scrolling(
      "Matrix of actions and users",
      element(
        "table",
        { class: "pg-matrix" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Action"), ...head)),
        element("tbody", {}, ...body),
      ),
    ),
  ];
}

function cell({ show, message }: Decision<Vocabulary>): HTMLElement {
  return element("td", { title: message, "data-show": show }, markOf(show), unseen(titles[show]));
}

function legend(): HTMLElement {
  const shows = ["enabled", "disabled", "hidden"] as const;
  return element(
    "ul",
    { class: "pg-legend", "aria-hidden": "true" },
    ...shows.map((show) => element("li", {}, markOf(show), titles[show])),
  );
}

function accessTable(cells: readonly Cell<Vocabulary>[]): readonly Child[] {
  if (cells.length === 0) return [empty("This user has no level at any place.")];
  const head = ["Place", "Level", "Actions", "Rests on"].map((title) => element("th", { scope: "col" }, title));
  const rows = cells.map(({ path, collection, level, actions, because, dormant }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, path ?? `collection ${collection}`),
      element("td", {}, level ?? "none", dormant && element("small", {}, "sleeping")),
      element("td", {}, element("details", {}, element("summary", {}, String(actions.length)), actions.join(", "))),
      element("td", {}, chainOf(because)),
    ),
  );
  return [
    scrolling(
      "Places of this user",
      element(
        "table",
        { class: "pg-rows" },
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows),
      ),
    ),
  ];
}
