// Builds everything, or the named steps. Builds only the parts that have changed.
//
//   node tools/build.mjs [STEP…]     the steps are the names below; none named: those of `everything`

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compiler, numberHeaders, policyFile, reasonsFile } from "./generate.mjs";
import { engines, makePackage, smallEngines } from "./package.mjs";
import { makePlayground, playgroundEngine } from "./playground/build.mjs";
import { precompress } from "./precompress.mjs";
import { alone, Failure, isMain, main, must, root, say, seconds } from "./run.mjs";

/** The documents outside docs/ that are pages of the site. */
const documents = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "STYLE.md"];

/**
 * `needs`: the steps before it. A step with a `preset` is a CMake build, and ninja knows which files are out of
 * date. Any other names the `inputs` it reads and the `output` folder it makes.
 */
export const steps = {
  native: { title: "the native command line", preset: "native", targets: ["lockstep_cli"] },
  repeatedAnswer: {
    title: "the program whose instructions are counted",
    preset: "native",
    targets: ["lockstep_repeated_answer"],
  },
  separate: {
    title: "the native tests, each source file by itself",
    preset: "separate",
    targets: ["lockstep_cli", "lockstep_tests"],
  },
  sanitize: {
    title: "the native tests, with sanitizers",
    preset: "sanitize",
    targets: ["lockstep_tests", "lockstep_c_tests", "lockstep_server_tests"],
  },
  bench: { title: "the benchmarks of the library", preset: "bench", targets: ["lockstep_bench"] },
  fuzz: { title: "the fuzzers", preset: "sanitize", targets: ["lockstep_fuzzers"] },
  wasm: {
    title: "the engine and the command line as WebAssembly",
    preset: "wasm",
    targets: [
      "lockstep_wasm",
      "lockstep_format1_wasm",
      "lockstep_permissions_wasm",
      "lockstep_server_wasm",
      "lockstep_playground_wasm",
      "lockstep_cli",
    ],
  },
  wasm_tests: { title: "the native tests as WebAssembly", preset: "wasm", targets: ["lockstep_tests"] },
  package: {
    title: "the npm package",
    needs: ["wasm"],
    inputs: [
      "bindings/js",
      policyFile,
      reasonsFile,
      ...numberHeaders,
      "package.json",
      "package-lock.json",
      "tools/package.mjs",
      "tools/generate.mjs",
      ...[...Object.values(engines), ...smallEngines].flatMap((name) => [
        `build/wasm/${name}.mjs`,
        `build/wasm/${name}.wasm`,
      ]),
      compiler,
    ],
    output: "dist",
    make: makePackage,
  },
  web: {
    title: "the dashboard",
    needs: ["package"],
    inputs: ["web", "dist", "tools/build.mjs", "tools/precompress.mjs"],
    output: "web/dist",
    make: async () => {
      await must(["npm", "run", "build"], { cwd: join(root, "web"), log: "build/logs/web.log" });
      precompress(join(root, "web/dist"));
    },
  },
  site: {
    title: "the site",
    needs: ["playground"],
    inputs: ["docs", ...documents, "policies", "schemas", "examples", "build/playground"],
    output: "build/site",
    make: async () => {
      const vitepress = join(root, "docs/site/node_modules/.bin/vitepress");
      await must([vitepress, "build"], { cwd: join(root, "docs/site"), log: "build/logs/site.log" });
    },
  },
  playground: {
    title: "the playground of the documentation",
    needs: ["package"],
    inputs: [
      "docs/site/playground",
      "docs/site/package-lock.json",
      "bindings/js",
      "policies",
      "schemas",
      "tools/playground",
      "tools/package.mjs",
      `build/wasm/${playgroundEngine}.mjs`,
      `build/wasm/${playgroundEngine}.wasm`,
    ],
    output: "build/playground",
    make: makePlayground,
  },
  deb: {
    title: "the Debian package",
    needs: ["native"],
    inputs: [
      "build/native/lockstep",
      "build/native/CPackConfig.cmake",
      "cmake/packaging",
      "docs",
      "CHANGELOG.md",
      "LICENSE",
    ],
    output: "build/deb",
    make: makeDeb,
  },
};

export const everything = ["native", "repeatedAnswer", "wasm", "package", "web"];

