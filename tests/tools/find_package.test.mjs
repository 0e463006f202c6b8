// What a C++ project does with Lockstep: install it, find it, use it. Or take it into its own build.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { environment, must, root, run } from "../../tools/run.mjs";

const scratch = mkdtempSync(join(tmpdir(), "lockstep-install-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const guide = readFileSync(join(root, "docs/cpp.md"), "utf8");
const snippets = (language) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1]);
const [program] = snippets("cpp");
const [project] = snippets("cmake");
/** The commands for a reader who has `$PREFIX`, in the order of docs/cpp.md. */
const commandsWith = (word) => snippets("sh").find((block) => block.includes(word));
const [, printed] = /\/\/ (0 \w+)$/m.exec(program);

/** Where the library is installed, by its kind. */
const prefixes = { static: join(scratch, "static prefix"), shared: join(scratch, "shared prefix") };

before(async () => {
  await must(["cmake", "--build", join(root, "build/native"), "--target", "lockstep", "lockstep_cli"]);
  await must(["cmake", "--install", join(root, "build/native"), "--prefix", prefixes.static]);
  // Kept for the next time: ninja knows what has changed since.
  const shared = join(root, "build/native-shared");
  await must([
    "cmake",
    "-S",
    root,
    "-B",
    shared,
    "-G",
    "Ninja",
    "-DBUILD_SHARED_LIBS=ON",
    "-DLOCKSTEP_BUILD_CLI=OFF",
    "-DLOCKSTEP_BUILD_TESTS=OFF",
    "-DLOCKSTEP_BUILD_SERVER=OFF",
    ...nativeFlags(),
  ]);
  await must(["cmake", "--build", shared]);
  await must(["cmake", "--install", shared, "--prefix", prefixes.shared]);
});

/** What build/native is compiled with. */
function nativeFlags() {
  const { cacheVariables } = JSON.parse(readFileSync(join(root, "CMakePresets.json"), "utf8")).configurePresets.find(
    ({ name }) => name === "native",
  );
  return [
    ...Object.entries(cacheVariables).map(([name, value]) => `-D${name}=${value}`),
    "-DLOCKSTEP_WARNINGS_AS_ERRORS=ON",
  ];
}

function emptyFolder(name, files) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Runs commands of docs/cpp.md and holds them to what its program says that it prints. */
async function readersRun(commands, folder, env) {
  const { code, output } = await run(["sh", "-c", `set -e\n${commands}`], {
    cwd: folder,
    env: { ...environment, ...env },
  });
  assert.equal(output.trimEnd().split("\n").at(-1), printed, output);
  assert.equal(code, 1, output);
}

for (const [kind, prefix] of Object.entries(prefixes)) {
  test(`the C++ program of the docs finds the ${kind} library by find_package`, async () => {
    const folder = emptyFolder(`cmake ${kind}`, { "main.cpp": program, "CMakeLists.txt": project });
    await readersRun(commandsWith("CMAKE_PREFIX_PATH"), folder, { PREFIX: prefix });
  });

  test(`the C++ program of the docs finds the ${kind} library by pkg-config, also after its folder was moved`, async () => {
    const folder = emptyFolder(`pkg-config ${kind}`, { "main.cpp": program });
    const moved = join(scratch, `moved-${kind}`);
    cpSync(prefix, moved, { recursive: true });
    await readersRun(commandsWith("pkg-config"), folder, {
      PKG_CONFIG_PATH: join(moved, "lib/pkgconfig"),
      LD_LIBRARY_PATH: join(moved, "lib"),
    });
  });
}

test("the C program of the docs needs the C header alone", async () => {
  const [inC] = snippets("c");
  const folder = emptyFolder("c", { "main.c": inC });
  const moved = join(scratch, "moved-for-c");
  cpSync(prefixes.static, moved, { recursive: true });
  const { output } = await must(["sh", "-c", `set -e\n${commandsWith("hello-c")}`], {
    cwd: folder,
    env: { ...environment, PKG_CONFIG_PATH: join(moved, "lib/pkgconfig") },
  });
  assert.equal(output.trimEnd().split("\n").at(-1), /\/\/ (\{"allowed".*)$/m.exec(inC)[1]);
});

test("the header, pkg-config and the command line name one version, that of package.json", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const include = join(prefixes.static, "include");
  const folder = emptyFolder("version", { "version.c": "#include <lockstep/version.h>\nLOCKSTEP_VERSION\n" });
  const { output } = await must(["cc", "-E", "-P", `-I${include}`, "version.c"], { cwd: folder });
  assert.equal(output.trim(), JSON.stringify(version));
  const env = { ...environment, PKG_CONFIG_PATH: join(prefixes.static, "lib/pkgconfig") };
  assert.equal((await must(["pkg-config", "--modversion", "lockstep"], { env })).output.trim(), version);
  const printed = await must([join(prefixes.static, "bin/lockstep"), "--version"]);
  assert.equal(printed.output.trim(), `lockstep ${version}`);
});

