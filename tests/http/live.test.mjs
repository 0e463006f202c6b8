// lockstep/live against the real server: pages that stay current, through everything that may happen on the way.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, mock, test } from "node:test";
import { LockstepError } from "lockstep";
import { connect } from "lockstep/live";
import { startServer } from "./server.mjs";

const folder = mkdtempSync(join(tmpdir(), "lockstep-live-"));
const account = "northpine";
const expired = { now: "2100-01-01T00:00:00Z" };
const time = { timeout: 60_000 };

let server;
let databases = 0;
const pages = [];
before(async () => {
  server = await startServer({ data: join(folder, "shared.db"), args: ["--demo"] });
});
afterEach(() => {
  for (const page of pages.splice(0)) page.live.close();
});
after(async () => {
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** A clock that goes on only by `elapse`. */
class Clock {
  #now = Date.now();
  #timers = new Set();
  pauses = [];
  now = () => this.#now;
  random = () => 0.5;
  after = (milliseconds, work) => {
    const timer = { at: this.#now + milliseconds, work, milliseconds };
    this.#timers.add(timer);
    this.pauses.push(milliseconds);
    return () => void this.#timers.delete(timer);
  };
  get waiting() {
    return [...this.#timers].map(({ milliseconds }) => milliseconds);
  }
  elapse(milliseconds) {
    this.#now += milliseconds;
    for (const timer of [...this.#timers]) if (timer.at <= this.#now && this.#timers.delete(timer)) timer.work();
  }
}

async function signIn(url, user) {
  const response = await fetch(`${url}/demo/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user }),
  });
  assert.equal(response.status, 200);
  return (await response.json()).token;
}

/** A user's page, with the states it had, and `until(condition)`, checked at each of its events. */
async function open(user, options = {}) {
  const { url } = server;
  const page = { states: [], drifts: [], heard: 0, clock: new Clock() };
  const waiting = new Set();
  page.look = () => {
    for (const check of [...waiting]) check();
  };
  page.until = (condition) =>
    new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  page.live = await connect({
    url,
    account,
    token: () => signIn(url, user),
    onState(state, problem) {
      page.states.push([state, problem?.problems[0].code]);
      page.look();
    },
    onDrift(drift) {
      page.drifts.push(drift);
      page.look();
    },
    timing: page.clock,
    ...options,
  });
  pages.push(page);
  page.live.subscribe(() => {
    page.heard++;
    page.look();
  });
  await page.until(() => page.live.state !== "connecting");
  return page;
}

function promise() {
  let resolve;
  return Object.assign(new Promise((given) => (resolve = given)), { resolve });
}

const share = (path, level, user = "rita") => ({
  action: "asset.share",
  resource: path,
  context: { with: { user }, level },
});

/** A change by another user. */
async function ask(user, request) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${await signIn(server.url, user)}` };
  const response = await fetch(`${server.url}/v1/accounts/${account}/requests`, {
    method: "POST",
    headers,
    body: JSON.stringify(request),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return parseInt(response.headers.get("Lockstep-Revision"), 10);
}

const refusedAs = (code) => (error) => {
  assert.ok(error instanceof LockstepError, String(error));
  assert.equal(error.problems[0].code, code, error.message);
  return true;
};

/** `fetch`, but for the requests that `change` answers itself. */
const fetchBut = (change) => async (url, init) =>
  (await change(new URL(url).pathname.split("/").pop(), init, url)) ?? fetch(url, init);

/** A response whose body is changed on its way: all of it, or each piece of a stream. */
function changed(response, change) {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const body = response.body.pipeThrough(
    new TransformStream({
      transform: (bytes, out) => out.enqueue(encoder.encode(change(decoder.decode(bytes, { stream: true })))),
    }),
  );
  return new Response(body, response);
}

test(
  "one person's share appears in another's page, and the request returns when the own page shows it",
  time,
  async () => {
    const rita = await open("rita");
    const ada = await open("ada");
    const { live } = rita;
    const { access } = live;
    assert.deepEqual([live.state, live.signature, live.problem], ["live", "verified", undefined]);
    assert.equal(live.access.can("asset.view", "/legal"), false);
    const { generation } = live;
    assert.equal(live.generation, generation);
    const { decision, revision } = await ada.live.request(share("/legal", "manage"));
    assert.equal(decision.allowed, true);
    assert.equal(ada.live.access.revision, revision);
    await rita.until(() => live.access.can("asset.delete", "/legal"));
    assert.equal(live.access, access);
    assert.deepEqual([rita.heard, ada.heard], [1, 1]);
    assert.ok(live.generation > generation);
    // Of a request that changes nothing too.
    const viewed = await live.request({ action: "asset.view", resource: "/legal" });
    assert.deepEqual([viewed.decision.allowed, viewed.revision], [true, revision]);
    assert.deepEqual([rita.drifts, ada.drifts], [[], []]);
  },
);

test(
  "what no snapshot holds is asked of the server: lists page by page, terms, who can, and what a change would do",
  time,
  async () => {
    const [{ live: ada }, { live: rita }] = await Promise.all([open("ada"), open("rita")]);
    const assets = await ada.list("assets");
    assert.ok(assets.length > 200, "more than a page");
    assert.equal(new Set(assets.map(({ id }) => id)).size, assets.length);
    for (const { path } of await rita.list("assets")) assert.ok(rita.access.can("asset.view", path), path);
    assert.deepEqual((await ada.list("assets", { most: 3 })).length, 3);
    assert.deepEqual(
      (await ada.list("shares", { path: "/brand/icons" })).map(({ path, level }) => [path, level]),
      [
        ["/brand", "view"],
        ["/brand/icons", "contribute"],
      ],
    );
    assert.equal((await rita.terms()).limits.users, 9);
    const { decision, differences } = await ada.preview(share("/products/accessories", "view"));
    assert.equal(decision.allowed, true);
    assert.deepEqual(
      differences.map(({ user, path, after }) => [user, path, after]),
      [["rita", "/products/accessories", "view"]],
    );
    assert.ok(
      !(await ada.whoCan({ action: "asset.view", resource: "/products/accessories" })).some(
        ({ user }) => user === "rita",
      ),
    );
    assert.ok(
      (await ada.whoCan({ action: "collection.view", resource: { collection: "c4" } })).some(
        ({ user }) => user === "rita",
      ),
    );
    await ada.request(share("/products/accessories", "view"));
    // At the revision that the request led to, or later: what one has done is in the list.
    assert.ok(
      (await ada.whoCan({ action: "asset.view", resource: "/products/accessories" })).some(
        ({ user, because }) => user === "rita" && because[0].kind === "share",
      ),
    );
    await assert.rejects(rita.whoCan({ action: "asset.view", resource: "/brand" }), refusedAs("level_too_low"));
    await assert.rejects(rita.list("audit"), refusedAs("role_forbids"));
    assert.equal((await ada.list("audit", { most: 1 }))[0].action, "asset.share");
  },
);

test(
  "lists that are loaded together are those of their own addresses, and later bring what differs",
  time,
  async () => {
    const [{ live: ada }, { live: rita }] = await Promise.all([open("ada"), open("rita")]);
    const names = ["terms", "users", "groups", "assets", "collections", "links", "comments", "apiKeys"];
    for (const live of [ada, rita]) {
      const read = await live.lists(names);
      assert.deepEqual(read.terms, await live.terms());
      for (const name of names.slice(1)) assert.deepEqual(read[name], await live.list(name), name);
    }
    const before = [await ada.lists(names), await rita.lists(names)];
    assert.equal((await ada.lists(names, before[0])).at, before[0].at, "nothing has changed");

    await ada.request(share("/archive", "view"));
    await ada.request({ action: "folder.create", resource: "/archive", context: { name: "lists" } });
    const after = [await ada.lists(names, before[0]), await rita.lists(names, before[1])];
    assert.deepEqual(after[0].assets, await ada.list("assets"));
    assert.equal(after[0].users, before[0].users, "an unchanged list is the same array");
    assert.deepEqual(after[1].assets, await rita.list("assets"));
    assert.ok(after[1].assets.length > before[1].assets.length);

    await ada.request({ action: "asset.unshare", resource: "/archive", context: { with: { user: "rita" } } });
    const gone = await rita.lists(names, after[1]);
    assert.deepEqual(gone.assets, before[1].assets, "what is hidden again is gone from the list");
    assert.equal(gone.at, before[1].at);

    const forgotten = { ...gone, at: "1", assets: [] };
    assert.deepEqual(
      (await rita.lists(names, forgotten)).assets,
      gone.assets,
      "an unknown `at` brings the whole lists",
    );
    const invalid = (error) => error.problems[0].code === "value_invalid";
    await assert.rejects(ada.lists(["users", "shares"]), invalid);
    await assert.rejects(ada.lists(["users", "users"]), invalid);
  },
);

test("what one user's page has of the lists is no answer to another's `since`", time, async () => {
  const [{ live: ada }, { live: rita }] = await Promise.all([open("ada"), open("rita")]);
  const { at } = await ada.lists(["assets"]);
  const own = await rita.lists(["assets"]);
  assert.deepEqual((await rita.lists(["assets"], { at, assets: [] })).assets, own.assets);
});

test("the server decides for a page without changing anything, and sends its snapshot", time, async () => {
  const { live } = await open("rita");
  const { revision } = live.access;
  const requests = [
    { action: "asset.delete", resource: "/brand" },
    { action: "asset.view", resource: "/brand" },
  ];
  const decisions = await live.decisions(requests);
  assert.deepEqual(
    decisions.map(({ allowed, reason }) => [allowed, reason]),
    [
      [false, "level_too_low"],
      [true, undefined],
    ],
  );
  const made = { action: "collection.create", context: { name: "decided" } };
  assert.equal((await live.decisions([made]))[0].allowed, true);
  const snapshot = await live.snapshot();
  assert.deepEqual([snapshot.format, snapshot.principal], ["lockstep-snapshot/1", { user: "rita" }]);
  assert.equal(snapshot.revision, revision, "nothing was changed");
  await assert.rejects(
    live.decisions([{ action: "asset.view", resource: "/a", context: { owner: "rita" } }]),
    LockstepError,
  );
});

test(
  "the audit log gives a developer the entries of the areas that a developer may read, and no others",
  time,
  async () => {
    const [ada, dev] = (await Promise.all([open("ada"), open("dev")])).map(({ live }) => live);
    await ada.request({ action: "user.edit", resource: { user: "finn" }, context: { name: "Finn B. Berg" } });
    await ada.request({ action: "group.rename", resource: { group: "g2" }, context: { name: "Agencies" } });
    await ada.request({ action: "subscription.change" });
    await ada.request({ action: "profile.edit" });
    await ada.request({ action: "api_key.edit", resource: { apiKey: "k2" }, context: { media: "write" } });
    await ada.request({ action: "webhook.edit" });
    await ada.request({ action: "folder.create", resource: { path: "/press" }, context: { name: "audited" } });
    assert.equal(dev.access.decide({ action: "audit_log.view" }).allowed, true);
    const actionsOf = async (live) => (await live.list("audit", { most: 7 })).map(({ action }) => action);
    const all = [
      "folder.create",
      "webhook.edit",
      "api_key.edit",
      "profile.edit",
      "subscription.change",
      "group.rename",
      "user.edit",
    ];
    assert.deepEqual(await actionsOf(ada), all);
    const read = await dev.list("audit");
    assert.deepEqual(
      read.slice(0, 3).map(({ action }) => action),
      all.slice(0, 3),
    );
    assert.ok(
      read.every(
        ({ action }) =>
          !/^(user|group|sso|mfa|profile|session|billing|billing_alerts|subscription|account)\./.test(action),
      ),
    );
    const ofLibrary = (entries) =>
      entries.filter(({ action }) => action.startsWith("asset.") || action.startsWith("folder."));
    assert.deepEqual(ofLibrary(read), ofLibrary(await ada.list("audit")));
    // One by one the pages come to the same.
    assert.deepEqual(await dev.list("audit", { most: 2 }), read.slice(0, 2));
  },
);

test("API keys are listed for who runs them", time, async () => {
  const [ada, flora] = (await Promise.all([open("ada"), open("flora")])).map(({ live }) => live);
  assert.deepEqual(
    (await ada.list("apiKeys")).map(({ id, kind }) => [id, kind]),
    [
      ["k1", "standard"],
      ["k2", "restricted"],
    ],
  );
  assert.deepEqual(await flora.list("apiKeys"), []);
});

test("a list is asked for again where the network fails, and not once it is closed", time, async () => {
  let asked = 0;
  const page = await open("rita", {
    fetch: fetchBut((end) => {
      if (end !== "users" || ++asked > 2) return undefined;
      setImmediate(() => page.clock.elapse(30_000));
      throw new TypeError("fetch failed");
    }),
  });
  assert.ok((await page.live.list("users")).some(({ id }) => id === "rita"));
  assert.equal(asked, 3);
  page.live.close();
  await assert.rejects(page.live.list("users"), refusedAs("closed"));
});

test(
  "a date in a context is written as the engine reads it, and what is refused as malformed is named",
  time,
  async () => {
    const { live } = await open("ada");
    const until = new Date("2099-05-01T10:00:00.123Z");
    assert.equal(
      (
        await live.request({
          ...share("/campaigns", "view"),
          context: { with: { user: "rita" }, level: "view", until },
        })
      ).decision.allowed,
      true,
    );
    await assert.rejects(
      live.request({ action: "asset.view", resource: "/brand", context: { owner: "ada" } }),
      refusedAs("host_field"),
    );
    await assert.rejects(
      live.request({ action: "asset.view", resource: { path: "/brand", kinds: "file" } }),
      (error) => error.problems[0].field !== "",
    );
  },
);

test("a page that missed a change loads again: listeners stay, the old object is given up", time, async () => {
  const asked = [];
  const rita = await open("rita", {
    fetch: fetchBut(async (end, init, url) => {
      if (end === "snapshot") asked.push(init.headers["Lockstep-Revision"]);
      return end === "events"
        ? changed(await fetch(url, init), (text) => text.replace(/"from":\d+/, '"from":999999'))
        : undefined;
    }),
  });
  const { live } = rita;
  const old = live.access;
  const { generation } = live;
  const revision = await ask("ada", share("/archive", "manage"));
  await rita.until(() => live.access !== old);
  await rita.until(() => live.access.can("asset.delete", "/archive"));
  assert.ok(live.generation > generation);
  assert.equal(old.can("asset.delete", "/archive"), false);
  assert.match(old.decide({ action: "asset.view", resource: "/archive" }).message, /disposed/);
  assert.equal(rita.heard, 1);
  // Of several servers none may answer with less than what was announced.
  assert.deepEqual([asked.length, asked[0], parseInt(asked[1], 10)], [2, undefined, revision]);
  const second = live.access;
  await ask("ada", share("/archive", "view"));
  await rita.until(() => live.access !== second);
  assert.equal(live.access.can("asset.delete", "/archive"), false);
  assert.deepEqual(rita.states, [["live", undefined]]);
});

test("what a reload has brought already is not taken twice", time, async () => {
  let snapshots = 0;
  const rita = await open("rita", {
    fetch: fetchBut(async (end, init, url) => {
      if (end === "snapshot") snapshots++;
      // The delta is sent twice, as when it waited while a snapshot was loaded.
      return end === "events" ? changed(await fetch(url, init), (text) => text + text) : undefined;
    }),
  });
  const { live } = rita;
  const revision = await ask("ada", share("/products", "view"));
  await rita.until(() => live.access.revision === revision);
  const next = await ask("ada", share("/products", "manage"));
  await rita.until(() => live.access.revision === next);
  assert.deepEqual([snapshots, rita.states.length], [1, 1]);
});

test("a server that is killed and started again is followed again, with what was missed", time, async () => {
  const shared = server;
  const data = join(folder, `${++databases}.db`);
  server = await startServer({ data, args: ["--demo"] });
  try {
    const rita = await open("rita");
    const { live } = rita;
    await ask("ada", share("/legal", "manage"));
    await rita.until(() => live.access.can("asset.delete", "/legal"));
    await server.kill();
    await rita.until(() => live.state === "stale");
    assert.ok(live.problem instanceof LockstepError);

    // Answers go on; once the snapshot has expired, but for what destroys.
    assert.equal(live.access.can("asset.delete", "/legal"), true);
    assert.equal(
      live.access.decide({ action: "asset.delete", resource: "/legal", context: expired }).reason,
      "snapshot_stale",
    );
    assert.equal(live.access.can("asset.view", "/legal", expired), true);

    server = await startServer({ data, args: ["--demo", "--port", new URL(server.url).port] });
    const missed = await ask("ada", share("/legal", "contribute"));
    rita.clock.elapse(30_000);
    await rita.until(() => live.state === "live" && live.access.revision === missed);
    assert.equal(live.problem, undefined);
    assert.equal(live.access.can("asset.delete", "/legal"), false);
    await ask("ada", share("/legal", "manage"));
    await rita.until(() => live.access.can("asset.delete", "/legal"));
    assert.deepEqual(
      rita.states.map(([state]) => state),
      ["live", "stale", "live"],
    );
  } finally {
    await server.kill();
    server = shared;
  }
});

test("a server that stops in order is followed again as well", time, async () => {
  const shared = server;
  const data = join(folder, `${++databases}.db`);
  server = await startServer({ data, args: ["--demo"] });
  try {
    const rita = await open("rita");
    await server.stop();
    await rita.until(() => rita.live.state === "stale");
    server = await startServer({ data, args: ["--demo", "--port", new URL(server.url).port] });
    rita.clock.elapse(30_000);
    await rita.until(() => rita.live.state === "live");
  } finally {
    await server.kill();
    server = shared;
  }
});

// ---- Time ----

for (const [what, shift] of [
  ["fast", 25],
  ["slow", -25],
]) {
  test(
    `on a device whose clock is 25 hours ${what} a page answers and expires by the server's clock`,
    time,
    async () => {
      const hour = 3_600_000;
      let isAway = false;
      mock.timers.enable({ apis: ["Date"], now: Date.now() + shift * hour });
      try {
        const { live, clock } = await open("flora", {
          fetch: fetchBut(() => {
            if (isAway) throw new TypeError("fetch failed");
          }),
        });
        assert.ok(Math.abs(live.clockOffset + shift * hour) < 60_000, String(live.clockOffset));
        assert.equal(live.access.can("asset.delete", "/legal"), true);
        isAway = true;
        clock.elapse(hour - 60_000);
        assert.equal(live.access.can("asset.delete", "/legal"), true);
        clock.elapse(61_000);
        assert.equal(live.access.decide({ action: "asset.delete", resource: "/legal" }).reason, "snapshot_stale");
        assert.equal(live.access.can("asset.view", "/legal"), true);
      } finally {
        mock.timers.reset();
      }
    },
  );
}

test("each answer of the server puts the page's clock right", time, async () => {
  const { live, clock } = await open("flora");
  const before = live.clockOffset;
  // The device slept, or its monotonic clock is wrong.
  clock.elapse(40_000);
  assert.ok(live.clockOffset > before + 30_000);
  await live.terms();
  assert.ok(Math.abs(live.clockOffset - before) < 5_000, String(live.clockOffset));
});

test(
  "an answer that was some seconds on its way does not put the clock back, one that is older does",
  time,
  async () => {
    let late = 0;
    const { live } = await open("flora", {
      fetch: fetchBut(async (end, init, url) => {
        if (end !== "terms") return undefined;
        const response = await fetch(url, init);
        const headers = new Headers(response.headers);
        headers.set("Date", new Date(Date.parse(headers.get("Date")) - late).toUTCString());
        return new Response(response.body, { headers });
      }),
    });
    const before = live.clockOffset;
    const moved = async (by) => {
      late = by;
      await live.terms();
      return Math.round((live.clockOffset - before) / 10_000) + 0; // not -0
    };
    assert.deepEqual([await moved(6_000), await moved(60_000), await moved(0)], [0, -6, 0]);
  },
);

test("one that has no Date, or one that is none, leaves the clock as it is", time, async () => {
  let date;
  const { live } = await open("flora", {
    fetch: fetchBut((end) =>
      end === "terms" ? Response.json({}, { headers: date === undefined ? {} : { Date: date } }) : undefined,
    ),
  });
  const before = live.clockOffset;
  for (date of [undefined, "", "soon"]) await live.terms();
  assert.ok(Math.abs(live.clockOffset - before) < 5_000);
});

// ---- Signatures ----

const forging = (isForged, change) =>
  fetchBut(async (end, init, url) => (end === "snapshot" && isForged() ? change(await fetch(url, init)) : undefined));
const oneByte = (response) => changed(response, (text) => text.replace('"plan":"e', '"plan":"E'));
const withSignature = (change) => async (response) => {
  const headers = new Headers(response.headers);
  const signature = change(headers.get("Lockstep-Signature"));
  if (signature === undefined) headers.delete("Lockstep-Signature");
  else headers.set("Lockstep-Signature", signature);
  return new Response(await response.arrayBuffer(), { status: response.status, headers });
};
const withHeader = (fields) =>
  withSignature((signature) => {
    const header = { ...JSON.parse(Buffer.from(signature.split(".")[0], "base64url")), ...fields };
    return `${Buffer.from(JSON.stringify(header)).toString("base64url")}..${signature.split(".")[2]}`;
  });

test("a snapshot that is not what the server signed is refused", time, async () => {
  const refused = (change, code) =>
    assert.rejects(open("rita", { fetch: forging(() => true, change) }), refusedAs(code));
  await refused(oneByte, "signature_wrong");
  await refused(
    withSignature(() => undefined),
    "signature_missing",
  );
  await refused(
    withSignature(() => "none"),
    "signature_invalid",
  );
  await refused(
    withSignature((signature) => signature.replace("..", ".e30.")),
    "signature_invalid",
  );
  await refused(
    withSignature((signature) => signature.slice(0, -4)),
    "signature_wrong",
  );
  await refused(withHeader({ typ: "JWT" }), "signature_invalid");
  await refused(withHeader({ alg: "none" }), "signature_invalid");
  await refused(withHeader({ crit: ["b64"] }), "signature_invalid");
  await refused(withHeader({ kid: "other" }), "signature_key_unknown");
  await refused(withHeader({ note: "added" }), "signature_wrong");
});

test("pinned keys are the only ones, and others are never asked for", time, async () => {
  const keys = await (await fetch(`${server.url}/v1/keys`)).json();
  const noKeys = fetchBut((end) => (end === "keys" ? assert.fail("asked for keys") : undefined));
  assert.equal((await open("rita", { keys, fetch: noKeys })).live.signature, "verified");
  await assert.rejects(open("rita", { keys: { keys: [] }, fetch: noKeys }), refusedAs("signature_key_unknown"));
  const other = { ...keys.keys[0], x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  await assert.rejects(open("rita", { keys: { keys: [other] }, fetch: noKeys }), refusedAs("signature_wrong"));
  await assert.rejects(
    open("rita", { keys: { keys: [{ ...other, x: "AAAA" }] }, fetch: noKeys }),
    refusedAs("signature_wrong"),
  );
});

test("a forged reload changes nothing; an honest one afterwards does", time, async () => {
  let isForged = false;
  const rita = await open("rita", {
    fetch: async (url, init) => {
      if (String(url).includes("/events"))
        return changed(await fetch(url, init), (text) => text.replace("event: delta", "event: reload"));
      return forging(() => isForged, oneByte)(url, init);
    },
  });
  const { live } = rita;
  const before = live.access;
  isForged = true;
  await ask("ada", share("/events", "view"));
  await rita.until(() => live.state === "stale");
  assert.equal(live.problem.problems[0].code, "signature_wrong");
  assert.equal(live.access, before);
  assert.equal(live.access.can("asset.view", "/events"), false);
  isForged = false;
  rita.clock.elapse(30_000);
  await rita.until(() => live.state === "live");
  assert.equal(live.access.can("asset.view", "/events"), true, "it is live no sooner than it has loaded");
});

test("where WebCrypto has no Ed25519 it goes on, and says so", time, async () => {
  mock.method(crypto.subtle, "importKey", async () => {
    throw new DOMException("Unrecognized name.", "NotSupportedError");
  });
  try {
    const rita = await open("rita", {
      fetch: fetchBut((end) => (end === "keys" ? assert.fail("asked for keys") : undefined)),
    });
    assert.deepEqual([rita.live.signature, rita.live.state], ["unsupported", "live"]);
  } finally {
    mock.restoreAll();
  }
});

test("a snapshot of another account is refused, signed as it may be", time, async () => {
  const elsewhere = fetchBut((_end, init, url) =>
    String(url).includes("/other/") ? fetch(String(url).replace("/other/", `/${account}/`), init) : undefined,
  );
  await assert.rejects(open("rita", { account: "other", fetch: elsewhere }), refusedAs("snapshot_foreign"));
});

// ---- Requests ----

test("where page and server disagree, the page gets both decisions", time, async () => {
  let isHeld = false;
  let release;
  const rita = await open("rita", {
    fetch: fetchBut(async (end, init, url) => {
      if (end !== "events") return undefined;
      // The page falls behind: what comes is held back.
      const held = new Promise((resolve) => (release = resolve));
      const response = await fetch(url, init);
      return new Response(
        response.body.pipeThrough(
          new TransformStream({
            async transform(bytes, out) {
              if (isHeld) await held;
              out.enqueue(bytes);
            },
          }),
        ),
        response,
      );
    }),
  });
  const { live } = rita;
  await ask("ada", share("/press", "manage"));
  await rita.until(() => live.access.can("asset.delete", "/press"));
  isHeld = true;
  const revoked = await ask("ada", {
    action: "asset.unshare",
    resource: "/press",
    context: { with: { user: "rita" } },
  });
  const request = { action: "asset.delete", resource: "/press" };
  const asked = live.request(request);
  await rita.until(() => rita.drifts.length === 1);
  assert.deepEqual(
    [rita.drifts[0].page.allowed, rita.drifts[0].server.allowed, rita.drifts[0].request],
    [true, false, request],
  );
  assert.ok(rita.drifts[0].page.revision < rita.drifts[0].server.revision);
  // It waits until the page knows as much as the server did.
  assert.ok(live.access.revision < revoked);
  release();
  const { decision, revision } = await asked;
  assert.deepEqual([decision.allowed, live.access.revision, revision], [false, revoked, revoked]);
  assert.equal(live.access.can("asset.delete", "/press"), false);
});

test("what the page leaves open is no disagreement", time, async () => {
  const ada = await open("ada");
  const request = { action: "asset.move", resource: "/legal" };
  const page = ada.live.access.decide(request);
  assert.deepEqual([page.allowed, page.unverified.includes("to")], [true, true]);
  const { decision } = await ada.live.request(request);
  assert.deepEqual([decision.allowed, decision.reason], [false, "context_missing"]);
  assert.deepEqual(ada.drifts, []);
});

test("a request that the server answers shows that it is back", time, async () => {
  const ada = await open("ada");
  ada.clock.elapse(45_000);
  await ada.until(() => ada.live.state === "stale");
  const { revision } = await ada.live.request(share("/legal", "view"));
  assert.deepEqual([ada.live.state, ada.live.access.revision], ["live", revision]);
});

test("it waits no longer than its patience", time, async () => {
  const ada = await open("ada", {
    fetch: fetchBut(async (end, init, url) =>
      end === "events" ? changed(await fetch(url, init), () => "") : undefined,
    ),
  });
  const before = ada.live.access.revision;
  let hasAnswered;
  const answered = new Promise((resolve) => (hasAnswered = resolve));
  const { after } = ada.clock;
  ada.clock.after = (milliseconds, work) => {
    if (milliseconds === 1234) hasAnswered();
    return after(milliseconds, work);
  };
  const asked = ada.live.request(share("/brand", "view", "ravi"), { patience: 1234 });
  await answered;
  ada.clock.elapse(1234);
  const { revision } = await asked;
  assert.ok(revision > before);
  assert.equal(ada.live.access.revision, before);
});

test("an answer that was lost is asked for again with the same key, and done once", time, async () => {
  const keys = [];
  const lost = [
    () => {
      throw new TypeError("fetch failed");
    },
    () => new Response("busy", { status: 503 }),
  ];
  const page = await open("ada", {
    fetch: fetchBut(async (end, init, url) => {
      if (end !== "requests") return undefined;
      keys.push(init.headers["Idempotency-Key"]);
      const response = await fetch(url, init);
      const loss = lost.shift();
      if (!loss) return response;
      // Ends the pause before it is asked again, and not the patience with which the page's own change is waited for.
      queueMicrotask(() => setImmediate(() => page.clock.elapse(30_000)));
      return loss();
    }),
  });
  const before = page.live.access.revision;
  const { decision, revision } = await page.live.request(share("/brand/icons", "view"));
  assert.deepEqual([decision.allowed, revision, page.live.access.revision], [true, before + 1, before + 1]);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  await page.live.request(share("/brand/icons", "manage"), { idempotencyKey: "mine" });
  assert.equal(keys[3], "mine");
  await assert.rejects(
    page.live.request(share("/brand/icons", "view"), { idempotencyKey: "mine" }),
    refusedAs("idempotency_key_reused"),
  );
});

const proxyPage = (status) =>
  new Response("<h1>Nothing here</h1>", { status, headers: { "Content-Type": "text/html" } });

test("so it is where a proxy answered, which found no server behind it", time, async () => {
  const keys = new Set();
  const statuses = [502, 504, 404];
  const page = await open("ada", {
    fetch: fetchBut(async (end, init, url) => {
      if (end !== "requests") return undefined;
      keys.add(init.headers["Idempotency-Key"]);
      const response = await fetch(url, init);
      const status = statuses.shift();
      if (!status) return response;
      queueMicrotask(() => setImmediate(() => page.clock.elapse(5_000)));
      return proxyPage(status);
    }),
  });
  const before = page.live.access.revision;
  const { decision, revision } = await page.live.request(share("/brand/logos", "view"));
  assert.deepEqual([decision.allowed, revision, keys.size, statuses], [true, before + 1, 1, []]);
});

test("a network that stays away is an error in the end", time, async () => {
  let asked = 0;
  const page = await open("ada", {
    fetch: fetchBut((end) => {
      if (end !== "requests") return undefined;
      asked++;
      setImmediate(() => page.clock.elapse(30_000));
      throw new TypeError("fetch failed");
    }),
  });
  await assert.rejects(page.live.request(share("/brand", "view")), refusedAs("server_unreachable"));
  assert.equal(asked, 6);
});

// ---- Tokens and ends ----

test("a token that is taken no more is asked for once more, then it is signed out", time, async () => {
  let isOver = false;
  let asked = 0;
  const good = await signIn(server.url, "rita");
  const rita = await open("rita", {
    token() {
      asked++;
      return isOver ? "over" : good;
    },
  });
  const { live } = rita;
  assert.equal(asked, 1);
  isOver = true;
  // The one that it had is good still.
  await live.request({ action: "asset.view", resource: "/brand" });
  assert.equal(asked, 1);
  rita.clock.elapse(45_000);
  await rita.until(() => live.state === "stale");
  rita.clock.elapse(30_000);
  await rita.until(() => live.state === "signedOut");
  assert.equal(asked, 3);
  assert.equal(live.problem.problems[0].code, "unauthorized");
  assert.equal(live.access.can("asset.view", "/brand"), true);
  await assert.rejects(live.request({ action: "asset.view", resource: "/brand" }), refusedAs("unauthorized"));
});

test("a request that is refused for its token signs out the whole", time, async () => {
  const rita = await open("rita", {
    fetch: fetchBut((end) =>
      end === "requests" ? Response.json({ code: "unauthorized", detail: "Sign in." }, { status: 401 }) : undefined,
    ),
  });
  await assert.rejects(rita.live.request({ action: "asset.view", resource: "/brand" }), refusedAs("unauthorized"));
  assert.deepEqual([rita.live.state, rita.live.access.can("asset.view", "/brand")], ["signedOut", true]);
  rita.live.close();
  assert.deepEqual([rita.live.state, rita.live.access.can("asset.view", "/brand")], ["closed", false]);
});

test("a token that has ended between is replaced without a word", time, async () => {
  const tokens = ["over", await signIn(server.url, "rita"), await signIn(server.url, "rita")];
  const rita = await open("rita", { token: async () => tokens.shift() });
  assert.deepEqual([rita.live.state, tokens.length], ["live", 1]);
  await assert.rejects(open("rita", { token: "over" }), refusedAs("unauthorized"));
  await assert.rejects(
    open("rita", { token: () => Promise.reject(new Error("no session")) }),
    refusedAs("token_missing"),
  );
});

test("an account that is gone ends it: everything is denied", time, async () => {
  await assert.rejects(open("rita", { account: "nobody" }), refusedAs("account_unknown"));
  let isGone = false;
  const rita = await open("rita", {
    fetch: fetchBut(() =>
      isGone ? Response.json({ code: "account_unknown", detail: "Gone." }, { status: 404 }) : undefined,
    ),
  });
  const { live } = rita;
  isGone = true;
  rita.clock.elapse(45_000);
  await rita.until(() => live.state === "stale");
  rita.clock.elapse(30_000);
  await rita.until(() => live.state === "closed");
  assert.equal(live.problem.problems[0].code, "account_unknown");
  assert.deepEqual([live.access.can("asset.view", "/brand"), rita.heard], [false, 1]);
});

test("that it is gone only the server can say: a proxy's page ends nothing", time, async () => {
  let isReplaced = false;
  const rita = await open("rita", { fetch: fetchBut(() => (isReplaced ? proxyPage(404) : undefined)) });
  const { live, clock } = rita;
  isReplaced = true;
  clock.elapse(45_000);
  await rita.until(() => live.state === "stale");
  clock.elapse(30_000);
  await rita.until(() => rita.states.length === 3);
  assert.deepEqual(rita.states[2], ["stale", "http"]);
  assert.equal(live.access.can("asset.view", "/brand"), true);
  isReplaced = false;
  clock.elapse(30_000);
  await rita.until(() => live.state === "live");
});

test("close ends it, also while it waits", time, async () => {
  let isAway = false;
  const rita = await open("rita", {
    fetch: fetchBut(() => {
      if (isAway) throw new TypeError("fetch failed");
    }),
  });
  const { live } = rita;
  isAway = true;
  const asked = live.request({ action: "asset.view", resource: "/brand" });
  live.close();
  live.close();
  await assert.rejects(asked, refusedAs("closed"));
  assert.deepEqual(rita.states, [
    ["live", undefined],
    ["closed", undefined],
  ]);
  assert.deepEqual([live.access.can("asset.view", "/brand"), rita.heard], [false, 1]);
  await assert.rejects(live.request({ action: "asset.view", resource: "/brand" }), refusedAs("closed"));
});

test("close ends the stream, and what was being loaded comes to nothing", time, async () => {
  let loading;
  const signals = [];
  const released = [];
  const rita = await open("rita", {
    fetch: fetchBut(async (end, { signal, ...init }, url) => {
      if (end === "events") signals.push(signal);
      if (end === "events")
        return changed(await fetch(url, { signal, ...init }), (text) => text.replace("event: delta", "event: reload"));
      if (end !== "snapshot" || signals.length === 0) return undefined;
      // Heeds no signal.
      const response = await fetch(url, init);
      await new Promise((resolve) => {
        released.push(resolve);
        loading();
      });
      return response;
    }),
  });
  const { live } = rita;
  const begun = new Promise((resolve) => (loading = resolve));
  await ask("ada", share("/videos", "view"));
  await begun;
  live.close();
  assert.equal(signals[0].aborted, true);
  const { access } = live;
  const json = mock.method(JSON, "parse");
  released[0]();
  // The snapshot was read to its end, and given up.
  while (!json.mock.calls.some(({ result }) => result?.issuedAt !== undefined)) await new Promise(setImmediate);
  await new Promise(setImmediate);
  mock.restoreAll();
  assert.equal(live.access, access);
  assert.deepEqual([live.access.can("asset.view", "/brand"), live.state, rita.heard], [false, "closed", 1]);
});

test("a stream that opens after the end opens nothing", time, async () => {
  const [begun, held, answered] = [promise(), promise(), promise()];
  let asked = 0;
  const rita = await open("rita", {
    fetch: fetchBut(async (end, { signal, ...init }, url) => {
      if (end !== "events") return undefined;
      if (asked++ === 0) return fetch(url, init);
      begun.resolve();
      await held;
      const response = await fetch(url, init);
      setImmediate(answered.resolve);
      return response;
    }),
  });
  rita.clock.elapse(45_000);
  await rita.until(() => rita.live.state === "stale");
  rita.clock.elapse(30_000);
  await begun;
  rita.live.close();
  held.resolve();
  await answered;
  assert.deepEqual(
    rita.states.map(([state]) => state),
    ["live", "stale", "closed"],
  );
});

test("it may be closed by a listener of a change or a state", time, async () => {
  const rita = await open("rita");
  rita.live.subscribe(() => rita.live.close());
  await ask("ada", share("/campaigns/2024", "view"));
  await rita.until(() => rita.live.state === "closed");
  assert.equal(rita.live.access.can("asset.view", "/brand"), false);

  const states = [];
  const refusing = fetchBut((end) =>
    end === "requests" ? Response.json({ code: "unauthorized", detail: "Sign in." }, { status: 401 }) : undefined,
  );
  const onState = (state) => {
    states.push(state);
    if (state === "signedOut") live.close();
  };
  const live = await connect({
    url: server.url,
    account,
    token: await signIn(server.url, "rita"),
    fetch: refusing,
    onState,
  });
  await assert.rejects(live.request({ action: "asset.view", resource: "/brand" }), refusedAs("unauthorized"));
  assert.deepEqual(states.slice(-2), ["signedOut", "closed"]);
  assert.equal(live.access.can("asset.view", "/brand"), false);
});

// ---- Silence, pauses and sleep ----

test("a stream that is silent for 45 seconds is gone", time, async () => {
  const rita = await open("rita");
  rita.clock.elapse(44_000);
  assert.equal(rita.live.state, "live");
  rita.clock.elapse(1_000);
  await rita.until(() => rita.live.state === "stale");
  rita.clock.elapse(30_000);
  await rita.until(() => rita.live.state === "live");
});

test("so it is where a fetch heeds no signal", time, async () => {
  const rita = await open("rita", { fetch: (url, { signal, ...init }) => fetch(url, init) });
  rita.clock.elapse(45_000);
  await rita.until(() => rita.live.state === "stale");
  assert.match(rita.live.problem.message, /Timed out/);
});

test("a token or an answer that never comes is given up as well, and requested again", time, async () => {
  const never = new Promise(() => undefined);
  const gaveUp = async (change) => {
    const clock = new Clock();
    const opened = connect({ url: server.url, account, token: "", timing: clock, ...change });
    clock.elapse(45_000);
    await assert.rejects(opened, refusedAs("server_unreachable"));
    assert.equal(clock.waiting.length, 0);
  };
  await gaveUp({ token: () => never });
  await gaveUp({ fetch: () => never });

  const [late, asked] = [promise(), promise()];
  let isLost = false;
  let given;
  const rita = await open("rita", {
    token() {
      if (!isLost) return signIn(server.url, "rita");
      asked.resolve();
      return late;
    },
    fetch(url, init) {
      given = init.headers?.Authorization;
      return fetch(url, init);
    },
  });
  isLost = true;
  rita.clock.elapse(45_000);
  await rita.until(() => rita.states.length === 2);
  rita.clock.elapse(30_000);
  await asked;
  rita.clock.elapse(45_000);
  await rita.until(() => rita.states.length === 3);
  isLost = false;
  rita.clock.elapse(30_000);
  await rita.until(() => rita.live.state === "live");
  // When it comes at last, another has its place.
  late.resolve("late");
  await late;
  await rita.live.request({ action: "asset.view", resource: "/brand" });
  assert.notEqual(given, "Bearer late");
  assert.deepEqual(
    rita.states.map(([state]) => state),
    ["live", "stale", "stale", "live"],
  );
});

test("a snapshot may take long, as long as it comes", time, async () => {
  const clock = new Clock();
  const slow = fetchBut(async (end, init, url) => {
    if (end !== "snapshot") return undefined;
    const response = await fetch(url, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const pieces = [bytes.subarray(0, 100), bytes.subarray(100, 200), bytes.subarray(200)];
    const pull = async (out) => {
      await new Promise(setImmediate);
      clock.elapse(40_000);
      const piece = pieces.shift();
      if (piece) out.enqueue(piece);
      else out.close();
    };
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), response);
  });
  assert.equal((await open("rita", { fetch: slow, timing: clock })).live.signature, "verified");
});

test("the server may ask for longer pauses", time, async () => {
  const rita = await open("rita", {
    fetch: fetchBut(async (end, init, url) =>
      end === "events" ? changed(await fetch(url, init), (text) => `retry: 5000\n${text}`) : undefined,
    ),
  });
  const revision = await ask("ada", share("/products/packs", "view"));
  await rita.until(() => rita.live.access.revision === revision);
  rita.clock.elapse(45_000);
  await rita.until(() => rita.live.state === "stale");
  assert.equal(rita.clock.pauses.at(-1), 5_000);
});

test("pauses double, up to thirty seconds, and begin again once something was heard", time, async () => {
  let isAway = false;
  const rita = await open("rita", {
    fetch: fetchBut((end) => {
      if (isAway && end === "events") throw new TypeError("fetch failed");
    }),
  });
  const { live, clock } = rita;
  const failures = () => rita.states.filter(([state]) => state === "stale").length;
  isAway = true;
  clock.elapse(45_000);
  const pauses = [];
  for (let count = 1; count <= 8; count++) {
    await rita.until(() => failures() === count);
    pauses.push(clock.pauses.at(-1));
    clock.elapse(30_000);
  }
  assert.deepEqual(pauses, [750, 1250, 2250, 4250, 8250, 15250, 15250, 15250]);
  await rita.until(() => failures() === 9);
  isAway = false;
  clock.elapse(30_000);
  const revision = await rita
    .until(() => live.state === "live")
    .then(() => ask("ada", share("/brand/typography", "view")));
  await rita.until(() => live.access.revision === revision);
  clock.elapse(45_000);
  await rita.until(() => live.state === "stale");
  assert.equal(clock.pauses.at(-1), 750);
});

test("when the network is back it is tried at once", time, async () => {
  const network = new EventTarget();
  globalThis.addEventListener = network.addEventListener.bind(network);
  const removed = [];
  globalThis.removeEventListener = (...listener) => removed.push(listener);
  try {
    const rita = await open("rita");
    rita.clock.elapse(45_000);
    await rita.until(() => rita.live.state === "stale");
    network.dispatchEvent(new Event("online"));
    await rita.until(() => rita.live.state === "live");
    assert.deepEqual(removed, []);
    rita.live.close();
    assert.equal(removed.length, 1);
    assert.equal(removed[0][0], "online");
  } finally {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  }
});

test("a page that slept for half the life of its snapshot loads another", time, async () => {
  let snapshots = 0;
  const rita = await open("rita", { fetch: fetchBut((end) => void (end === "snapshot" && snapshots++)) });
  const { live, clock } = rita;
  const reconnect = async () => {
    await rita.until(() => live.state === "stale");
    clock.elapse(30_000);
    await rita.until(() => live.state === "live");
  };
  clock.elapse(20 * 60_000);
  await reconnect();
  assert.equal(snapshots, 1);
  clock.elapse(20 * 60_000);
  await reconnect();
  assert.equal(snapshots, 2);
});

test("who listens hears what time alone changes, also when signed out, until it is closed", time, async () => {
  let isOut = false;
  const rita = await open("rita", {
    fetch: fetchBut((end) =>
      isOut && end !== "keys"
        ? Response.json({ code: "unauthorized", detail: "Sign in." }, { status: 401 })
        : undefined,
    ),
  });
  const { live, clock } = rita;
  const may = () => ["asset.view", "asset.delete"].map((action) => live.access.can(action, "/legal"));
  mock.method(Date, "now", clock.now);
  try {
    const until = new Date(clock.now() + 20_000);
    await ask("ada", {
      ...share("/brand", "manage"),
      context: { with: { user: "rita" }, level: "manage", until: `${until.toISOString().slice(0, 19)}Z` },
    });
    await ask("ada", share("/legal", "manage"));
    await rita.until(() => live.access.can("asset.delete", "/legal"));
    assert.equal(live.access.can("asset.delete", "/brand"), true);
    let { heard } = rita;
    clock.elapse(20_000);
    assert.deepEqual([live.access.can("asset.delete", "/brand"), rita.heard], [false, ++heard]);

    isOut = true;
    await assert.rejects(live.request({ action: "asset.view", resource: "/legal" }), refusedAs("unauthorized"));
    assert.deepEqual([live.state, may(), rita.heard], ["signedOut", [true, true], heard]);
    clock.elapse(3_600_000);
    assert.deepEqual([may(), rita.heard], [[true, false], ++heard]);
    live.close();
    assert.deepEqual([may(), rita.heard], [[false, false], ++heard]);
    await new Promise(setImmediate);
    assert.deepEqual(clock.waiting, []);
  } finally {
    mock.restoreAll();
  }
});
