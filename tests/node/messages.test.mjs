// Sentences of the host's own, in its language.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { loadAccess, LockstepError } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, ada, rita } from "./acme.mjs";

const german = {
  level_too_low: "Für {at} ist „{need}“ nötig, nicht „{have}“.",
  limit_reached: "{maximum} {limit} sind erlaubt, {count} gibt es.",
  name_invalid: "Dieser Name ist ungültig.",
  allowed_share: "Erlaubt: „{have}“ auf {on}, durch eine Freigabe.",
};

const account = await openAccount(acme());
const snapshot = account.snapshot(rita);
after(() => account.dispose());

/** The problems with a catalogue. */
async function refused(messages) {
  const error = await loadAccess(snapshot, { messages }).then(
    () => assert.fail("it was taken"),
    (error) => error,
  );
  assert.ok(error instanceof LockstepError, error);
  return error.problems.map(({ code, field, message }) => ({ code, field, message }));
}

test("a catalogue's sentence replaces the English one, with its parameters", async () => {
  const access = await loadAccess(snapshot, { messages: german });
  assert.equal(
    access.decide({ action: "asset.delete", resource: "/seen/a.png" }).message,
    "Für /seen/a.png ist „Can manage“ nötig, nicht „Can view“.",
  );
  assert.equal(
    access.decide({ action: "asset.view", resource: "/seen/a.png" }).message,
    "Erlaubt: „Can view“ auf /seen, durch eine Freigabe.",
  );
  access.dispose();
});

test("what a catalogue leaves out stays English", async () => {
  const access = await loadAccess(snapshot, { messages: german });
  assert.equal(
    access.decide({ action: "asset.view", resource: "/elsewhere" }).message,
    "This was not shared with you.",
  );
  access.dispose();
});

test("the sentence at a field of a form is the catalogue's", async () => {
  const access = await loadAccess(account.snapshot(ada), { messages: german });
  const { message, problems } = access.decide({ action: "group.create", context: { name: "" } });
  assert.deepEqual(
    [message, ...problems.map((problem) => problem.message)],
    [german.name_invalid, german.name_invalid],
  );
  access.dispose();
});

test("a catalogue stays when the snapshot is brought up to date", async () => {
  const changing = await openAccount(acme());
  const access = await loadAccess(changing.snapshot(rita), { messages: german });
  const { delta } = changing.apply({
    principal: ada,
    action: "asset.share",
    resource: { path: "/seen" },
    context: { with: rita, level: "contribute" },
  });
  assert.notEqual(delta, null);
  access.update(changing.deltaSince(snapshot));
  assert.equal(
    access.decide({ action: "asset.delete", resource: "/seen" }).message,
    "Für /seen ist „Can manage“ nötig, nicht „Can contribute“.",
  );
  access.dispose();
  changing.dispose();
});

test("two languages at once do not mix", async () => {
  const french = { level_too_low: "Il faut « {need} » sur {at}." };
  const all = await Promise.all([german, french, undefined].map((messages) => loadAccess(snapshot, { messages })));
  const said = () => all.map((access) => access.decide({ action: "asset.delete", resource: "/seen" }).message);
  const expected = [
    "Für /seen ist „Can manage“ nötig, nicht „Can view“.",
    "Il faut « Can manage » sur /seen.",
    "Needs “Can manage” on /seen; you have “Can view”.",
  ];
  assert.deepEqual(said(), expected);
  assert.deepEqual(said(), expected);
  for (const access of all) access.dispose();
});

test("a code that there is not is refused, and named", async () => {
  assert.deepEqual(await refused({ ...german, level_to_low: "Zu wenig." }), [
    { code: "field_unknown", field: "/level_to_low", message: "There is no message with this code." },
  ]);
});

test("a parameter that the English sentence lacks is refused, and named with those that it has", async () => {
  assert.deepEqual(await refused({ level_too_low: "Für {wo} ist „{need}“ nötig." }), [
    {
      code: "value_invalid",
      field: "/level_too_low",
      message: "{wo} is no parameter of this message: Needs “{need}” on {at}; you have “{have}”.",
    },
  ]);
  assert.deepEqual(
    (await refused({ not_shared: "{at} ist nicht freigegeben.", allowed: "Erlaubt {" })).map(({ field }) => field),
    ["/not_shared", "/allowed"],
  );
});

test("what is no text, and what is no catalogue, is refused", async () => {
  assert.deepEqual(
    (await refused({ allowed: 1, not_shared: null })).map(({ code, field }) => [code, field]),
    [
      ["type_invalid", "/allowed"],
      ["type_invalid", "/not_shared"],
    ],
  );
  for (const messages of [[], "Nein.", null, 7])
    assert.equal((await refused(messages)).length, 1, JSON.stringify(messages));
});

test("a sentence may hold any letter, and half a surrogate pair is refused", async () => {
  const access = await loadAccess(snapshot, { messages: { not_shared: '共有 😀 \0 ".' } });
  assert.equal(access.decide({ action: "asset.view", resource: "/elsewhere" }).message, '共有 😀 \0 ".');
  access.dispose();
  assert.equal((await refused({ not_shared: "\ud800" }))[0].code, "json_invalid");
});

test("an account's answers are in the catalogue's language too, carried out, previewed or only asked", async () => {
  const spoken = await openAccount(acme(), { messages: { ...german, context_missing: "Es fehlt: {field}." } });
  const request = { principal: rita, action: "asset.delete", resource: { path: "/seen" } };
  const expected = "Für /seen ist „Can manage“ nötig, nicht „Can view“.";
  assert.equal(spoken.decide(request).message, expected);
  assert.equal(spoken.preview(request).decision.message, expected);
  assert.equal(spoken.apply(request).decision.message, expected);
  const { decision } = spoken.apply({ principal: ada, action: "asset.move", resource: { path: "/seen" } });
  assert.deepEqual([decision.message, decision.problems[0].message], ["Es fehlt: to.", "Es fehlt: to."]);
  assert.equal(account.decide(request).message, "Needs “Can manage” on /seen; you have “Can view”.");
  spoken.dispose();
  await assert.rejects(
    openAccount(acme(), { messages: { level_to_low: "Zu wenig." } }),
    (error) => error instanceof LockstepError && error.problems[0].field === "/level_to_low",
  );
});
