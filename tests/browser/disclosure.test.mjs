// What a person may not know never reaches their page: everything the server sends to a restricted user's browser, the
// event stream and the page's own code among it, is searched for the names of all that they cannot see.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAll } from "./command_line.mjs";
import { account } from "./places.mjs";
import { openBrowser, press } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** The names that are in no path this person may see: of files, folders and collections. */
async function hiddenFrom(person) {
  const places = [
    ...account.assets.map(({ path }) => path),
    ...account.collections.map(({ id }) => `collection:${id}`),
  ];
  const answers = await checkAll(
    places.map((resource) => ({
      as: person,
      action: resource.startsWith("/") ? "asset.view" : "collection.view",
      resource,
    })),
  );
  const shown = new Set(places.filter((_, i) => answers[i].allowed).flatMap((place) => place.split("/")));
  const hidden = places.filter((_, i) => !answers[i].allowed);
  const names = hidden.map((place) =>
    place.startsWith("/")
      ? place.split("/").at(-1)
      : account.collections.find(({ id }) => `collection:${id}` === place).name,
  );
  return { names: names.filter((name) => !shown.has(name)), shown };
}

/** Collects the text of every response, and of streams as they come. */
async function listen(page) {
  const bodies = [];
  const heard = [];
  await page.exposeFunction("heard", (text) => heard.push(text));
  await page.addInitScript(() => {
    const ask = globalThis.fetch;
    globalThis.fetch = async (...args) => {
      const response = await ask(...args);
      if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
      const [mine, theirs] = response.body.tee();
      mine
        .pipeThrough(new TextDecoderStream())
        .pipeTo(new WritableStream({ write: (text) => globalThis.heard(text) }))
        .catch(() => undefined);
      return new Response(theirs, response);
    };
  });
  page.on("response", (response) => {
    if (response.headers()["content-type"]?.startsWith("text/event-stream")) return;
    const body = response.text().then((text) => ({ url: response.url(), text }));
    // A response may still be under way when the page closes. `bodies` rejects if it is asked for such a one.
    body.catch(() => undefined);
    bodies.push(body);
  });
  return { bodies: () => Promise.all(bodies), heard };
}

test("nothing that Rita cannot see is named in anything her page receives", async () => {
  const { names, shown } = await hiddenFrom("rita");
  assert.ok(names.length > 100, `${names.length} hidden names`);
  assert.ok(names.includes("legal") && names.includes("agency-contract-2025.pdf") && names.includes("Press-Ready"));
  const page = await browser.newPage();
  const { bodies, heard } = await listen(page);
  await browser.startOver();
  await browser.enter(page, "?as=rita");

  for (const query of [
    "path=/brand/logos",
    `path=${social}&open=${social}/post-01-ridge.jpg`,
    "view=collections",
    "view=collections&collection=c1",
    "view=links",
    "view=users",
    "view=account",
    "path=/legal",
    "q=contract",
  ])
    await browser.visit(page, `?as=rita&${query}`);
  await browser.visit(page, `?as=rita&path=${social}`);
  await press(page.locator('main [data-action="asset.share"]'));
  const share = page.getByTestId("share");
  await share.getByRole("combobox").first().click();
  await page.locator('[data-value="user:rosa"]').click();
  await share.getByTestId("effects").waitFor();
  await share.getByTestId("who-can").locator("summary").click();
  await share.getByTestId("who-can").locator("[data-user]").first().waitFor();
  await page.keyboard.press("Escape");

  // What others do where she sees nothing, and then where she does, so that the stream has come past both.
  await browser.request("ada", {
    action: "file.upload",
    resource: { path: "/legal/contracts" },
    context: { name: "takeover-offer.pdf" },
  });
  await browser.request("ada", {
    action: "asset.share",
    resource: { path: "/legal" },
    context: { with: { user: "ravi" }, level: "manage" },
  });
  await browser.request("ada", {
    action: "collection.rename",
    resource: { collection: "c2" },
    context: { name: "Board-Only" },
  });
  await browser.request("ada", {
    action: "file.upload",
    resource: { path: social },
    context: { name: "for-everybody.jpg" },
  });
  await page.locator(`[data-asset="${social}/for-everybody.jpg"]`).waitFor();

  const all = [...(await bodies()), { url: "events", text: heard.join("") }];
  assert.ok(
    all.some(({ url }) => url.endsWith(".js")) &&
      all.some(({ url }) => url.includes("/lists?")) &&
      heard.join("").includes("event: delta"),
  );
  // Its way of finding names must find those that are there.
  for (const name of ["wordmark.svg", "for-everybody.jpg", "Retail-Partners"])
    assert.ok(
      all.some(({ text }) => text.includes(name)),
      name,
    );
  assert.ok(shown.has("wordmark.svg"));
  const emails = account.users.filter(({ id }) => id !== "rita").map(({ email }) => email);
  // As a whole word: "videos" may be in a sentence, "/videos" or "videos" as a name may not.
  const wanted = [...names, ...emails, "takeover-offer.pdf", "Board-Only"];
  const named = (text, name) =>
    [`/${name}`, `"${name}"`, ...(/[.@_-]/.test(name) ? [name] : [])].some((form) => text.includes(form));
  for (const { url, text } of all)
    assert.deepEqual(
      wanted.filter((name) => named(text, name)),
      [],
      url,
    );
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
