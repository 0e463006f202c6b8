import react from "@vitejs/plugin-react";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";

/** The engine that the demonstration's account needs. */
const engine = /lockstep_format1-[^/]*\.wasm$/;

/** Public pages name the icon without its digest. */
const namedIcon: Plugin = {
  name: "named-icon",
  generateBundle(_options, bundle) {
    const icon = Object.values(bundle).find(({ fileName }) => /icon-[^/]*\.svg$/.test(fileName));
    if (icon?.type !== "asset") throw new Error("The page has no icon.");
    this.emitFile({ type: "asset", fileName: "icon.svg", source: icon.source });
  },
};

/** Lets the browser load what the page's own code would ask for later, beside that code. */
const loadBeside: Plugin = {
  name: "load-beside",
  transformIndexHtml: {
    order: "post",
    handler(_html, { bundle }) {
      const files = Object.entries(bundle ?? {});
      const early = files.find(([, file]) => file.type === "chunk" && file.isEntry && file.name === "early")?.[0];
      const wasm = files.find(([name]) => engine.test(name))?.[0];
      if (bundle && (early === undefined || wasm === undefined)) throw new Error("The page lacks what it loads first.");
      const tags: HtmlTagDescriptor[] = [
        {
          tag: "script",
          attrs: { type: "module", src: early ? `./${early}` : "/src/early.ts" },
          injectTo: "head-prepend",
        },
      ];
      const attrs = { rel: "preload", as: "fetch", type: "application/wasm", href: `./${wasm}`, crossorigin: true };
      if (wasm !== undefined) tags.push({ tag: "link", attrs, injectTo: "head" });
      return tags;
    },
  },
};

// Nothing is inlined: the page runs under a Content-Security-Policy without 'unsafe-inline'.
export default defineConfig({
  // `npm run dev` here, beside `npm start`.
  server: { proxy: { "/v1": "http://127.0.0.1:4173", "/demo": "http://127.0.0.1:4173" } },
  plugins: [react(), loadBeside, namedIcon],
  // The package beside this folder has a React of its own for its tests.
  resolve: { dedupe: ["react", "react-dom"] },
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", early: "src/early.ts" },
      // What the first page needs is one file, whatever the pages after it share with it.
      output: { codeSplitting: { groups: [{ name: "first", test: /src\/shell\/Dashboard\.tsx$/ }] } },
    },
  },
});
