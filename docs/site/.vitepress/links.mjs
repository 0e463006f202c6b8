// Links of the documents lead to files of the checkout. On the site a document is a page, and any other file is a copy.

import { copyFileSync, mkdirSync, statSync } from "node:fs";
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

/** Teaches a Markdown renderer these addresses. */
export function siteLinks(markdown) {
  markdown.core.ruler.push("site_links", ({ tokens, env }) => {
    const page = env.realPath ?? env.path;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === "link_open") token.attrSet("href", siteAddress(token.attrGet("href"), page));
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
