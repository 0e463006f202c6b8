// What the types of the C++ library promise: each file of tests/native/misuse compiles as it is, and with MISUSE
// defined is refused for the reason beside the misused line. ctest does the same with one compiler.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { root, run } from "../../tools/run.mjs";

const folder = "tests/native/misuse";
const compilers = ["g++", "clang++-14"];

const files = readdirSync(join(root, folder)).sort();

test("there are misuses to look at", () => assert.ok(files.length >= 9, files.join(", ")));

for (const file of files) {
  test(`${file} compiles without its misuse, and not with it`, async () => {
    for (const compiler of compilers) {
      const options = [`-DCOMPILER=${compiler}`, `-DFILE=${folder}/${file}`];
      const { code, output } = await run(["cmake", ...options, "-P", "tests/native/check_misuse.cmake"]);
      assert.equal(code, 0, output);
    }
  });
}
