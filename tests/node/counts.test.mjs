// What a repeated question costs natively, and what harm costs: counted, not timed.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";

const program = join(root, "build/native/lockstep_repeated_answer");
const lockstep = join(root, "build/native/lockstep");

/**
 * Instructions for one answer about a path that was seen before; those of two runs, so that starting does not count.
 */
const budget = 150;

/** What `use` gives, with a folder that is there meanwhile. */
function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-counts-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Instructions of a command that ends with this code. */
function instructions(command, code = 0) {
  return withFolder((folder) => {
    const out = join(folder, "out");
    const { status, stderr } = spawnSync("valgrind", ["--tool=callgrind", `--callgrind-out-file=${out}`, ...command], {
      encoding: "utf8",
    });
    assert.equal(status, code, stderr);
    return Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(out, "utf8"))[1]);
  });
}

/** Instructions of the command line over a document; what it takes to start is far less. */
function instructionsOver(document, words, code) {
  return withFolder((folder) => {
    const file = join(folder, "document.json");
    writeFileSync(file, JSON.stringify(document));
    return instructions([lockstep, ...words, file], code);
  });
}

test("a repeated question takes no memory", () => {
  assert.match(execFileSync(program, ["100000"], { encoding: "utf8" }), /^100000 allowed, memory taken 0 times$/m);
});

test(`a repeated question takes at most ${budget} instructions`, () => {
  const few = 10_000,
    many = 110_000;
  const each = (instructions([program, String(many)]) - instructions([program, String(few)])) / (many - few);
  assert.ok(each > 10 && each <= budget, `it takes ${each}`);
});

test("keys of an object that a well-known hash sends to one place cost no more than others", () => {
  const most = 4096;
  const colliding = [];
  for (let n = 0; colliding.length < most; n++) if (fnv(`k${n}`) % 8192 === 77) colliding.push(`k${n}`);
  const others = Array.from({ length: most }, (_, n) => `k${1e7 + n * 7919}`);
  const [harm, plain] = [colliding, others].map((keys) =>
    instructionsOver(Object.fromEntries(keys.map((key) => [key, 0])), ["lint"], 2),
  );
  assert.ok(harm < 1.5 * plain, `${harm} for ${plain}`);
});

test("a visitor's snapshot of a collection costs at most four times as much for four times as many files", () => {
  const [few, many] = [500, 2000].map((count) => {
    const files = Array.from({ length: count }, (_, n) => ({
      id: `a${n}`,
      kind: "file",
      path: `/folder-${n % 7}/file-${n}.jpg`,
    }));
    const given = {
      format: "lockstep-account/1",
      id: "acme",
      plan: "enterprise",
      users: [],
      assets: files,
      collections: [{ id: "c", name: "All", items: files.map(({ id }) => id) }],
      links: [{ id: "l", on: "c" }],
    };
    const check = {
      principal: { visitor: true },
      action: "asset.view",
      resource: { link: "l", path: files[0].path },
      expect: "allow",
    };
    return instructionsOver(
      {
        format: "lockstep-scenarios/1",
        policy: "imagekit",
        scenarios: [{ name: "a link on a collection", given, checks: [check] }],
      },
      ["test", "--engine", "snapshot"],
    );
  });
  assert.ok(many <= 4 * few, `${many} for ${few}`);
});

/** FNV-1a of a text of ASCII, 32 bits, folded. */
function fnv(text) {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return (hash ^ (hash >>> 15)) >>> 0;
}
