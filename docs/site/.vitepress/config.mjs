// The site: the documents of docs/ as they are, the pages of docs/site/pages/, and nothing from elsewhere.
//
// `npm run docs` builds it with both references; `node tools/build.mjs site` builds it without them.

import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCssVariablesTheme } from "shiki/core";
import { defineConfig } from "vitepress";
import { copyFiles, siteLinks } from "./links.mjs";
import { nav, sidebar } from "./navigation.mjs";
import { strictPage, stylesByClass, writeScripts } from "./strict.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const base = process.env.LOCKSTEP_SITE_BASE ?? "/";

export default defineConfig({
  title: "Lockstep",
  titleTemplate: ":title · Lockstep",
  description: "Permission checks that give the same answer in the browser and on the server.",
  lang: "en",
  base,
  srcDir: here("../.."),
  srcExclude: ["api/**", "site/*.md", "site/node_modules/**"],
  rewrites: (page) => page.replace(/^site\/pages\//, ""),
  outDir: here("../../../build/site"),
  cacheDir: here("../node_modules/.vitepress"),
  // A file for each page, so that any server of files, and none that rewrites addresses, is enough.
  cleanUrls: false,
  // Both references are written beside the site, and are no pages of it.
  ignoreDeadLinks: [/^\/api\//],
  metaChunk: true,
  // With a transition VitePress would add an element of style, which the recommended header refuses.
  appearance: { disableTransition: false },
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}icon.svg` }]],
  markdown: {
    theme: createCssVariablesTheme({ name: "lockstep", variablePrefix: "--shiki-" }),
    config: (markdown) => {
      siteLinks(markdown);
      stylesByClass(markdown);
    },
  },
  themeConfig: {
    logo: "/icon.svg",
    nav,
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: "local", options: { detailedView: true } },
    docFooter: { prev: "Previous", next: "Next" },
    externalLinkIcon: true,
    notFound: { linkText: "Home", linkLabel: "Home" },
  },
  vite: {
    publicDir: here("../public"),
    // A page of docs/ must not take the other Vue, the one that the bindings are tested with.
    resolve: { dedupe: ["vue"] },
    build: { chunkSizeWarningLimit: 2000 },
  },
  transformHtml: (html) => strictPage(html, base),
  buildEnd: ({ outDir }) => {
    writeScripts(outDir);
    copyFiles(outDir);
    cpSync(here("../../../build/playground"), join(outDir, "playground"), { recursive: true });
  },
});
