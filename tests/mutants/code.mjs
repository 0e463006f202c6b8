// Every way in which one comparison, boundary or truth value of the code that decides could be wrong.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

export const mutated = [
  "src/access/levels.cpp",
  "src/account/path.cpp",
  "src/account/path_index.cpp",
  "src/cache/path_cache.cpp",
  "src/access/checks/entries.cpp",
  "src/access/checks/places.cpp",
  "src/access/checks/gates.cpp",
];

/** What each operator becomes; the longer are looked for first. */
const instead = {
  "<=": ["<", ">"],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  " < ": [" <= ", " > "],
  " > ": [" >= ", " < "],
  true: ["false"],
  false: ["true"],
  "!": [""],
  " + 1": ["", " + 2"],
  " - 1": ["", " - 2"],
};
const operator = /<=|>=|==|!=|&&|\|\|| < | > | [+-] 1\b|\btrue\b|\bfalse\b|!(?=[\w(])/g;
/** What can be said the other way round; of other types the compiler refuses it. */
const returned = /\breturn (?!true;|false;|nullptr;|std::nullopt;|\{)([^;{}]+);/g;

/** `[{ name, file, text }]`; a name is the file, the line as it is, and what has become of its operator. */
export function codeMutants() {
  const times = new Map();
  const once = (name) => {
    times.set(name, (times.get(name) ?? 0) + 1);
    return times.get(name) === 1 ? name : `${name} (${times.get(name)})`;
  };
  return mutated.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const code = blanked(text);
    const negated = [...code.matchAll(returned)].map((match) => {
      const [start, end] = [match.index + "return ".length, match.index + match[0].length - 1];
      return {
        name: once(`${file}: ${text.slice(match.index, end + 1).replace(/\s+/g, " ")} [negated]`),
        file,
        text: `${text.slice(0, start)}!(${text.slice(start, end)})${text.slice(end)}`,
      };
    });
    const flipped = [...code.matchAll(operator)].flatMap((match) => {
      const [found] = match;
      const start = text.lastIndexOf("\n", match.index) + 1;
      const line = text.slice(start, text.indexOf("\n", match.index));
      // The place within the line distinguishes two operators of one line; the line's number would change with every
      // edit.
      const place = [...blanked(line).matchAll(operator)].findIndex((each) => each.index === match.index - start) + 1;
      return instead[found].map((other) => ({
        name: once(`${file}: ${line.trim()} [${place}: ${found.trim()} → ${other.trim() || "nothing"}]`),
        file,
        text: text.slice(0, match.index) + other + text.slice(match.index + found.length),
      }));
    });
    return [...flipped, ...negated];
  });
}

/** The code alone: comments, texts and includes are blanks of the same length; && that declares a reference too. */
function blanked(text) {
  const blank = (part) => part.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\/.*|\/\*[\s\S]*?\*\//g, blank)
    .replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'/g, blank)
    .replace(/^#.*$/gm, blank)
    .replace(/\w&&(?=\s+\w)/g, blank);
}
