// What npm would publish, installed in an empty folder far from here, decides; with eval forbidden.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { must, root, run } from "../../tools/run.mjs";
import { Consumer } from "./consumer.mjs";

const consumer = await Consumer.install();
const { folder, installed } = consumer;
const write = (name, text) => consumer.write(name, text);
after(() => consumer.remove());

test("it is installed by itself, without a dependency", () => {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  assert.deepEqual(Object.keys(lock.packages), ["", "node_modules/lockstep"]);
});

test("it holds what its exports name, and no source, test or tool", () => {
  const { exports, bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const namedIn = (each) => (typeof each === "string" ? [each] : Object.values(each).flatMap(namedIn));
  for (const path of namedIn([exports, bin]).filter((each) => !each.includes("*")))
    assert.ok(existsSync(join(installed, path.replace("?module", ""))), path);
  const folders = new Set(consumer.paths.filter((path) => path.includes("/")).map((path) => path.split("/")[0]));
  assert.deepEqual([...folders].sort(), ["dist", "docs", "examples", "policies", "schemas"]);
  assert.ok(consumer.paths.includes("LICENSE"));
});

test("its example policies have their scenarios, and not the large tables of them", () => {
  const inPackage = (ending) =>
    consumer.paths.filter((path) => path.startsWith("policies/examples/") && path.endsWith(ending));
  assert.ok(inPackage("/policy.json").length > 20);
  assert.deepEqual(inPackage("/table.scenarios.json"), []);
  const large = inPackage(".scenarios.json").filter((path) => statSync(join(installed, path)).size > 32_768);
  assert.deepEqual(large, []);
});

test("it decides where code cannot be made from strings", async () => {
  write(
    "account.json",
    JSON.stringify({
      format: "lockstep-account/1",
      id: "acme",
      revision: 1,
      plan: "enterprise",
      users: [
        { id: "ada", name: "Ada", email: "ada@acme.test", role: "account_administrator" },
        { id: "rita", name: "Rita", email: "rita@acme.test", role: "media_library_restricted_access" },
      ],
      assets: [{ id: "f1", kind: "folder", path: "/marketing" }],
      shares: [{ on: "f1", with: { user: "rita" }, level: "view" }],
    }),
  );
  write(
    "decide.js",
    `
    import { readFileSync } from "node:fs";
    import { loadAccess } from "lockstep";
    import { openAccount } from "lockstep/server";
    const account = await openAccount(readFileSync("account.json", "utf8"));
    const access = await loadAccess(account.snapshot({ user: "rita" }, "2026-01-15T12:00:00Z"));
    console.log(access.can("asset.view", "/marketing"), access.can("asset.delete", "/marketing"), access.can("asset.view", "/legal"));
    console.log(account.decide({ principal: { user: "ada" }, action: "asset.delete", resource: { path: "/marketing" } }).allowed);
  `,
  );
  const { output } = await must([process.execPath, "--disallow-code-generation-from-strings", "decide.js"], {
    cwd: folder,
  });
  assert.equal(output, "true false false\ntrue\n");
});

test("every link of its documents leads to a file in it", () => {
  for (const path of consumer.paths.filter((each) => each.endsWith(".md"))) {
    for (const [, link] of consumer.read(path).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(join(installed, dirname(path), link)), `${path} links to ${link}`);
    }
  }
});

test("it says where the server is, which it lacks", async () => {
  const { code, output } = await run(["npx", "--no-install", "lockstep", "serve"], { cwd: folder });
  assert.equal(code, 2);
  assert.match(output, /^The server is a native program.* checkout of Lockstep/);
});

test("it can be required, and one error class is that of all its entries", async () => {
  write(
    "decide.cjs",
    `
    const { loadAccess, LockstepError } = require("lockstep");
    const { openAccount } = require("lockstep/server");
    const { connect } = require("lockstep/live");
    openAccount(require("node:fs").readFileSync("account.json", "utf8"))
      .then((account) => loadAccess(account.snapshot({ user: "rita" }, "2026-01-15T12:00:00Z")))
      .then((access) => console.log(access.can("asset.view", "/marketing"), access.can("asset.view", "/legal"), typeof connect))
      .then(() => openAccount("{}"))
      .catch((error) => console.log(error instanceof LockstepError));
  `,
  );
  const { output } = await must([process.execPath, "decide.cjs"], { cwd: folder });
  assert.equal(output, "true false function\ntrue\n");
});