test("the static library can be linked into a shared library", async () => {
  const folder = emptyFolder("extension", { "extension.cpp": program });
  const lib = join(prefixes.static, "lib/liblockstep.a");
  await must(
    [
      "c++",
      "-std=c++20",
      "-fPIC",
      "-shared",
      "-Wl,--no-undefined",
      `-I${join(prefixes.static, "include")}`,
      "extension.cpp",
      "-Wl,--whole-archive",
      lib,
      "-Wl,--no-whole-archive",
      "-o",
      "extension.so",
    ],
    { cwd: folder },
  );
});

test("a program of version 0.1 still finds <lockstep.h>", async () => {
  const folder = emptyFolder("old", {
    "old.cpp": '#include <lockstep.h>\nint main() { return lockstep::Policy::parse("").ok(); }\n',
  });
  await must(["c++", "-std=c++20", "-fsyntax-only", `-I${join(prefixes.static, "include")}`, "old.cpp"], {
    cwd: folder,
  });
});

test("what is installed is the library, its headers, the command line, what find_package and pkg-config read, its data and its licence", async () => {
  await must([join(prefixes.static, "bin", "lockstep"), "--version"]);
  const listed = readdirSync(prefixes.static, { recursive: true });
  for (const name of [
    "include/lockstep.h",
    "include/lockstep/c.h",
    "include/lockstep/lockstep.h",
    "include/lockstep/version.h",
    "lib/liblockstep.a",
    "lib/pkgconfig/lockstep.pc",
    "share/doc/lockstep/LICENSE",
  ])
    assert.ok(listed.includes(name), name);
  const data = readdirSync(join(prefixes.static, "share/lockstep"), { recursive: true }).filter((name) =>
    name.endsWith(".json"),
  );
  const ours = ["policies", "schemas"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith(".json") && !/\/(table|records)\.scenarios\.json$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  assert.deepEqual(data.sort(), ours.sort());
  const atTop = readdirSync(join(prefixes.static, "include")).sort();
  assert.deepEqual(atTop, ["lockstep", "lockstep.h"], "no header has a name of another's");
  const headersIn = (folder) =>
    readdirSync(folder, { recursive: true }).filter((name) => /\.(h|def)$/.test(name) && name !== "lockstep/version.h");
  assert.deepEqual(headersIn(join(prefixes.static, "include")).sort(), headersIn(join(root, "include")).sort());
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.ok(existsSync(join(prefixes.shared, `lib/liblockstep.so.${version}`)));
});

test("a project that adds the folder compiles against it, and builds the library and nothing else", async () => {
  const folder = emptyFolder("nested", {
    "main.cpp": program,
    "CMakeLists.txt": project.replace(
      "find_package(lockstep REQUIRED)",
      `add_subdirectory(${JSON.stringify(root)} lockstep)`,
    ),
  });
  const build = join(folder, "build");
  await must(["cmake", "-S", folder, "-B", build, "-G", "Ninja"]);
  assert.match(
    readFileSync(join(build, "CMakeCache.txt"), "utf8"),
    /^CMAKE_BUILD_TYPE:\w+=$/m,
    "its choice is its own",
  );
  // Compiling the library a second time would take a minute and show nothing more.
  await must(["ninja", "-C", build, "CMakeFiles/hello.dir/main.cpp.o"]);
  const { output } = await must(["ninja", "-C", build, "-t", "targets", "all"]);
  assert.match(output, /liblockstep\.a/);
  assert.doesNotMatch(output, /lockstep_(cli|tests|wasm)/);
});

test("without the libraries of the server and the command line, the library and its tests are built, optimised, and CMake says why nothing else", async () => {
  const folder = join(scratch, "alone");
  const without = ["Boost", "PostgreSQL"].map((name) => `-DCMAKE_DISABLE_FIND_PACKAGE_${name}=ON`);
  // CMAKE_IGNORE_PATH hides the headers of the system from find_path; nlohmann's and doctest's are named.
  const hidden = [
    "-DCMAKE_IGNORE_PATH=/usr/include",
    "-DLOCKSTEP_nlohmann_INCLUDE_DIR=/usr/include",
    "-DLOCKSTEP_doctest_INCLUDE_DIR=/usr/include",
  ];
  const configure = ["cmake", "-S", root, "-B", folder, "-G", "Ninja", ...without, ...hidden];
  const { output } = await must(configure);
  assert.match(output, /The server needs what is not installed: .*PostgreSQL's libpq, Boost 1\.81.*It is left out\./);
  assert.match(output, /The command line needs what is not installed: CLI11\. It is left out\./);
  assert.match(readFileSync(join(folder, "CMakeCache.txt"), "utf8"), /^CMAKE_BUILD_TYPE:\w+=Release$/m);
  const targets = (await must(["ninja", "-C", folder, "-t", "targets", "all"])).output;
  assert.match(targets, /^lockstep_tests: /m);
  assert.doesNotMatch(targets, /lockstep_(cli|server|server_tests|tokens):/);
  const demanded = await run([...configure, "-DLOCKSTEP_BUILD_SERVER=ON"]);
  assert.equal(demanded.code, 1);
  assert.match(demanded.output, /The server needs what is not installed/);
});
