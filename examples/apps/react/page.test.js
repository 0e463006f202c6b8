// What the page shows, drawn without a browser: each control as the policy wants it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { createServer } from "vite";
import facts from "./account.json" with { type: "json" };
import policy from "./policy.json" with { type: "json" };

const account = await openAccount(facts, { policy });

const vite = await createServer({ appType: "custom", server: { middlewareMode: true, ws: false } });
after(() => vite.close());
const { App } = await vite.ssrLoadModule("/src/App.tsx");

/**
 * Returns the buttons that a user sees of a note.
 * @param {string} user
 * @param {{ id: string, final: boolean }} note
 */
async function buttonsFor(user, note) {
  const access = await loadAccess(account.snapshot({ user }), { policy });
  const session = {
    access,
    user,
    people: [],
    level: "read",
    notes: [{ ...note, name: "plan", author: "Max", text: "" }],
  };
  const markup = renderToStaticMarkup(createElement(App, { session, send() {}, fault: "" }));
  const [, card] = markup.split('<ul class="notes">');
  return [...String(card).matchAll(/<button([^>]*)>([^<]*)/g)].map(([, attributes, name]) =>
    String(attributes).includes("aria-disabled") ? `${name} (greyed)` : name,
  );
}

test("an author may do everything with a note that is open", async () => {
  assert.deepEqual(await buttonsFor("max", { id: "n1", final: false }), ["Edit", "Finish", "Delete"]);
});

test("a final note is only opened again", async () => {
  const buttons = await buttonsFor("max", { id: "n2", final: true });
  assert.deepEqual(buttons, ["Edit (greyed)", "Open again", "Delete (greyed)"]);
});

test("other members see why they may not edit", async () => {
  const buttons = await buttonsFor("nina", { id: "n1", final: false });
  assert.deepEqual(buttons, ["Edit (greyed)", "Finish (greyed)", "Delete (greyed)"]);
});
