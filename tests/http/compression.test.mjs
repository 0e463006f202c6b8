// Compressed bodies: files of a page that were compressed beforehand, and large answers.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { precompress } from "../../tools/precompress.mjs";
import { acme, makeToken, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const script = `console.log("one");\n`.repeat(500),
  style = "body { margin: 0 }\n".repeat(100);
const identity = issuer();
const ada = identity.token({ sub: "ada", account: "acme" });
const folder = join(dirname(temporaryData()), "page");
let server, host;

/** An account whose lists and snapshots are long. */
const large = {
  ...acme,
  groups: Array.from({ length: 300 }, (_, n) => ({ id: `g${n}`, name: `Group of people number ${n}` })),
  assets: [
    ...acme.assets,
    ...Array.from({ length: 2000 }, (_, n) => ({ id: `b${n}`, kind: "file", path: `/marketing/picture ${n}.png` })),
  ],
};

before(async () => {
  mkdirSync(join(folder, "assets"), { recursive: true });
  const files = {
    "index.html": "<!doctype html><title>page</title>",
    "assets/a.js": script,
    "assets/b.css": style,
    "assets/small.js": "1",
    "assets/data.csv": "a,b\n",
    "assets/data.csv.gz": gzipSync("other"),
    "assets/alone.gz": gzipSync("alone"),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  precompress(folder);
  // Of an older build.
  writeFileSync(join(folder, "assets/b.css.br"), brotliCompressSync("older"));
  const data = temporaryData();
  host = makeToken(data);
  server = await startServer({
    data,
    args: ["--token-keys", identity.file, "--web", folder, "--allow-origin", "https://app.test"],
  });
  const put = await ask(
    "PUT",
    "/v1/accounts/acme",
    { authorization: `Bearer ${host}`, "content-type": "application/json" },
    JSON.stringify(large),
  );
  assert.equal(put.status, 201);
});
after(() => server.stop());

/** Asks without decompressing: `{ status, headers, bytes, text }`. */
function ask(method, path, headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const asked = request(server.url + path, { method, headers }, (response) => {
      const parts = [];
      response
        .on("data", (part) => parts.push(part))
        .on("end", () => {
          const bytes = Buffer.concat(parts);
          const decompress =
            { gzip: gunzipSync, br: brotliDecompressSync }[response.headers["content-encoding"]] ?? ((same) => same);
          resolve({
            status: response.statusCode,
            headers: response.headers,
            bytes,
            text: method === "HEAD" ? "" : decompress(bytes).toString(),
          });
        });
    });
    asked.on("error", reject).end(body);
  });
}
const get = (path, coding, headers = {}) =>
  ask("GET", path, { ...(coding === undefined ? {} : { "accept-encoding": coding }), ...headers });

describe("files of the page", () => {
  test("are sent in the coding that the browser likes best", async () => {
    const chosen = {
      "": undefined,
      "gzip, deflate, br": "br",
      "gzip, deflate": "gzip",
      br: "br",
      BR: "br",
      "x-gzip": "gzip",
      deflate: undefined,
      "*": "br",
      "gzip;q=1, br;q=0.5": "gzip",
      "gzip;q=0.5, br;q=0.8": "br",
      "br;q=0, gzip": "gzip",
      "br;q=0, *": "gzip",
      "*;q=0": undefined,
      "gzip;q=0, br;q=0": undefined,
      "identity, gzip;q=0.5": undefined,
      "identity;q=0.1, gzip ; q=0.5": "gzip",
      "gzip;q=0.001": "gzip",
      "gzip;q=0.000": undefined,
      "br;q=2, gzip;q=nonsense": undefined,
      "br;level=5": undefined,
      ",,": undefined,
      "gzip;q=1.000": "gzip",
      "gzip;q=1.001": undefined,
    };
    for (const [header, coding] of Object.entries(chosen)) {
      const { status, headers, text } = await get("/assets/a.js", header);
      assert.deepEqual([status, headers["content-encoding"], text === script], [200, coding, true], header);
      assert.deepEqual([headers["content-type"], headers.vary], ["text/javascript; charset=utf-8", "Accept-Encoding"]);
    }
    assert.equal((await get("/assets/a.js")).headers["content-encoding"], undefined);
  });

  test("have a tag for each coding, and are not sent again to those who have one", async () => {
    const tags = new Set();
    for (const coding of ["identity", "gzip", "br"]) {
      const { headers } = await get("/assets/a.js", coding);
      tags.add(headers.etag);
      const again = await get("/assets/a.js", coding, { "if-none-match": headers.etag });
      assert.deepEqual(
        [again.status, again.headers.etag, again.bytes.length, again.headers.vary],
        [304, headers.etag, 0, "Accept-Encoding"],
      );
      assert.equal(again.headers["content-encoding"], undefined);
    }
    assert.equal(tags.size, 3);
    for (const tag of tags) assert.match(tag, /^"[0-9a-f]{32}(-gzip|-br)?"$/);
    assert.equal((await get("/", "br", { "if-none-match": '"other"' })).status, 200);
    assert.equal((await get("/people", "br", { "if-none-match": (await get("/", "br")).headers.etag })).status, 304);
  });

  test("have the same headers for HEAD as for GET", async () => {
    for (const coding of ["identity", "gzip", "br"]) {
      const asked = await get("/assets/a.js", coding),
        head = await ask("HEAD", "/assets/a.js", { "accept-encoding": coding });
      for (const name of ["content-length", "content-encoding", "etag", "vary", "content-type"])
        assert.equal(head.headers[name], asked.headers[name], `${coding} ${name}`);
      assert.equal(Number(head.headers["content-length"]), asked.bytes.length);
    }
  });

  test("are sent as they are where the file beside them has another content, or there is none", async () => {
    assert.deepEqual(
      [
        (await get("/assets/b.css", "br")).headers["content-encoding"],
        (await get("/assets/b.css", "br, gzip")).headers["content-encoding"],
      ],
      [undefined, "gzip"],
    );
    const small = await get("/assets/small.js", "gzip, br");
    assert.deepEqual([small.headers["content-encoding"], small.headers.vary, small.text], [undefined, undefined, "1"]);
    assert.equal((await get("/assets/data.csv", "gzip")).text, "a,b\n");
    for (const [path, text] of [
      ["/assets/data.csv.gz", "other"],
      ["/assets/alone.gz", "alone"],
    ]) {
      const { status, headers, bytes } = await get(path, "gzip");
      assert.deepEqual([status, headers["content-encoding"], gunzipSync(bytes).toString()], [200, undefined, text]);
    }
    assert.equal((await get("/assets/a.js.br", "br")).status, 404, "what is a coding of another is no file of its own");
  });
});

