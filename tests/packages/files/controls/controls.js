// Every binding for pages draws the same three controls, in a place of its own. The page says what became of them.
import { inspect } from "lockstep/inspector";
import { drawElement } from "./draw_element.js";
import { drawReact } from "./draw_react.js";
import { drawSolid } from "./draw_solid.js";
import { drawSvelte } from "./draw_svelte.js";
import { drawVue } from "./draw_vue.js";
import { openPage } from "./page_answer.js";

const bindings = { element: drawElement, react: drawReact, solid: drawSolid, svelte: drawSvelte, vue: drawVue };

openPage().then((access) => {
  inspect(access).close();
  for (const [name, draw] of Object.entries(bindings)) {
    const root = document.body.appendChild(document.createElement("div"));
    root.id = name;
    draw(root, access);
  }
  show();
});

/** Says it again with each frame: some frameworks draw later. */
function show() {
  document.querySelector("output").textContent = `controls: ${Object.keys(bindings).map(stateOf).join("; ")}`;
  requestAnimationFrame(show);
}

function stateOf(name) {
  const states = ["view", "delete", "legal"].map((control) => {
    const button = [...document.querySelectorAll(`#${name} button`)].find((each) => each.textContent === control);
    if (button === undefined || button.hidden) return "hidden";
    return button.ariaDisabled === "true" && button.title !== "" ? "disabled" : "enabled";
  });
  return `${name} ${states.join(" ")}`;
}
