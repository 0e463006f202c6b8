// Every snippet that readers may copy is run as it stands: JavaScript in Node, and shell lines of the command line.
// TypeScript, for what needs a page and a server, is compiled alone; tests/tools/find_package.test.mjs runs the C++.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function snippets(file, language) {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(new RegExp("^```" + language + "\\n(.*?)^```$", "gms"))].map((match) => match[1]);
}

function run(command, options = {}) {
  const [program, ...words] = command;
  return spawnSync(program, words, { cwd: root, encoding: "utf8", ...options });
}

for (const file of ["README.md", "docs/guide.md"]) {
  snippets(file, "js").forEach((code, index) => {
    test(`JavaScript snippet ${index + 1} of ${file} runs`, () => {
      const result = run([process.execPath, "--input-type=module", "--eval", code]);
      assert.equal(result.status, 0, result.stderr);
      // A line that says what it prints is held to it.
      const said = /console\.log\(.*\/\/ (.*)$/m.exec(code)?.[1];
      if (said) assert.equal(result.stdout.trim(), said);
    });
  });

  snippets(file, "ts").forEach((code, index) => {
    test(`TypeScript snippet ${index + 1} of ${file} compiles`, () => {
      // Inside the package, whose own name it imports.
      const folder = mkdtempSync(join(root, "build/snippet-"));
      try {
        writeFileSync(join(folder, "snippet.mts"), code);
        const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext", "--types", ""];
        const result = run([process.execPath, "node_modules/typescript/bin/tsc", ...options, join(folder, "snippet.mts")]);
        assert.equal(result.status, 0, result.stdout);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });

  const lines = snippets(file, "sh").join("").split("\n").filter((line) => line.startsWith("npx lockstep "));
  for (const line of lines) {
    test(`"${line}" of ${file} runs`, () => {
      const result = run(["npx", "--no-install", ...line.split(" ").slice(1)]);
      assert.ok([0, 1].includes(result.status), result.stderr);
      assert.notEqual(result.stdout, "");
    });
  }
}
