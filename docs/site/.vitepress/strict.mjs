// What the pages need to work under a Content-Security-Policy without `unsafe-inline`: the scripts that VitePress
// writes into each page become files, and styles become classes. theme/style.css has the classes.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The code of the scripts, by their names. */
const scripts = new Map();

/** Returns the page with the address of each script instead of its code, and without attributes of style. */
export function strictPage(html, base) {
  const byAddress = html.replace(/<script( id="[\w-]+")?>(.*?)<\/script>/gs, (_, id = "", code) => {
    const name = `${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
    scripts.set(name, code);
    return `<script${id} src="${base}assets/${name}"></script>`;
  });
  return byAddress.replace(/(<\w[^<>]*) style="[^"]*"/g, "$1");
}

/** Writes the scripts of the pages. */
export function writeScripts(folder) {
  mkdirSync(join(folder, "assets"), { recursive: true });
  for (const [name, code] of scripts) writeFileSync(join(folder, "assets", name), code);
}

/** Has a Markdown renderer name the kind of a token of code, and the alignment of a cell, as a class. */
export function stylesByClass(markdown) {
  const highlight = markdown.options.highlight;
  markdown.options.highlight = (...args) =>
    highlight(...args)
      .replace(/ style="color:var\(--shiki-token-([\w-]+)\)"/g, ' class="code-$1"')
      .replace(/ style="(color|background-color):[^"]*"/g, "");
  markdown.core.ruler.push("alignment_classes", ({ tokens }) => {
    for (const token of tokens.filter(({ type }) => /^t[hd]_open$/.test(type))) {
      const side = /text-align:(\w+)/.exec(token.attrGet("style") ?? "")?.[1];
      token.attrs = null;
      if (side) token.attrSet("class", `to-${side}`);
    }
  });
}