test("its modules are readable, and their source maps have the sources", () => {
  for (const place of ["", "node", "inline", "workerd", "edge", "cjs"]) {
    const map = JSON.parse(
      readFileSync(join(installed, "dist", place, place === "cjs" ? "lockstep.js.map" : "index.js.map"), "utf8"),
    );
    assert.ok(
      map.sourcesContent[map.sources.findIndex((source) => source.endsWith("bindings/js/page/access.ts"))].includes(
        "class Access",
      ),
      place,
    );
    // Of an uncaught error Node prints the line that threw. Only texts are long: the policy and the .wasm.
    const lines = readFileSync(
      join(installed, "dist", place, place === "cjs" ? "lockstep.js" : "index.js"),
      "utf8",
    ).split("\n");
    assert.deepEqual(
      lines.filter((line) => line.length > 500 && !/lockstep-(policy|compiled)|\bbytes(Of)?\b/.test(line)),
      [],
      place,
    );
  }
});

test("its command runs", async () => {
  const help = await must(["npx", "--no-install", "lockstep", "--help"], { cwd: folder });
  assert.match(help.output, /check/);
  const denied = await run(
    [
      "npx",
      "--no-install",
      "lockstep",
      "check",
      "--account",
      "account.json",
      "--as",
      "rita",
      "asset.delete",
      "/marketing",
    ],
    { cwd: folder },
  );
  assert.match(denied.output, /^DENY asset\.delete \/marketing$/m);
  assert.equal(denied.code, 1);
});

test("its types know the policy: a misspelt action does not compile", async () => {
  const program = (action) => `
    import { loadAccess, type Action, type Decision } from "lockstep";
    const access = await loadAccess("{}");
    const action: Action = "${action}";
    const decision: Decision = access.decide({ action, resource: "/marketing" });
    export const shown: boolean = access.can("${action}", "/marketing") || decision.allowed;
  `;
  const compile = (name, text) => {
    write(name, text);
    const options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--types", "", name];
    return run([process.execPath, join(root, "node_modules/typescript/bin/tsc"), ...options], { cwd: folder });
  };
  const right = await compile("right.ts", program("asset.delete"));
  assert.equal(right.code, 0, right.output);
  const wrong = await compile("wrong.ts", program("asset.delte"));
  assert.notEqual(wrong.code, 0);
  assert.match(wrong.output, /asset\.delte/);
});

test("its types need no DOM, are whole, and know the .wasm files", async () => {
  const program = `
    import { loadAccess } from "lockstep";
    import { connect } from "lockstep/live";
    import { openAccount } from "lockstep/server";
    import wasm from "lockstep/lockstep.wasm";
    import compiler from "lockstep/server/wasm?module";
    export const opened = [loadAccess("{}", { wasm, compiler }), loadAccess("{}", { wasm: new Uint8Array(8) }), openAccount, connect];
    // @ts-expect-error a number is no .wasm
    void loadAccess("{}", { wasm: 3 });
  `;
  write("without_dom.mts", program);
  write("without_dom.cts", program);
  for (const lib of ["es2022", "es2022,dom", "es2022,webworker"]) {
    const options = [
      "--strict",
      "--noEmit",
      "--skipLibCheck",
      "false",
      "--target",
      "es2022",
      "--lib",
      lib,
      "--module",
      "nodenext",
      "--types",
      "",
    ];
    const compiled = await run(
      [
        process.execPath,
        join(root, "node_modules/typescript/bin/tsc"),
        ...options,
        "without_dom.mts",
        "without_dom.cts",
      ],
      { cwd: folder },
    );
    assert.equal(compiled.code, 0, `${lib}: ${compiled.output}`);
  }
});

test("who reads no exports finds the same entries", () => {
  const { exports, main, module, types, typesVersions, browser } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  assert.deepEqual([main, module, types], [exports["."].require, exports["."].default, exports["."].types.require]);
  const others = Object.entries(exports).filter(([name, each]) => name !== "." && each.types);
  assert.deepEqual(
    typesVersions["*"],
    Object.fromEntries(others.map(([name, each]) => [name.slice(2), [each.types.require]])),
  );
  // Bun takes the name of an entry here for the package of that name, also where an entry imports that package.
  const packages = ["./react", "./vue", "./svelte"];
  const named = others.filter(([name, each]) => each.require && !packages.includes(name));
  assert.deepEqual(browser, Object.fromEntries(named.map(([name, each]) => [name, each.default])));
});
