// One engine for all, found in every place, without eval.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { mock, test } from "node:test";
import { build } from "esbuild";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { root, run } from "../../tools/run.mjs";
import { acme, ada, rita } from "./acme.mjs";

/** Runs a program in a Node of its own; what it prints. */
async function alone(program, ...options) {
  const { code, output } = await run([process.execPath, ...options, "--input-type=module", "--eval", program]);
  assert.equal(code, 0, output);
  return output.trim();
}

const asked = `
  import { loadAccess } from "lockstep";
  import { openAccount } from "lockstep/server";
  const account = await openAccount(${JSON.stringify(acme())}, server);
  const access = await loadAccess(account.snapshot({ user: "rita" }), page);
  console.log(access.can("asset.view", "/seen"), access.can("asset.delete", "/seen"));
`;

/** A folder of dist/, whose .wasm a bundler compiles while it builds. */
async function builtFor(folder) {
  const compiled = {
    name: "compiled",
    setup(build) {
      build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.replace("?module", "")),
        namespace: "compiled",
      }));
      build.onLoad({ filter: /./, namespace: "compiled" }, ({ path }) => ({
        contents: `import { readFileSync } from "node:fs"; export default new WebAssembly.Module(readFileSync(${JSON.stringify(path)}));`,
      }));
    },
  };
  const outdir = join(root, "build/tests/places", folder);
  const entryPoints = ["index", "server"].map((name) => join(root, "dist", folder, `${name}.js`));
  await build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    external: ["node:*"],
    outExtension: { ".js": ".mjs" },
    plugins: [compiled],
  });
  return (name) => join(outdir, `${name}.mjs`);
}

test("the modules of every place decide", async () => {
  const asItIs = (folder) => (name) => join(root, "dist", folder, `${name}.js`);
  const places = {
    page: asItIs("."),
    node: asItIs("node"),
    inline: asItIs("inline"),
    workerd: await builtFor("workerd"),
    edge: await builtFor("edge"),
  };
  for (const [place, module] of Object.entries(places)) {
    const program = `const page = {}, server = {}; ${asked}`.replace(/"(lockstep(?:\/server)?)"/g, (_, name) =>
      JSON.stringify(module(name === "lockstep" ? "index" : "server")),
    );
    assert.equal(await alone(program), "true false", place);
  }
});

test("every entry has modules for every place", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const modules = Object.entries(exports).filter(([, each]) => each.node);
  assert.deepEqual(
    modules.map(([name]) => name),
    [".", "./server", "./live", "./inline", "./inline/server", "./inline/live"],
  );
  const folders = { workerd: "workerd", "edge-light": "edge", require: "cjs", bun: "node", deno: "node", node: "node" };
  for (const [name, each] of modules) {
    const [, inline, entry = "index"] = /^\.(\/inline)?(?:\/(\w+))?$/.exec(name);
    const expected = { types: { require: `./dist/cjs/${entry}.d.ts`, default: `./dist/${entry}.d.ts` } };
    for (const [condition, folder] of Object.entries(folders)) expected[condition] = `./dist/${folder}/${entry}.js`;
    // In their order: the first that fits is taken.
    assert.equal(
      JSON.stringify(each),
      JSON.stringify({ ...expected, default: `./dist${inline ?? ""}/${entry}.js` }),
      name,
    );
  }
});

test("an import of the package brings two files, and nothing of Node's", () => {
  for (const folder of ["", "node", "inline"]) {
    const brought = new Set();
    const bring = (name) => {
      if (brought.has(name)) return;
      brought.add(name);
      const code = readFileSync(join(root, "dist", folder, name), "utf8");
      for (const [, from] of code.matchAll(/^(?:import|export|\}) ?(?:.*from )?"(.+)";$/gm))
        bring(from.replace("./", ""));
    };
    bring("index.js");
    assert.match([...brought].join(" "), /^index\.js shared-\w+\.js$/, folder);
  }
});

test("it needs no code made from strings", async () => {
  assert.equal(
    await alone(`const page = {}, server = {}; ${asked}`, "--disallow-code-generation-from-strings"),
    "true false",
  );
});

test("the import alone compiles nothing", async () => {
  const program = `
    let compiled = 0;
    for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming"]) {
      const real = WebAssembly[name];
      WebAssembly[name] = (...given) => (compiled++, real(...given));
    }
    await import("lockstep");
    await import("lockstep/server");
    console.log(compiled);
  `;
  assert.equal(await alone(program), "0");
});

