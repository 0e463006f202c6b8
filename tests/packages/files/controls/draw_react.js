import { Guarded, LockstepProvider } from "lockstep/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { questions } from "./questions.js";

export function drawReact(root, access) {
  const controls = Object.entries(questions).map(([name, question]) =>
    createElement(Guarded, { key: name, ...question }, createElement("button", { type: "button" }, name)),
  );
  createRoot(root).render(createElement(LockstepProvider, { access }, controls));
}
