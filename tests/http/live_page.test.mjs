// lockstep/live in Chromium, in a page that the server itself serves under its Content-Security-Policy.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "../chromium.mjs";
import { root } from "../../tools/run.mjs";
import { startServer } from "./server.mjs";

const folder = mkdtempSync(join(tmpdir(), "lockstep-page-"));
const complaints = [];
let server, browser;

before(async () => {
  const web = join(folder, "web");
  mkdirSync(web);
  cpSync(join(root, "dist"), join(web, "dist"), { recursive: true });
  writeFileSync(
    join(web, "index.html"),
    '<!doctype html><title>live</title><link rel="icon" href="data:,"><p></p><script type="module" src="/page.js"></script>',
  );
  writeFileSync(
    join(web, "page.js"),
    `
    import { connect } from "/dist/live.js";
    const shown = document.querySelector("p");
    const user = new URLSearchParams(location.search).get("as");
    const token = async () => (await (await fetch("/demo/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user }) })).json()).token;
    globalThis.live = await connect({ url: "", account: "northpine", token, onState: show });
    live.subscribe(show);
    show();
    function show() {
      const { live } = globalThis;
      if (live) shown.textContent = [live.state, live.signature, live.access.show("asset.delete", "/legal")].join(" ");
    }
  `,
  );
  [server, browser] = await Promise.all([
    startServer({ data: join(folder, "page.db"), args: ["--demo", "--web", web] }),
    launchChromium(),
  ]);
});
after(async () => {
  await browser?.close();
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function open(user) {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${server.url}/?as=${user}`);
  await page.getByText(/^live /).waitFor();
  return page;
}

test("what one page asks for, the other shows without a reload, until the server is gone", {
  timeout: 60_000,
}, async () => {
  const [rita, ada] = await Promise.all([open("rita"), open("ada")]);
  await rita.getByText("live verified hidden").waitFor();
  const share = { action: "asset.share", resource: "/legal", context: { with: { user: "rita" }, level: "manage" } };
  const { decision, revision } = await ada.evaluate((request) => live.request(request), share);
  assert.equal(decision.allowed, true);
  assert.equal(await ada.evaluate(() => live.access.revision), revision);
  await rita.getByText("live verified enabled").waitFor();
  assert.deepEqual(complaints, []);
  await server.kill();
  await rita.getByText("stale verified enabled").waitFor();
});
