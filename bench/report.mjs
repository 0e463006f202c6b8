// The results as a table in markdown, ratios first, and as a picture: cost of a check against the number of shares.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatted } from "../tools/format.mjs";
import { Failure, root } from "../tools/run.mjs";

const shown = (value, unit) =>
  `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3)} ${unit}`;
const times = (ratio) => `${ratio >= 10 ? Math.round(ratio).toLocaleString("en") : ratio.toPrecision(2)}×`;

export function table({ machine, node, chromium, native }) {
  const parts = [machineSentence(machine), checksTable("Node", node.checks), sizesTable(node.sizes)];
  if (chromium) parts.push(checksTable("Chromium", chromium.checks));
  parts.push(rows("Lockstep in Node", node.own));
  if (chromium) parts.push(rows("Lockstep in Chromium", chromium.own));
  if (native) parts.push(rows("The C++ library", native));
  return `${parts.join("\n\n")}\n`;
}

const machineSentence = (machine, command = "bench") => `Measured by \`npm run ${command}\` on ${machine}; medians.`;

/** Nanoseconds of Lockstep, and how many times that of the others. */
function checksTable(where, checks) {
  const sizes = Object.keys(checks.Lockstep).map(Number);
  const cell = (name, shares) => {
    const ns = checks[name][shares];
    if (ns === undefined) return "";
    return name === "Lockstep" ? shown(ns, "ns") : times(ns / checks.Lockstep[shares]);
  };
  return [
    `| one check in ${where}, by shares held | ${sizes.map((shares) => shares.toLocaleString("en")).join(" | ")} |`,
    `| --- |${" ---: |".repeat(sizes.length)}`,
    ...Object.keys(checks).map((name) => `| ${name} | ${sizes.map((shares) => cell(name, shares)).join(" | ")} |`),
  ].join("\n");
}

function sizesTable(sizes) {
  return [
    "| what a page downloads, minified, brotli | size | beside Lockstep |",
    "| --- | ---: | ---: |",
    ...Object.entries(sizes)
      .sort(([, one], [, other]) => one - other)
      .map(
        ([name, bytes]) =>
          `| ${name} | ${shown(bytes / 1000, "KB")} | ${name === "Lockstep" ? "" : times(bytes / sizes.Lockstep)} |`,
      ),
  ].join("\n");
}

function rows(title, found) {
  return [
    `| ${title} | median | goal |`,
    "| --- | ---: | ---: |",
    ...found.map(
      ({ what, value, unit, goal }) =>
        `| ${what} | ${shown(value, unit)} | ${goal === undefined ? "" : `≤ ${goal.toLocaleString("en")} ${unit}`} |`,
    ),
  ].join("\n");
}

// ---- Into the documents ----

/** README.md compares, docs/performance.md says what Lockstep itself costs, and both show the same run. */
export function writeIntoDocuments({ machine, node }) {
  replaceTables("README.md", [machineSentence(machine), checksTable("Node", node.checks), sizesTable(node.sizes)]);
  replaceTables("docs/performance.md", [machineSentence(machine), rows("Lockstep in Node", node.own)]);
  writeFileSync(join(root, "docs/bench.svg"), picture(node.checks));
}

/** Writes the rows of `npm run bench:policies` into docs/performance.md. */
export function writePolicies(machine, found) {
  const command = "bench:policies";
  const parts = [machineSentence(machine, command), rows("Policies of format 2 in Node", found)];
  replaceTables("docs/performance.md", parts, command);
}

/** A document says by two comments where the tables of a command are. */
export const tablesOf = (text, command = "bench") =>
  new RegExp(`(?<=^<!-- npm run ${command} -- --write -->\\n).*?(?=^<!-- end -->$)`, "ms").exec(text);

function replaceTables(file, parts, command = "bench") {
  const path = join(root, file);
  const text = readFileSync(path, "utf8");
  const found = tablesOf(text, command);
  if (!found)
    throw new Failure(
      `${file} has no place for tables: the comments <!-- npm run ${command} -- --write --> and <!-- end -->.`,
    );
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  writeFileSync(path, formatted(file, `${before}\n${parts.join("\n\n")}\n\n${after}`));
}

// ---- As a picture ----

const width = 780;
const height = 400;
const left = 70;
const right = 220;
const top = 24;
const bottom = 44;
const colours = [
  "#2563eb",
  "#475569",
  "#94a3b8",
  "#0d9488",
  "#65a30d",
  "#d97706",
  "#b45309",
  "#7c3aed",
  "#db2777",
  "#dc2626",
  "#7f1d1d",
];
const lineHeight = 14;

export function picture(checks) {
  const shares = Object.keys(checks.Lockstep).map(Number);
  const all = Object.values(checks).flatMap((each) => Object.values(each));
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))];
  const x = (count) =>
    left +
    ((width - left - right) * (Math.log10(count) - Math.log10(shares[0]))) /
      (Math.log10(shares.at(-1)) - Math.log10(shares[0]));
  const y = (ns) => top + (height - top - bottom) * (1 - (Math.log10(ns) - low) / (high - low));
  const grid = Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n)).map(
    (ns) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(ns)}" y2="${y(ns)}" stroke="#cbd5e1"/><text x="${left - 8}" y="${y(ns) + 4}" text-anchor="end">${named(ns)}</text>`,
  );
  const axis = shares.map(
    (count) =>
      `<text x="${x(count)}" y="${height - bottom + 20}" text-anchor="middle">${count.toLocaleString("en")}</text>`,
  );
  const names = namesBeside(
    Object.entries(checks).map(([name, byShares]) => ({ name, y: y(Object.values(byShares).at(-1)) })),
  );
  const lines = Object.entries(checks).map(([name, byShares], n) => {
    const points = Object.entries(byShares).map(([count, ns]) => [x(Number(count)), y(ns)]);
    const dots = points.map(([px, py]) => `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="3"/>`).join("");
    const label = `<text x="${width - right + 12}" y="${names.get(name).toFixed(1)}">${name.replaceAll("`", "")}</text>`;
    return `<g fill="${colours[n]}" stroke="none"><polyline points="${points.map((point) => point.map((c) => c.toFixed(1)).join(",")).join(" ")}" fill="none" stroke="${colours[n]}" stroke-width="2"/>${dots}${label}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#334155" role="img" aria-label="Time of one check against the number of shares held">
<rect width="${width}" height="${height}" fill="#fff"/>
${[...grid, ...axis, ...lines].join("\n")}
<text x="${left}" y="14">time of one check (logarithmic)</text><text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">shares held</text>
</svg>
`;
}

/** Places the names in the column at the right: each at its line's end, or below the name above. */
function namesBeside(ends) {
  const places = new Map();
  let lowest = -Infinity;
  for (const { name, y } of ends.sort((one, other) => one.y - other.y)) {
    lowest = Math.max(y + 4, lowest + lineHeight);
    places.set(name, lowest);
  }
  return places;
}

function named(ns) {
  return ns >= 1e6 ? `${ns / 1e6} ms` : ns >= 1e3 ? `${ns / 1e3} µs` : `${ns} ns`;
}
