// What a C++ project does with Lockstep: install it, find it, use it. Or take it into its own build.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { must, root } from "../../tools/run.mjs";

const scratch = mkdtempSync(join(tmpdir(), "lockstep-install-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const consumer = `#include <lockstep.h>

#include <cstdio>

int main() {
  const auto policy = lockstep::Policy::parse("{}");
  std::puts(policy ? "a policy" : "no policy");
}
`;

async function buildConsumer(name, findLockstep, ...options) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "main.cpp"), consumer);
  writeFileSync(
    join(folder, "CMakeLists.txt"),
    `cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES CXX)
${findLockstep}
add_executable(consumer main.cpp)
target_link_libraries(consumer PRIVATE lockstep::lockstep)
`,
  );
  await must(["cmake", "-S", folder, "-B", join(folder, "build"), "-G", "Ninja", ...options]);
  await must(["cmake", "--build", join(folder, "build"), "--target", "consumer"]);
  const { output } = await must([join(folder, "build", "consumer")]);
  assert.equal(output, "no policy\n");
  return join(folder, "build");
}

/** Compiled by the same words as build/native, its objects come out of the compiler's cache, where there is one. */
function nativeFlags() {
  const { cacheVariables } = JSON.parse(readFileSync(join(root, "CMakePresets.json"), "utf8")).configurePresets.find(({ name }) => name === "native");
  return [...Object.entries(cacheVariables).map(([name, value]) => `-D${name}=${value}`), "-DLOCKSTEP_WARNINGS_AS_ERRORS=ON"];
}

test("after cmake --install, find_package(lockstep) is enough", async () => {
  const prefix = join(scratch, "prefix");
  await must(["cmake", "--build", join(root, "build/native"), "--target", "lockstep", "lockstep_cli"]);
  await must(["cmake", "--install", join(root, "build/native"), "--prefix", prefix]);
  await must([join(prefix, "bin", "lockstep"), "--version"]);
  await buildConsumer("found", "find_package(lockstep REQUIRED)", `-DCMAKE_PREFIX_PATH=${prefix}`);
  assert.ok(!existsSync(join(prefix, "include/lockstep/cli")), "the command line's headers are nobody's interface");
});

test("add_subdirectory builds the library and nothing else", async () => {
  const build = await buildConsumer("nested", `add_subdirectory(${JSON.stringify(root)} lockstep)`, ...nativeFlags());
  const { output } = await must(["ninja", "-C", build, "-t", "targets", "all"]);
  assert.doesNotMatch(output, /lockstep_(cli|tests|wasm)/);
});