test("all that a page opens shares one instance, and so does all that a server opens", async () => {
  const program = `
    let made = 0;
    const real = WebAssembly.instantiate;
    WebAssembly.instantiate = (...given) => (made++, real(...given));
    const { loadAccess } = await import("lockstep");
    const { openAccount } = await import("lockstep/server");
    const [one, two] = await Promise.all([openAccount(${JSON.stringify(acme())}), openAccount(${JSON.stringify(acme())})]);
    await Promise.all([one, two].map((account) => loadAccess(account.snapshot({ user: "rita" }))));
    console.log(made);
  `;
  assert.equal(await alone(program), "2");
});

/** As the first that a page loads: what was loaded is not loaded again. */
async function loadAfresh(options) {
  const { loadAccess } = await import(`../../dist/node/index.js?${Math.random()}`);
  return loadAccess("{}", options);
}

const files = { page: join(root, "dist/lockstep.wasm"), server: join(root, "dist/lockstep_server.wasm") };

test("its .wasm may be given as bytes, as a module (also of another realm) or as a URL", async () => {
  const ways = [
    (file) => `(await import("node:fs")).readFileSync(${JSON.stringify(file)})`,
    (file) => `await WebAssembly.compile((await import("node:fs")).readFileSync(${JSON.stringify(file)}))`,
    (file) =>
      `new ((await import("node:vm")).runInNewContext("WebAssembly.Module"))((await import("node:fs")).readFileSync(${JSON.stringify(file)}))`,
    (file) => `(await import("node:url")).pathToFileURL(${JSON.stringify(file)})`,
  ];
  for (const given of ways) {
    assert.equal(
      await alone(`const page = { wasm: ${given(files.page)} }, server = { wasm: ${given(files.server)} }; ${asked}`),
      "true false",
    );
  }
});

