// What the page decides with: the principal, the revision, the snapshot, the last delta, and the server's agreement.

import type { Comparison } from "./agreement.js";
import { type Child, element } from "./element.js";
import { facts, list } from "./decision_view.js";
import type { LastDelta } from "./source.js";
import { placeOf } from "./question.js";
import { clockOf, sizeOf } from "./words.js";

export interface StateModel {
  readonly principal: string;
  readonly revision: number;
  readonly validUntil: string | undefined;
  readonly connection: string | undefined;
  readonly snapshotBytes: number | undefined;
  readonly lastDelta: LastDelta | undefined;
  readonly comparisons: readonly Comparison[];
  /** Whether there is a server to compare with. */
  readonly isCompared: boolean;
  readonly problem: string | undefined;
  readonly people: readonly string[];
  readonly person: string | undefined;
}

export interface StateActions {
  readonly again: () => void;
  readonly showAs: (name: string) => void;
}

export function stateView(model: StateModel, { again, showAs }: StateActions): readonly Child[] {
  const { lastDelta: delta, snapshotBytes, comparisons } = model;
  const moved = delta && (delta.from === delta.to ? `renewed ${delta.to}` : `${delta.from} to ${delta.to}`);
  const differing = comparisons.filter(({ state }) => state === "differs");
  return [
    model.people.length > 0 && peopleOf(model, showAs),
    facts([
      ["Principal", model.principal],
      ["Revision", String(model.revision)],
      ["Connection", model.connection ?? "none"],
      ["Snapshot", snapshotBytes === undefined ? "size unknown" : sizeOf(snapshotBytes)],
      ["Last delta", delta ? `${sizeOf(delta.bytes)}, ${moved}, at ${clockOf(delta.at)}` : "none yet"],
      ["Next change by time", model.validUntil ?? "none"],
      ["Server", agreementOf(model)],
    ]),
    list(
      "The server decides differently",
      "drifts",
      differing.map(
        ({ question, server }) =>
          `${question.action} on ${placeOf(question)}: the server says ${server?.reason ?? "allowed"}`,
      ),
    ),
    model.isCompared &&
      element(
        "p",
        { class: "actions" },
        element("button", { type: "button", "data-key": "again", click: again }, "Compare again"),
      ),
  ];
}

/** Returns for example `agrees on 17 of 17`. */
export function agreementOf({ comparisons, isCompared, problem, person }: StateModel): string {
  if (problem !== undefined) return `not reached: ${problem}`;
  if (person !== undefined) return "not compared for another person";
  if (!isCompared) return "not compared; give `verify`";
  const done = comparisons.filter(({ state }) => state === "agrees" || state === "differs");
  const agreed = done.filter(({ state }) => state === "agrees");
  const waiting = comparisons.filter(({ state }) => state === "asking" || state === "later").length;
  return `agrees on ${agreed.length} of ${done.length}${waiting > 0 ? `, ${waiting} to come` : ""}`;
}

function peopleOf({ people, person, principal }: StateModel, showAs: (name: string) => void): HTMLElement {
  const own = element("option", { value: "", selected: person === undefined }, `${principal}, as the page is`);
  const choose = (event: Event) => showAs((event.target as HTMLSelectElement).value);
  return element(
    "label",
    { class: "people" },
    "Show the answers of",
    element(
      "select",
      { "data-key": "people", change: choose },
      own,
      ...people.map((name) => element("option", { value: name, selected: name === person }, name)),
    ),
  );
}
