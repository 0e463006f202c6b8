// The table of docs/places.md, made of places.mjs.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatted } from "../../tools/format.mjs";
import { root } from "../../tools/run.mjs";
import { places } from "./places.mjs";

export const documentPath = "docs/places.md";

const table = /(?<=<!-- places: .* -->\n).*?(?=<!-- end of places -->)/s;

/** docs/places.md with the table as it should be. */
export function documentWithTable() {
  const document = readFileSync(join(root, documentPath), "utf8");
  if (!table.test(document)) throw new Error(`${documentPath} has no place for its table.`);
  const rows = [...heading, ...places.flatMap(rowsOf)];
  return formatted(
    documentPath,
    document.replace(table, () => `\n${rows.join("\n")}\n\n`),
  );
}

const heading = ["| place | versions tried | how | import | what to set |", "| --- | --- | --- | --- | --- |"];

function rowsOf({ title, versions, ways }) {
  const tried = Object.keys(versions).filter(Boolean).join(", ");
  return ways
    .filter(({ refused }) => !refused)
    .map((way) => {
      return `| ${title} | ${tried} | ${way.title ?? ""} | \`${way.imports?.lockstep ?? "lockstep"}\` | ${way.setting ?? ""} |`;
    });
}
