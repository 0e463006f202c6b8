// The results as a table in markdown, ratios first, and as a picture: cost of a check against the number of shares.

const shown = (value, unit) => `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3)} ${unit}`;

export function table({ machine, node, chromium, native }) {
  const parts = [`Machine: ${machine}. Medians.`, checksTable("Node", node.checks)];
  if (chromium) parts.push(checksTable("Chromium", chromium.checks));
  parts.push(rows("Lockstep in Node", node.own));
  if (chromium) parts.push(rows("Lockstep in Chromium", chromium.own));
  if (native) parts.push(rows("The C++ library", native));
  return `${parts.join("\n\n")}\n`;
}

/** How many times slower than Lockstep, and the nanoseconds. */
function checksTable(where, checks) {
  const sizes = Object.keys(checks.Lockstep).map(Number);
  const cell = (name, shares) => {
    const ns = checks[name][shares];
    if (ns === undefined) return "";
    const ratio = ns / checks.Lockstep[shares];
    return name === "Lockstep" ? shown(ns, "ns") : `${ratio >= 10 ? Math.round(ratio).toLocaleString("en") : ratio.toPrecision(2)}× (${shown(ns, "ns")})`;
  };
  return [
    `| one check in ${where}, by shares held | ${sizes.map((shares) => shares.toLocaleString("en")).join(" | ")} |`,
    `| --- |${" ---: |".repeat(sizes.length)}`,
    ...Object.keys(checks).map((name) => `| ${name} | ${sizes.map((shares) => cell(name, shares)).join(" | ")} |`),
  ].join("\n");
}

function rows(title, found) {
  return [
    `| ${title} | median | goal |`, "| --- | ---: | ---: |",
    ...found.map(({ what, value, unit, goal }) => `| ${what} | ${shown(value, unit)} | ${goal === undefined ? "" : `≤ ${goal.toLocaleString("en")} ${unit}`} |`),
  ].join("\n");
}

const width = 720;
const height = 400;
const left = 70;
const right = 190;
const top = 24;
const bottom = 44;
const colours = ["#2563eb", "#d97706", "#b45309", "#7c3aed", "#dc2626", "#64748b"];

export function picture(checks) {
  const shares = Object.keys(checks.Lockstep).map(Number);
  const all = Object.values(checks).flatMap((each) => Object.values(each));
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))];
  const x = (count) => left + ((width - left - right) * (Math.log10(count) - Math.log10(shares[0]))) / (Math.log10(shares.at(-1)) - Math.log10(shares[0]));
  const y = (ns) => top + (height - top - bottom) * (1 - (Math.log10(ns) - low) / (high - low));
  const grid = Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n))
    .map((ns) => `<line x1="${left}" x2="${width - right}" y1="${y(ns)}" y2="${y(ns)}" stroke="#cbd5e1"/><text x="${left - 8}" y="${y(ns) + 4}" text-anchor="end">${named(ns)}</text>`);
  const axis = shares.map((count) => `<text x="${x(count)}" y="${height - bottom + 20}" text-anchor="middle">${count.toLocaleString("en")}</text>`);
  const lines = Object.entries(checks).map(([name, byShares], n) => {
    const points = Object.entries(byShares).map(([count, ns]) => [x(Number(count)), y(ns)]);
    const [endX, endY] = points.at(-1);
    const dots = points.map(([px, py]) => `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="3"/>`).join("");
    return `<g fill="${colours[n]}" stroke="none"><polyline points="${points.map((point) => point.map((c) => c.toFixed(1)).join(",")).join(" ")}" fill="none" stroke="${colours[n]}" stroke-width="2"/>${dots}<text x="${endX + 8}" y="${endY + 4}">${name}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#334155" role="img" aria-label="Time of one check against the number of shares held">
<rect width="${width}" height="${height}" fill="#fff"/>
${[...grid, ...axis, ...lines].join("\n")}
<text x="${left}" y="14">time of one check (logarithmic)</text><text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">shares held</text>
</svg>
`;
}

function named(ns) {
  return ns >= 1e6 ? `${ns / 1e6} ms` : ns >= 1e3 ? `${ns / 1e3} µs` : `${ns} ns`;
}