/** Folders in which nothing is an input: installed, or made by a step. */
const notInputs = [
  "node_modules",
  "web/node_modules",
  "web/dist",
  "bindings/js/shared/generated",
  "docs/api",
  "docs/site/node_modules",
  "docs/site/.vitepress/.temp",
  "build/site/api",
];

export async function build(names = everything) {
  await alone(async () => {
    for (const name of inOrder(names)) {
      const step = steps[name];
      await (step.preset ? buildWithCmake(step) : buildFromInputs(name, step));
    }
  });
}

/** Returns `names` and all their needs, each once, after its own needs. */
export function inOrder(names) {
  const ordered = new Set();
  const add = (name) => {
    if (!Object.hasOwn(steps, name))
      throw new Failure(`There is no step ${name}. The steps: ${Object.keys(steps).join(", ")}.`);
    for (const needed of steps[name].needs ?? []) add(needed);
    ordered.add(name);
  };
  names.forEach(add);
  return [...ordered];
}

// ---- C++: CMake and ninja ----

/** CMake alone leaves out the parts whose libraries are missing; here they are installed. */
const wanted = {
  native: ["-DLOCKSTEP_BUILD_CLI=ON", "-DLOCKSTEP_BUILD_SERVER=ON"],
  separate: ["-DLOCKSTEP_BUILD_CLI=ON"],
  sanitize: ["-DLOCKSTEP_BUILD_SERVER=ON"],
  wasm: ["-DLOCKSTEP_BUILD_CLI=ON"],
};

async function buildWithCmake({ title, preset, targets }) {
  const folder = join("build", preset);
  // ninja runs CMake again when a CMakeLists.txt changes, but knows nothing of the presets. A
  // checkout that was moved must be configured again.
  const stamp = join(root, folder, ".preset");
  const options = wanted[preset] ?? [];
  const presets = [fingerprint(["CMakePresets.json"]), ...options, root].join(" ");
  if (!existsSync(join(root, folder, "build.ninja")) || contents(stamp) !== presets) {
    say(`Configuring ${folder}`);
    await must(["cmake", "--preset", preset, "--fresh", ...options], { log: `build/logs/${preset}-configure.log` });
    writeFileSync(stamp, presets);
  }
  const rehearsal = await must(["ninja", "-C", folder, "-n", ...targets]);
  if (rehearsal.output.includes("no work to do")) return;
  say(`Building ${title}`);
  const built = await must(["ninja", "-C", folder, "-k0", ...targets], {
    log: `build/logs/${preset}-${targets[0]}.log`,
  });
  say(`Built ${title} in ${seconds(built.seconds)}`);
}

/** The Debian package of what was built natively. CPack works in a folder of its own, which is of no use afterwards. */
async function makeDeb() {
  const [folder, work] = [join(root, "build/deb"), join(root, "build/deb-work")];
  for (const each of [folder, work]) rmSync(each, { recursive: true, force: true });
  await must(["cpack", "--config", join(root, "build/native/CPackConfig.cmake"), "-B", work], {
    log: "build/logs/deb.log",
  });
  const made = readdirSync(work).filter((name) => name.endsWith(".deb"));
  if (made.length !== 1)
    throw new Failure(`cpack has made ${made.length} packages in build/deb-work; it should be one.`);
  mkdirSync(folder);
  renameSync(join(work, made[0]), join(folder, made[0]));
  rmSync(work, { recursive: true });
}

// ---- The other steps: run again when their inputs or their output have changed ----

async function buildFromInputs(name, { title, inputs, output, make }) {
  const stamp = join(root, "build", "stamps", name);
  const before = fingerprint(inputs);
  if (contents(stamp) === `${before} ${fingerprint([output])}`) return;
  say(`Building ${title}`);
  const started = Date.now();
  rmSync(stamp, { force: true });
  await make();
  if (!existsSync(join(root, output))) throw new Failure(`Building ${title} has made no ${output}.`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${before} ${fingerprint([output])}`);
  say(`Built ${title} in ${seconds((Date.now() - started) / 1000)}`);
}

/** A hash over the names and the bytes of these files and of all files in these folders. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesUnder(path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .map((name) => join(path, name))
    .filter((inside) => !notInputs.includes(inside))
    .sort()
    .flatMap(filesUnder);
}

function contents(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

if (isMain(import.meta.url)) {
  main(() => build(process.argv.length > 2 ? process.argv.slice(2) : undefined));
}
