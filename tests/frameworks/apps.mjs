// The apps of the tests, built for a page or for the server.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformAsync } from "@babel/core";
import solid from "babel-preset-solid";
import { compile } from "svelte/compiler";
import { compileTemplate, parse } from "vue/compiler-sfc";
import { root } from "../../tools/run.mjs";
import { bundle } from "./support.mjs";

const folder = join(root, "tests/frameworks/apps");

/** The file of each framework's app. */
export const apps = {
  vue: "vue.js",
  svelte: "svelte.js",
  solid: "solid.jsx",
  angular: "angular.js",
  element: "element.js",
};

/** What Vue wants a bundler to say. */
export const flags = {
  __VUE_OPTIONS_API__: "false",
  __VUE_PROD_DEVTOOLS__: "false",
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
  "process.env.NODE_ENV": '"development"',
};

/** Compiles what these frameworks compile: for the `browser`, or for the `server`. */
export const compilers = (place) => ({
  name: "compilers",
  setup(build) {
    build.onLoad({ filter: /\.vue$/ }, ({ path }) => {
      const { template } = parse(readFileSync(path, "utf8")).descriptor;
      const { code } = compileTemplate({ source: template.content, filename: path, id: path });
      return { contents: `${code}\nexport default { render };`, resolveDir: dirname(path) };
    });
    build.onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const generate = place === "server" ? "server" : "client";
      return { contents: compile(readFileSync(path, "utf8"), { filename: path, generate }).js.code };
    });
    build.onLoad({ filter: /\bsolid\.jsx$/ }, async ({ path }) => {
      const generate = place === "server" ? "ssr" : "dom";
      const presets = [[solid, { generate, hydratable: true }]];
      const { code } = await transformAsync(readFileSync(path, "utf8"), { presets, babelrc: false, configFile: false });
      return { contents: code };
    });
  },
});

/** Returns the script of a page with the app of a framework: it defines `load`, `show`, `give`, `inspect` and `end`. */
export const pageOf = (framework) =>
  bundle(
    `import { loadAccess } from "lockstep/inline";
    import { inspect } from "lockstep/inspector/always";
    import { show } from "./${apps[framework]}";
    import { pressed, renders } from "./shared.js";
    let made;
    Object.assign(globalThis, {
      inspect: () => (globalThis.inspector = inspect(access, { open: true })),
      pressed,
      renders,
      load: async (snapshot, now) => (globalThis.access = await loadAccess(snapshot, { now })),
      show: async (part, source) => {
        made = show(document.getElementById("root"), part, source);
        await made.ready;
      },
      give: (source) => made.set(source),
      end: () => made.end(),
    });`,
    { from: folder, plugins: [compilers("browser")], conditions: ["browser"], define: flags },
  );

/** Returns what `program`, which imports the app of a framework as APP, exports on a server. */
export async function serverOf(framework, program) {
  const code = await bundle(program.replace("APP", `./${apps[framework]}`), {
    from: folder,
    plugins: [compilers("server")],
    conditions: ["node"],
    define: flags,
    format: "esm",
    platform: "node",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("/");' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}