describe("large answers", () => {
  const authorization = () => ({ authorization: `Bearer ${ada}` });

  test("are compressed for those who take gzip, and are the same decompressed", async () => {
    for (const path of ["/v1/accounts/acme/assets?limit=200", "/v1/accounts/acme/snapshot", "/openapi.json"]) {
      const plain = await get(path, undefined, authorization()),
        compressed = await get(path, "gzip, br", authorization());
      assert.deepEqual(
        [plain.headers["content-encoding"], compressed.headers["content-encoding"]],
        [undefined, "gzip"],
        path,
      );
      for (const { headers } of [plain, compressed]) assert.match(headers.vary, /\bAccept-Encoding\b/);
      assert.equal(compressed.text, plain.text);
      assert.ok(compressed.bytes.length < plain.bytes.length / 2);
      assert.equal(Number(compressed.headers["content-length"]), compressed.bytes.length);
      assert.equal((await get(path, "br", authorization())).headers["content-encoding"], undefined);
      const head = await ask("HEAD", path, { ...authorization(), "accept-encoding": "gzip" });
      assert.deepEqual(
        [head.headers["content-encoding"], head.headers["content-length"]],
        ["gzip", compressed.headers["content-length"]],
      );
    }
  });

  test("keep a snapshot's signature, and its tag is another in another coding", async () => {
    const plain = await get("/v1/accounts/acme/snapshot", undefined, authorization()),
      compressed = await get("/v1/accounts/acme/snapshot", "gzip", authorization());
    assert.equal(compressed.headers.etag, plain.headers.etag.replace(/"$/, '-gzip"'));
    const { keys } = JSON.parse((await get("/v1/keys")).text);
    assert.ok(identity.verifies(keys[0], compressed.headers["lockstep-signature"], compressed.text));
    assert.match(compressed.headers.vary, /^Authorization, Origin, Accept-Encoding$/);
    for (const { headers } of [plain, compressed]) {
      const again = await get("/v1/accounts/acme/snapshot", "gzip", {
        ...authorization(),
        "if-none-match": headers.etag,
      });
      assert.deepEqual(
        [again.status, again.headers.etag, again.headers["content-encoding"]],
        [304, headers.etag, undefined],
      );
    }
  });

  test("have a tag that If-Match takes in either coding", async () => {
    const change = (tag, name) =>
      ask(
        "POST",
        "/v1/accounts/acme/requests",
        { authorization: `Bearer ${host}`, "content-type": "application/json", "if-match": tag },
        JSON.stringify({ principal: { system: true }, action: "collection.create", context: { name } }),
      );
    for (const [n, path, coding] of [
      [0, "/v1/accounts/acme", "gzip"],
      [1, "/v1/accounts/acme", undefined],
      [2, "/v1/accounts/acme/snapshot", "gzip"],
    ]) {
      const { headers } = await get(path, coding, { authorization: `Bearer ${host}` });
      assert.equal(headers.etag.includes("-gzip"), coding !== undefined);
      const changed = await change(headers.etag, ["One", "Two", "Three"][n]);
      assert.equal(changed.status, 200, `${headers.etag}: ${changed.text}`);
      assert.equal((await change(headers.etag, "Late")).status, 412);
    }
  });

  test("are no small ones, no problems and no event streams", async () => {
    const { headers } = await get("/healthz", "gzip");
    assert.deepEqual([headers["content-encoding"], headers.vary], [undefined, "Origin"]);
    const refused = await get(`/v1/accounts/acme/users?cursor=${"x".repeat(9000)}`, "gzip", authorization());
    assert.deepEqual([refused.status >= 400, refused.headers["content-encoding"]], [true, undefined]);
    const events = await fetch(`${server.url}/v1/accounts/acme/events?since=0.0000000000000000`, {
      headers: { ...authorization(), "accept-encoding": "gzip" },
    });
    assert.equal(events.headers.get("content-encoding"), null);
    await events.body.cancel();
  });
});
