// What the documents name is there: files, folders and the other documents that they link to.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "STYLE.md",
  "SECURITY.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md") && name !== "rules.md")
    .map((name) => `docs/${name}`),
];
/** Folders whose files documents name by their whole path. */
const folders = [
  "src",
  "include",
  "bindings",
  "web",
  "tests",
  "tools",
  "bench",
  "cmake",
  "policies",
  "schemas",
  "examples",
  "docs",
];
const made = [/^docs\/api/, /^docs\/rules\.md$/, /^web\/dist/];

for (const document of documents) {
  const text = readFileSync(join(root, document), "utf8");

  test(`each file that ${document} names is there`, () => {
    const named = [...text.matchAll(/`([\w./-]+)`/g)]
      .map(([, name]) => name)
      .filter((name) => folders.some((folder) => name.startsWith(`${folder}/`)));
    const missing = named.filter(
      (name) => !existsSync(join(root, name)) && !made.some((pattern) => pattern.test(name)),
    );
    assert.deepEqual(missing, []);
  });

  test(`each document that ${document} links to is there, with the heading that it names`, () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link.split("#"));
    for (const [name, heading] of links) {
      const file = name === "" ? join(root, document) : join(root, dirname(document), name);
      assert.ok(existsSync(file), `${name} is there`);
      if (heading === undefined) continue;
      const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        title
          .toLowerCase()
          .replace(/[^\w\s-]/g, "")
          .replace(/\s/g, "-"),
      );
      assert.ok(headings.includes(heading), `${name}#${heading} is a heading`);
    }
  });
}