test("it is fetched where it does not lie on a disk, whatever the server calls its type, and a failure is no end", async () => {
  const calls = [];
  const server = createServer((request, response) => {
    calls.push(request.url);
    const [, file, type] = request.url.split("/");
    if (!files[file]) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": `application/${type}` }).end(readFileSync(files[file]));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  try {
    for (const type of ["wasm", "octet-stream"]) {
      assert.equal(
        await alone(
          `const page = { wasm: "${url}/page/${type}" }, server = { wasm: "${url}/server/${type}" }; ${asked}`,
        ),
        "true false",
      );
    }
    const program = `
      import { openAccount as first } from "lockstep/server";
      await first({}, { wasm: "${url}/none" }).then(() => console.log("opened"), (error) => console.log(error.problems[0].code));
      const page = {}, server = { wasm: "${url}/server/wasm" };
      ${asked}
    `;
    assert.equal(await alone(program), "wasm_missing\ntrue false");
    assert.deepEqual(calls.slice(-2), ["/none", "/server/wasm"]);
  } finally {
    server.close();
  }
});

test("what is no WebAssembly is named, with its address and the page that lists the settings", async () => {
  const server = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}/lockstep.wasm`;
  try {
    await assert.rejects(loadAfresh({ wasm: address }), ({ problems: [{ code, message }] }) => {
      assert.equal(code, "wasm_missing");
      assert.ok(message.includes(`${address}: the answer is text/html, not WebAssembly`), message);
      const page = /(docs\/\w+\.md) of this package/.exec(message)?.[1];
      assert.ok(readFileSync(join(root, page), "utf8").includes("{ wasm:"), page);
      return true;
    });
  } finally {
    server.close();
  }
});

test("the compiler's .wasm has an option of its own, for a page that is given a policy's document", async () => {
  const options = {
    policy: readFileSync(join(root, "policies/imagekit.json"), "utf8"),
    compiler: new URL("file:///nowhere/lockstep_server.wasm"),
  };
  await assert.rejects(
    loadAfresh(options),
    ({ problems: [{ code, message }] }) => code === "wasm_missing" && message.includes("/nowhere/"),
  );
});

test("a .wasm of another version is refused, and the next load works", async () => {
  // One that exports nothing, and one that imports what there is not.
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const importing = [1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 122, 0, 0];
  for (const wasm of [header, [...header, ...importing]]) {
    const program = `
      const { loadAccess } = await import("lockstep");
      await loadAccess("{}", { wasm: new Uint8Array(${JSON.stringify(wasm)}) }).then(() => console.log("opened"), () => console.log("refused"));
      await loadAccess("{}").catch((error) => console.log(error.name));
    `;
    assert.equal(await alone(program), "refused\nLockstepError");
  }
});

test("what is disposed, or forgotten, gives its memory back", async () => {
  const program = `
    const { loadAccess } = await import("lockstep");
    const { openAccount } = await import("lockstep/server");
    const account = await openAccount(${JSON.stringify(acme())});
    const snapshot = account.snapshot({ user: "rita" });
    const open = async (dispose) => {
      const access = await loadAccess(snapshot);
      access.can("asset.view", "/seen");
      if (dispose) access.dispose();
    };
    for (let i = 0; i < 2000; i++) await open(true);
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 50; j++) await open(false);
      await new Promise((resolve) => setTimeout(resolve, 1));
      gc();
    }
    // 2,000 that were kept would take 2,000 tables of answers, and the address space of 200 MB.
    const { arrayBuffers } = process.memoryUsage();
    console.log(arrayBuffers < 100e6);
  `;
  assert.equal(await alone(program, "--expose-gc"), "true");
});

/** Runs a piece of work for which there is no memory. */
function starved(work) {
  mock.method(WebAssembly.Memory.prototype, "grow", () => {
    throw new RangeError("no memory");
  });
  try {
    return work();
  } finally {
    mock.restoreAll();
  }
}

const huge = "/x".repeat(2 ** 23);
const question = { principal: ada, action: "asset.delete", resource: "/run" };

test("a page's engine that has failed denies, and the next load starts another one", async () => {
  const account = await openAccount(acme());
  const access = await loadAccess(account.snapshot(ada));
  assert.equal(access.can("asset.delete", "/run"), true);
  assert.equal(
    starved(() => access.can("asset.delete", huge)),
    false,
  );
  assert.equal(access.can("asset.delete", "/run"), false);
  const lost = access.decide({ action: "asset.delete", resource: "/run" });
  assert.equal(lost.reason, "not_ready");
  assert.match(lost.message, /failed/);
  assert.equal(access.show("asset.delete", "/run"), "hidden");
  assert.deepEqual(access.select(["asset.delete"], ["/run"]), { "asset.delete": { allowed: 0, denied: ["/run"] } });
  assert.equal(access.verdicts(["/run"]).allowed.includes(1), false);
  access.dispose();
  const again = await loadAccess(account.snapshot(ada));
  assert.equal(again.can("asset.delete", "/run"), true);
  again.dispose();
  account.dispose();
});

test("a server's engine that has failed denies, and the next one answers", async () => {
  const account = await openAccount(acme());
  assert.equal(account.decide(question).allowed, true);
  assert.equal(starved(() => account.decide({ ...question, resource: huge })).allowed, false);
  assert.equal(account.decide(question).reason, "not_ready");
  assert.throws(() => account.snapshot(ada), /failed/);
  assert.throws(() => account.apply(question), /failed/);
  account.dispose();
  assert.equal(account.decide(question).reason, "not_ready");
  const again = await openAccount(acme());
  assert.equal(again.decide(question).allowed, true);
  again.dispose();
});

// Last: a failure for want of memory would be none in a memory that has grown.
test("its answers stay where they are when the memory grows", async () => {
  const users = Array.from({ length: 60_000 }, (_, i) => ({
    id: `u${i}`,
    name: `User ${i}`,
    email: `u${i}@acme.test`,
    role: "developer",
  }));
  const account = await openAccount(acme({ users: [...acme().users, ...users] }));
  const access = await loadAccess(account.snapshot(rita));
  assert.equal(access.can("asset.view", "/seen"), true);
  // The administrator's snapshot has all users: many times the memory of before.
  const large = await loadAccess(account.snapshot(ada));
  assert.equal(access.can("asset.view", "/seen"), true);
  assert.equal(access.can("asset.delete", "/seen"), false);
  assert.equal(access.can("asset.view", "/seen/new"), true);
  assert.deepEqual(access.select(["asset.view"], ["/seen", "/seen/other", "/nowhere"])["asset.view"].denied, [
    "/nowhere",
  ]);
  assert.equal(large.decide({ action: "user.remove", resource: { user: "u59999" } }).allowed, true);
  large.dispose();
  access.dispose();
  account.dispose();
});
