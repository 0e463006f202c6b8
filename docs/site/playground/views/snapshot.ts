// The snapshot of one principal: its bytes beside the account's, and the facts that it leaves out.

import { type Child, element } from "../../../../bindings/js/inspector/element.js";
import { sizeOf } from "../../../../bindings/js/inspector/words.js";
import type { Principal } from "../../../../bindings/js/shared/request.js";
import type { Size, SnapshotAnswer } from "../messages.js";
import { Choice } from "./choice.js";
import { leftOut, type Section } from "./left_out.js";
import { usersOf } from "./matrix.js";
import { basisOf, empty, type Host, Pending, scrolling, type Shown, type View } from "./view.js";
import { percentOf } from "./words.js";

/** Longer lists of what is left out end here. */
const mostNames = 40;

export function snapshotView({ asker }: Host): View {
  let last: Shown | undefined;
  const principal = new Choice("Principal", () => last && draw(last));
  const answer = new Pending("pg-answer");

  function draw(shown: Shown) {
    last = shown;
    const { names, questions } = shown;
    const users = usersOf(names).map(({ value, label }) => ({ value: JSON.stringify({ user: value }), label }));
    const keys = (names.words.apiKey ?? []).map((apiKey) => option({ apiKey }, `API key ${apiKey}`));
    const links = (names.words.link ?? []).map((link) => option({ visitor: true, link }, `visitor of link ${link}`));
    principal.offer([...users, ...keys, ...links], JSON.stringify(questions[0]?.principal));
    if (principal.value === "") return answer.put(empty("The account has no users, keys or links."));
    const account = JSON.parse(shown.documents.account);
    const given = { ...basisOf(shown), principal: JSON.parse(principal.value) as Principal };
    void answer.draw(asker.ask("snapshot", given), (made) => parts(made, leftOut(account, JSON.parse(made.snapshot))));
  }

  const choices = element("div", { class: "pg-choices" }, principal.element);
  return { element: element("div", {}, choices, answer.element), show: draw };
}

const option = (principal: object, label: string) => ({ value: JSON.stringify(principal), label });

function parts({ snapshot, size, accountSize }: SnapshotAnswer, sections: readonly Section[]): readonly Child[] {
  return [
    element(
      "div",
      { class: "pg-sizes" },
      bar("Snapshot", size, accountSize),
      bar("Account", accountSize, accountSize),
      element(
        "p",
        { class: "pg-note" },
        `The snapshot has ${percentOf(size.plain, accountSize.plain)} of the account's bytes.`,
      ),
    ),
    scrolling("Facts in the snapshot", sectionTable(sections)),
    element(
      "details",
      { class: "pg-json" },
      element("summary", {}, "The snapshot as JSON"),
      scrolling("The snapshot as JSON", element("pre", {}, snapshot)),
    ),
  ];
}

function bar(label: string, size: Size, whole: Size): HTMLElement {
  return element(
    "div",
    { class: "pg-size" },
    element("span", {}, label),
    element("meter", {
      min: 0,
      max: Math.max(whole.plain, size.plain),
      value: size.plain,
      "aria-label": `Bytes of the ${label.toLowerCase()}`,
    }),
    element("span", {}, element("b", {}, sizeOf(size.plain)), ` · deflated ${sizeOf(size.deflated)}`),
  );
}

function sectionTable(sections: readonly Section[]): HTMLElement {
  const head = ["Facts", "Account", "Snapshot", "Left out"].map((title) => element("th", { scope: "col" }, title));
  const rows = sections.map(({ name, all, kept, names, shortened }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      element("td", {}, String(all)),
      element("td", {}, String(kept), shortened > 0 && element("small", {}, `${shortened} with fewer fields`)),
      element("td", {}, leftOutOf(names)),
    ),
  );
  return element(
    "table",
    { class: "pg-rows" },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}

function leftOutOf(names: readonly string[]): Child {
  if (names.length === 0) return "nothing";
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return element(
    "details",
    {},
    element("summary", {}, String(names.length)),
    element("span", {}, `${names.slice(0, mostNames).join(", ")}${more}`),
  );
}
