// Who can: the users who may do an action at a place, each with the grants that it rests on.

import { type Child, element } from "../../../../bindings/js/inspector/element.js";
import { countOf } from "../../../../bindings/js/inspector/words.js";
import type { Allowed } from "../../../../bindings/js/shared/answers.js";
import type { Vocabulary } from "../../../../bindings/js/shared/vocabulary.js";
import { Choice } from "./choice.js";
import { basisOf, empty, type Host, Pending, type Shown, type View } from "./view.js";
import { chainOf } from "./words.js";

export function whoCanView({ asker }: Host): View {
  let last: Shown | undefined;
  const again = () => last && draw(last);
  const action = new Choice("Action", again);
  const place = new Choice("On", again);
  const answer = new Pending("pg-answer");

  function draw(shown: Shown) {
    last = shown;
    const { names, questions } = shown;
    const [first] = questions;
    action.offer(
      names.actions.map(({ name }) => ({ value: name, label: name })),
      first?.action,
    );
    const resources = new Map(names.resources.map(({ label, resource }) => [JSON.stringify(resource), label]));
    const offered = [...resources].map(([value, label]) => ({ value, label }));
    place.offer([...offered, { value: "", label: "the account" }], JSON.stringify(pathOf(first?.resource)) ?? "");
    const resource = place.value === "" ? {} : { resource: JSON.parse(place.value) };
    const given = { ...basisOf(shown), action: action.value, ...resource };
    void answer.draw(asker.ask("whoCan", given), (allowed) => people(allowed, names.users.length));
  }

  const choices = element("div", { class: "pg-choices" }, action.element, place.element);
  return { element: element("div", {}, choices, answer.element), show: draw };
}

/** A resource as the choices have it: a path as a string. */
function pathOf(resource: string | object | undefined): string | object | undefined {
  if (typeof resource !== "object" || !("path" in resource)) return resource;
  return resource.path as string;
}

function people(allowed: readonly Allowed<Vocabulary>[], all: number): readonly Child[] {
  if (allowed.length === 0) return [empty("Nobody may do that here.")];
  const rows = allowed.map(({ user, because, validUntil }) =>
    element(
      "li",
      {},
      element("strong", {}, user),
      chainOf(because),
      validUntil !== undefined && element("small", {}, `valid until ${validUntil}`),
    ),
  );
  return [
    element("p", { class: "pg-note" }, `${allowed.length} of ${countOf(all, "user")}.`),
    element("ul", { class: "pg-people" }, ...rows),
  ];
}
