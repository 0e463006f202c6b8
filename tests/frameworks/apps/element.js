import { guardElements } from "lockstep/element";
import { pressed } from "./shared.js";

const guarded = (path) =>
  `<lockstep-guard action="asset.delete" path="${path}"><button type="button">${path}</button></lockstep-guard>`;

export function show(root, _part, access) {
  guardElements(access);
  if (root.firstElementChild === null) root.innerHTML = ["/run", "/seen", "/folder5"].map(guarded).join("");
  for (const button of root.querySelectorAll("button"))
    button.addEventListener("click", () => pressed.push(button.textContent));
  return { set: guardElements, end: () => root.replaceChildren() };
}
