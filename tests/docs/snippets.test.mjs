// Every snippet that readers may copy is run as it is, where they would run it: in a folder with nothing in it but the
// package and what README.md says to copy. TypeScript, for what needs a page and a server, is compiled alone;
// tests/tools/find_package.test.mjs runs the C++.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { Consumer } from "../tools/consumer.mjs";

const consumer = await Consumer.install();
after(() => consumer.remove());

function snippets(file, language) {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1]);
}

function run(command, options = {}) {
  const [program, ...words] = command;
  return spawnSync(program, words, { cwd: consumer.folder, encoding: "utf8", ...options });
}

test("what the snippets read is in the package", () => {
  const [install, copy] = snippets("README.md", "sh")
    .find((each) => each.startsWith("npm install lockstep"))
    .trim()
    .split("\n");
  assert.equal(install, "npm install lockstep");
  const { status, stderr } = run(["sh", "-c", copy]);
  assert.equal(status, 0, stderr);
});

for (const file of ["README.md", "docs/guide.md", "docs/places.md"]) {
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
      consumer.write("snippet.mts", code);
      const options = [
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--lib",
        "es2022,dom",
        "--module",
        "nodenext",
        "--types",
        "",
      ];
      const result = run([process.execPath, join(root, "node_modules/typescript/bin/tsc"), ...options, "snippet.mts"]);
      assert.equal(result.status, 0, result.stdout);
    });
  });

  for (const [, command, shown] of snippets(file, "console").map((each) =>
    /^\$ (npx lockstep .*)\n([\s\S]*)$/.exec(each),
  )) {
    test(`"${command}" of ${file} prints what it shows`, () => {
      assert.equal(run(["npx", "--no-install", ...command.split(" ").slice(1)]).stdout, shown);
    });
  }

  const lines = snippets(file, "sh")
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("npx lockstep "));
  for (const line of lines) {
    test(`"${line}" of ${file} runs`, () => {
      const result = run(["npx", "--no-install", ...line.split(" ").slice(1)]);
      assert.ok([0, 1].includes(result.status), result.stderr);
      assert.notEqual(result.stdout, "");
    });
  }
}
