// What a C++ project does with Lockstep: install it, find it, use it. Or take it into its own build.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { environment, must, root, run } from "../../tools/run.mjs";

const scratch = mkdtempSync(join(tmpdir(), "lockstep-install-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const readme = readFileSync(join(root, "README.md"), "utf8");
const snippets = (language) => [...readme.matchAll(new RegExp("^```" + language + "\\n(.*?)^```$", "gms"))].map((match) => match[1]);
const [program] = snippets("cpp");
const [project] = snippets("cmake");
/** The commands for a reader who has `$PREFIX`, in the order of README.md. */
const commandsWith = (word) => snippets("sh").find((block) => block.includes(word));
const [, printed] = /\/\/ (0 \w+)$/m.exec(program);

/** Where the library is installed, by its kind. */
const prefixes = { static: join(scratch, "static prefix"), shared: join(scratch, "shared prefix") };

before(async () => {
  await must(["cmake", "--build", join(root, "build/native"), "--target", "lockstep", "lockstep_cli"]);
  await must(["cmake", "--install", join(root, "build/native"), "--prefix", prefixes.static]);
  const shared = join(root, "build/native-shared");
  await takeObjects(shared);
  await must(["cmake", "-S", root, "-B", shared, "-G", "Ninja", "-DBUILD_SHARED_LIBS=ON", "-DLOCKSTEP_BUILD_CLI=OFF", "-DLOCKSTEP_BUILD_TESTS=OFF", "-DLOCKSTEP_BUILD_SERVER=OFF", ...nativeFlags()]);
  await must(["cmake", "--build", shared]);
  await must(["cmake", "--install", shared, "--prefix", prefixes.shared]);
});

/** What build/native is compiled with. */
function nativeFlags() {
  const { cacheVariables } = JSON.parse(readFileSync(join(root, "CMakePresets.json"), "utf8")).configurePresets.find(({ name }) => name === "native");
  return [...Object.entries(cacheVariables).map(([name, value]) => `-D${name}=${value}`), "-DLOCKSTEP_WARNINGS_AS_ERRORS=ON"];
}

/**
 * Begins a build with the objects of build/native, which are the same in both kinds of library. ninja compiles again what it
 * would compile by another command. The folder lies beside build/native, because ninja's notes may hold relative paths.
 */
async function takeObjects(build) {
  rmSync(build, { recursive: true, force: true });
  mkdirSync(join(build, "CMakeFiles"), { recursive: true });
  for (const part of ["CMakeFiles/lockstep.dir", ".ninja_log", ".ninja_deps"]) await must(["cp", "-a", join(root, "build/native", part), join(build, part)]);
}

function emptyFolder(name, files) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Runs commands of README.md and holds them to what its program says that it prints. */
async function readersRun(commands, folder, env) {
  const { code, output } = await run(["sh", "-c", `set -e\n${commands}`], { cwd: folder, env: { ...environment, ...env } });
  assert.equal(output.trimEnd().split("\n").at(-1), printed, output);
  assert.equal(code, 1, output);
}

for (const [kind, prefix] of Object.entries(prefixes)) {
  test(`README's C++ program finds the ${kind} library by find_package`, async () => {
    const folder = emptyFolder(`cmake ${kind}`, { "main.cpp": program, "CMakeLists.txt": project });
    await readersRun(commandsWith("CMAKE_PREFIX_PATH"), folder, { PREFIX: prefix });
  });

  test(`README's C++ program finds the ${kind} library by pkg-config, also after its folder was moved`, async () => {
    const folder = emptyFolder(`pkg-config ${kind}`, { "main.cpp": program });
    const moved = join(scratch, `moved-${kind}`);
    cpSync(prefix, moved, { recursive: true });
    await readersRun(commandsWith("pkg-config"), folder, { PKG_CONFIG_PATH: join(moved, "lib/pkgconfig"), LD_LIBRARY_PATH: join(moved, "lib") });
  });
}

test("the static library can be linked into a shared library", async () => {
  const folder = emptyFolder("extension", { "extension.cpp": program });
  const lib = join(prefixes.static, "lib/liblockstep.a");
  await must(["c++", "-std=c++20", "-fPIC", "-shared", "-Wl,--no-undefined", `-I${join(prefixes.static, "include/lockstep")}`, "extension.cpp", "-Wl,--whole-archive", lib, "-Wl,--no-whole-archive", "-o", "extension.so"], { cwd: folder });
});

test("what is installed is the library, its headers, the command line, what find_package and pkg-config read, its data and its licence", async () => {
  await must([join(prefixes.static, "bin", "lockstep"), "--version"]);
  const listed = readdirSync(prefixes.static, { recursive: true });
  for (const name of ["include/lockstep/lockstep.h", "lib/liblockstep.a", "lib/pkgconfig/lockstep.pc", "share/doc/lockstep/LICENSE"]) assert.ok(listed.includes(name), name);
  const data = readdirSync(join(prefixes.static, "share/lockstep"), { recursive: true }).filter((name) => name.endsWith(".json"));
  const ours = ["policies", "schemas", "examples"].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  assert.deepEqual(data.sort(), ours.sort());
  assert.ok(!existsSync(join(prefixes.static, "include/lockstep/cli")), "the command line's headers are nobody's interface");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.ok(existsSync(join(prefixes.shared, `lib/liblockstep.so.${version}`)));
});

test("a project that adds the folder compiles against it, and builds the library and nothing else", async () => {
  const folder = emptyFolder("nested", { "main.cpp": program, "CMakeLists.txt": project.replace("find_package(lockstep REQUIRED)", `add_subdirectory(${JSON.stringify(root)} lockstep)`) });
  const build = join(folder, "build");
  await must(["cmake", "-S", folder, "-B", build, "-G", "Ninja"]);
  // Compiling the library a second time would take a minute and show nothing more.
  await must(["ninja", "-C", build, "CMakeFiles/hello.dir/main.cpp.o"]);
  const { output } = await must(["ninja", "-C", build, "-t", "targets", "all"]);
  assert.match(output, /liblockstep\.a/);
  assert.doesNotMatch(output, /lockstep_(cli|tests|wasm)/);
});
