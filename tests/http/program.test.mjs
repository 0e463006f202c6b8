// The program around the server: its options, where it keeps its data, and what it writes.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { acme, ask, makeToken, run, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

describe("the program", () => {
  test("keeps its data in a file of any name, but for one with quotes", async () => {
    const folder = dirname(temporaryData());
    for (const name of ["our data.db", "a=b c=d.db", "trailing ", "timeout=0", "ü", " leading"]) {
      const data = join(folder, name);
      assert.match(makeToken(data), /^lsk_/);
      assert.match(run("key", "--data", data, "list").output, / tests$/m, name);
    }
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => !/-(wal|shm)$/.test(name))
        .sort(),
      [" leading", "a=b c=d.db", "our data.db", "timeout=0", "trailing ", "ü"],
    );
    for (const data of [relative(root, join(folder, " here.db")), relative(root, join(folder, "there=.db"))])
      assert.match(makeToken(data), /^lsk_/);
    const { code, output } = run("key", "--data", join(folder, 'our "data".db'), "create", "--new", "tests");
    assert.equal(code, 2);
    assert.match(output, /the name of its file may have no quotes: /);
  });

  test("keeps its data from others on the machine, and says so where an older file does not", async () => {
    const data = temporaryData();
    const files = () =>
      readdirSync(dirname(data))
        .sort()
        .map((name) => [name, (statSync(join(dirname(data), name)).mode & 0o777).toString(8)]);
    let server = await startServer({ data });
    assert.deepEqual(
      files(),
      ["lockstep.db", "lockstep.db-lock", "lockstep.db-shm", "lockstep.db-wal"].map((name) => [name, "600"]),
    );
    await server.stop();
    assert.equal(await server.closed, "");
    chmodSync(data, 0o644);
    server = await startServer({ data });
    await server.stop();
    assert.match(await server.closed, /other users of this machine can read \S+lockstep\.db, .*: chmod 600$/m);
    assert.equal(statSync(data).mode & 0o777, 0o644, "whose it is may have wanted that");
  });

  test("writes a line for each answer where it is asked to, without tokens, bodies and paths, and none else", async () => {
    const data = temporaryData();
    const identity = issuer();
    const host = makeToken(data),
      rita = identity.token({ sub: "rita", account: "acme" });
    const lines = async (args) => {
      const server = await startServer({ data, args: ["--token-keys", identity.file, ...args] });
      const asked = (method, path, token, body) => ask(server.url, method, path, { token, body });
      await asked("PUT", "/v1/accounts/acme", host, acme);
      await asked("POST", "/v1/accounts/acme/decisions", rita, { action: "asset.view", resource: { path: "/secret" } });
      await asked("GET", "/v1/accounts/acme/who-can?action=asset.view&path=/secret", "stolen");
      await asked("GET", "/v1/accounts/beta/terms", rita);
      await asked("GET", "/secret?token=stolen", undefined);
      await asked("DELETE", "/v1/keys", undefined);
      await server.stop();
      return (await server.closed).split("\n").filter((line) => line !== "");
    };
    const written = await lines(["--log"]);
    for (const hidden of [host, rita, "secret", "stolen", "asset.view"])
      assert.ok(!written.join("").includes(hidden), hidden);
    const entries = written.map((line) => JSON.parse(line));
    for (const { time, requestId, microseconds } of entries)
      assert.ok(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) && /^\w{32}$/.test(requestId) && Number.isInteger(microseconds),
        `${time} ${microseconds}`,
      );
    const of = (route, id) => ({ route: `/v1/accounts/{id}${route}`, account: id });
    assert.deepEqual(
      entries.map(({ time, requestId, microseconds, ...entry }) => entry),
      [
        { method: "PUT", ...of("", "acme"), who: "host", status: 201 },
        { method: "POST", ...of("/decisions", "acme"), who: "user", status: 200 },
        { method: "GET", ...of("/who-can", "acme"), status: 401 },
        { method: "GET", ...of("/terms", "beta"), who: "user", status: 404 },
        { method: "GET", status: 404 },
        { method: "DELETE", status: 405 },
      ],
    );
    assert.deepEqual(await lines([]), []);
  });

  test("answers each address of its page's screens with the page, and none of the API's", async () => {
    const folder = dirname(temporaryData());
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>page</title>");
    const server = await startServer({ args: ["--web", folder] });
    const of = async (path) =>
      (({ status, headers }) => [status, headers.get("content-type")])(await ask(server.url, "GET", path));
    for (const path of ["/", "/people", "/v1x"])
      assert.deepEqual(await of(path), [200, "text/html; charset=utf-8"], path);
    for (const path of ["/v1/nothing", "/v1/accounts/acme/nothing", "/v1/"])
      assert.deepEqual(await of(path), [404, "application/problem+json"], path);
    await server.stop();
  });

  test("lets no page frame its own, but for the demonstration, which frames itself", async () => {
    const folder = dirname(temporaryData());
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>page</title>");
    for (const [args, allowed] of [
      [[], ["frame-ancestors 'none'"]],
      [["--demo"], ["frame-ancestors 'self'", "frame-src 'self'"]],
    ]) {
      const server = await startServer({ args: ["--web", folder, ...args] });
      const policy = (await ask(server.url, "GET", "/")).headers.get("content-security-policy");
      const framing = policy.split("; ").filter((directive) => directive.startsWith("frame-"));
      assert.deepEqual(framing.sort(), allowed);
      await server.stop();
    }
  });

  test("serves no hidden file of its page, and no link that leads out of the folder", async () => {
    const outside = dirname(temporaryData()),
      folder = dirname(temporaryData());
    writeFileSync(join(outside, "secret.txt"), "secret");
    // As Kubernetes mounts a ConfigMap.
    mkdirSync(join(folder, "..2026_11_30/pages"), { recursive: true });
    writeFileSync(join(folder, "..2026_11_30/index.html"), "<!doctype html><title>mounted</title>");
    writeFileSync(join(folder, "..2026_11_30/pages/about.txt"), "about");
    symlinkSync("..2026_11_30", join(folder, "..data"));
    symlinkSync("..data/index.html", join(folder, "index.html"));
    symlinkSync("..data/pages", join(folder, "pages"));
    mkdirSync(join(folder, ".git"));
    mkdirSync(join(folder, ".well-known"));
    for (const name of [".env", ".git/config.txt", ".well-known/security.txt", "plain.txt"])
      writeFileSync(join(folder, name), name);
    symlinkSync(join(outside, "secret.txt"), join(folder, "link.txt"));
    symlinkSync(outside, join(folder, "linked"));
    symlinkSync("nowhere.txt", join(folder, "dangling.txt"));
    const server = await startServer({ args: ["--web", folder] });
    const of = async (path) =>
      (({ status, body }) => (status === 200 ? body : status))(await ask(server.url, "GET", path));
    assert.match(await of("/"), /mounted/);
    assert.equal(await of("/pages/about.txt"), "about");
    assert.equal(await of("/plain.txt"), "plain.txt");
    assert.equal(await of("/.well-known/security.txt"), ".well-known/security.txt");
    for (const path of [
      "/.env",
      "/.git/config.txt",
      "/link.txt",
      "/linked/secret.txt",
      "/dangling.txt",
      "/..data/index.html",
      "/..2026_11_30/index.html",
      "/%2e%2e/secret.txt",
      "/pages%2fabout.txt",
    ])
      assert.equal(await of(path), 404, path);
    await server.stop();
    symlinkSync(".", join(folder, "loop"));
    assert.match(
      run("serve", "--web", folder, "--data", temporaryData(), "--port", "0").output,
      /a link leads back up/,
    );
  });

  test("says what no user can list, by a policy that lacks an action, and does not list it", async () => {
    const policy = JSON.parse(readFileSync(join(root, "policies/imagekit.json"), "utf8"));
    delete policy.actions["comment.view"];
    const data = temporaryData();
    const file = `${data}.json`;
    writeFileSync(file, JSON.stringify(policy));
    const identity = issuer();
    const host = makeToken(data);
    const server = await startServer({ data, args: ["--policy", file, "--token-keys", identity.file] });
    const body = { ...acme, comments: [{ id: "m1", on: "a1", author: "ada" }] };
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body })).status, 201);
    const list = async (name) =>
      (
        await ask(server.url, "GET", `/v1/accounts/acme/${name}`, {
          token: identity.token({ sub: "ada", account: "acme" }),
        })
      ).body[name].length;
    assert.deepEqual([await list("comments"), await list("assets")], [0, 3]);
    await server.stop();
    assert.match(await server.closed, /no action `comment\.view`: lists that it gates are empty for users/);
  });

  test("says what is wrong with its options, and ends with 2", () => {
    assert.deepEqual(run("serve", "--data", "/nowhere/at/all.db").code, 2);
    assert.match(run("serve", "--demo", "--address", "0.0.0.0").output, /127\.0\.0\.1 alone/);
    assert.equal(run("serve", "--token-keys", "/nowhere.json", "--data", "/tmp/lockstep-none.db").code, 2);
    assert.match(run("audit", "verify", "--data", "/nowhere/at/all.db").output, /database/i);
  });
});
