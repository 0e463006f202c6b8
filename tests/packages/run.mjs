// npm run packages: installs the packed package in every place of places.mjs, builds it there, runs it, and reads its
// answers.
//
//   npm run packages                      all of them
//   npm run packages -- --short           the short form, which `npm test` runs
//   npm run packages -- --only NAME       one place or one way of it (or several: --only vite-7/dev,esbuild)
//   npm run packages -- --list            their names
//   npm run packages -- --write           writes the table of docs/places.md
//
// Installations are kept in build/packages/, and what a place prints in build/packages/logs/.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, root, say, seconds } from "../../tools/run.mjs";
import { closeBrowser } from "./browser.mjs";
import { tryWay } from "./place.mjs";
import { places } from "./places.mjs";
import { documentPath, documentWithTable } from "./table.mjs";
import { Tarball } from "./tarball.mjs";

/** Every way of every version of every place: `{ name, place, version, way }`. */
function waysOf(all) {
  return all.flatMap((place) =>
    Object.keys(place.versions).flatMap((version) =>
      place.ways.map((way) => ({ name: nameOf(place, version, way), place, version, way })),
    ),
  );
}

function nameOf(place, version, way) {
  return [version === "" ? place.folder : `${place.folder}-${version}`, way.name].filter(Boolean).join("/");
}

function choose(ways, { short, only }) {
  if (short) return ways.filter(({ version, way }) => way.short === version);
  if (only.length === 0) return ways;
  const isNamed = ({ name, place }, wanted) => [name, name.split("/")[0], place.folder].includes(wanted);
  const unknown = only.find((wanted) => !ways.some((each) => isNamed(each, wanted)));
  if (unknown !== undefined)
    throw new Failure(`There is no place \`${unknown}\`. \`npm run packages -- --list\` names them.`);
  return ways.filter((each) => only.some((wanted) => isNamed(each, wanted)));
}

function readArguments(args) {
  const options = { only: [] };
  for (let index = 0; index < args.length; index++) {
    const flag = /^--(short|list|write)$/.exec(args[index])?.[1];
    if (flag) options[flag] = true;
    else if (args[index] === "--only" && args[index + 1] !== undefined) options.only.push(...args[++index].split(","));
    else throw new Failure("Usage: npm run packages -- [--short | --only NAME[,NAME…] | --list | --write]");
  }
  return options;
}

async function runAll(chosen) {
  const tarball = await Tarball.pack();
  let passed = 0;
  const failed = [];
  for (const each of chosen) {
    const started = Date.now();
    const fault = await tryWay(each, tarball);
    const took = seconds((Date.now() - started) / 1000);
    say(`  ${fault === undefined ? "ok      " : "FAILED  "}${each.name.padEnd(36)}${took.padStart(8)}`);
    if (fault === undefined) passed++;
    else {
      say(`\n${fault}\n`);
      failed.push(each.name);
    }
  }
  say(failed.length > 0 ? `\nfailed: ${failed.join(", ")}` : "");
  say(`${passed} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
}

main(async () => {
  const options = readArguments(process.argv.slice(2));
  const ways = waysOf(places);
  if (options.list) return say(ways.map(({ name }) => name).join("\n"));
  if (options.write) return writeFileSync(join(root, documentPath), documentWithTable());
  try {
    return await runAll(choose(ways, options));
  } finally {
    await closeBrowser();
  }
});
