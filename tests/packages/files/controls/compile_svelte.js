// Compiles the component by the Svelte of this place, and writes how that version begins one.
import { readFileSync, writeFileSync } from "node:fs";
import { compile, VERSION } from "svelte/compiler";

const isClass = VERSION.startsWith("4.");
const { js } = compile(readFileSync("Controls.svelte", "utf8"), { generate: isClass ? "dom" : "client" });
writeFileSync("controls_svelte.js", js.code);
const begin = isClass ? "new Controls(options)" : "mount(Controls, options)";
writeFileSync(
  "draw_svelte.js",
  `${isClass ? "" : 'import { mount } from "svelte";\n'}import Controls from "./controls_svelte.js";

export const drawSvelte = (target, access) => {
  const options = { target, props: { access } };
  ${begin};
};
`,
);
