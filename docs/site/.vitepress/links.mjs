// Links of the documents lead to files of the checkout. On the site a document is a page, and any other file is a copy.

import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const isAddress = (href) => /^([a-z]+:|\/|#)/i.test(href);

/** Documents outside docs/ that are pages of the site. */
const pages = {
  "README.md": "/",
  "CHANGELOG.md": "/changelog",
  "CONTRIBUTING.md": "/contributing",
  "SECURITY.md": "/security",
  "STYLE.md": "/style",
  "policies/examples/README.md": "/models",
};

/** The files that the pages link to. */
const linked = new Set();

/** Returns the address on the site of a file of the checkout. */
function addressOf(file) {
  if (pages[file] !== undefined) return pages[file];
  const page = /^docs\/(?:site\/pages\/)?(.*?)(index)?\.md$/.exec(file);
  if (page) return `/${page[1]}`;
  linked.add(file);
  return `/files/${file}`;
}

/** Returns the file that a link leads to: it is relative to its page, or to the document that the page includes. */
function fileOf(path, page) {
  const isFile = (file) => file.startsWith(root) && statSync(file, { throwIfNoEntry: false })?.isFile();
  const found = [dirname(page), join(root, "docs"), root]
    .map((folder) => resolve(folder, decodeURI(path)))
    .find(isFile);
  if (found === undefined)
    throw new Error(`${relative(root, page)} links to \`${path}\`, which is no file of the checkout.`);
  return found;
}

/** Returns the address on the site of a link of a page. */
function siteAddress(href, page) {
  if (isAddress(href)) return href;
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(href);
  return addressOf(relative(root, fileOf(path, page))) + rest;
}

/** Returns the address of an image for the bundler, which is relative to the page. */
function imageAddress(src, page) {
  return isAddress(src) ? src : relative(dirname(page), fileOf(src, page)).replace(/^(?!\.)/, "./");
}

/** Has a link that is the name of a document be the document's title. */
function nameTarget(href, words, page) {
  const [path] = href.split("#");
  if (isAddress(href) || !/(^|\/)[\w-]+\.md$/.test(words.content) || !path.endsWith(words.content)) return;
  const title = /^# (.+)$/m.exec(readFileSync(fileOf(path, page), "utf8"))?.[1];
  if (title) words.content = title;
}

/** Puts a picture into the page, so that it follows the page's theme; theme/style.css has its classes. */
function drawPicture(token, page) {
  const source = token.attrGet("src");
  if (!source.startsWith("pictures/")) return false;
  const drawing = readFileSync(fileOf(source, page), "utf8").replace(/<style>.*<\/style>/s, "");
  const label = token.content.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  token.type = "html_inline";
  token.content = drawing.replace("<svg ", `<svg role="img" aria-label="${label}" `).replace(/\n\s*/g, "");
  return true;
}

/** Teaches a Markdown renderer these addresses. */
export function siteLinks(markdown) {
  markdown.core.ruler.push("site_links", ({ tokens, env }) => {
    const page = env.realPath ?? env.path;
    const inline = tokens.flatMap(({ children }) => children ?? []);
    for (const [at, token] of inline.entries()) {
      if (token.type === "link_open") {
        nameTarget(token.attrGet("href"), inline[at + 1], page);
        token.attrSet("href", siteAddress(token.attrGet("href"), page));
      }
      if (token.type === "image" && drawPicture(token, page)) continue;
      if (token.type === "image") token.attrSet("src", imageAddress(token.attrGet("src"), page));
    }
  });
}

/** Copies the files that the pages link to. */
export function copyFiles(folder) {
  for (const file of linked) {
    const copy = join(folder, "files", file);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(root, file), copy);
  }
}
