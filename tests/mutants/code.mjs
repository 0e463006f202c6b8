// Every way in which one comparison, boundary or truth value of the code that decides could be another.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

export const mutated = ["src/access/levels.cpp", "src/access/level_lookup.cpp", "src/account/path.cpp", "src/access/places.cpp", "src/access/gates.cpp"];

/** What each operator becomes; the longer are looked for first. */
const instead = {
  "<=": ["<", ">"], ">=": [">", "<"], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
  " < ": [" <= ", " > "], " > ": [" >= ", " < "], true: ["false"], false: ["true"], "!": [""],
};
const operator = /<=|>=|==|!=|&&|\|\|| < | > |\btrue\b|\bfalse\b|!(?=[\w(])/g;

/** `[{ name, file, text }]`; a name is the file, the line as it stands, and what has become of its operator. */
export function codeMutants() {
  const times = new Map();
  const once = (name) => {
    times.set(name, (times.get(name) ?? 0) + 1);
    return times.get(name) === 1 ? name : `${name} (${times.get(name)})`;
  };
  return mutated.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const code = blanked(text);
    return [...code.matchAll(operator)].flatMap((match) => {
      const [found] = match;
      const start = text.lastIndexOf("\n", match.index) + 1;
      const line = text.slice(start, text.indexOf("\n", match.index));
      // The place within the line tells two operators of one line apart; the line's number would change with every edit.
      const place = [...blanked(line).matchAll(operator)].findIndex((each) => each.index === match.index - start) + 1;
      return instead[found].map((other) => ({
        name: once(`${file}: ${line.trim()} [${place}: ${found.trim()} → ${other.trim() || "nothing"}]`),
        file,
        text: text.slice(0, match.index) + other + text.slice(match.index + found.length),
      }));
    });
  });
}

/** The code alone: comments, texts and includes are blanks of the same length; && that declares a reference too. */
function blanked(text) {
  const blank = (part) => part.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\/.*|\/\*[^]*?\*\//g, blank)
    .replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'/g, blank)
    .replace(/^#.*$/gm, blank)
    .replace(/\w&&(?=\s+\w)/g, blank);
}
