import { LockstepProvider, useGuard } from "lockstep/solid";
import { createComponent, mergeProps } from "solid-js";
import { render, spread } from "solid-js/web";
import { questions } from "./questions.js";

function Control({ name, question }) {
  const button = document.createElement("button");
  button.textContent = name;
  spread(button, mergeProps(useGuard(question)), false, true);
  return button;
}

export function drawSolid(root, access) {
  const controls = () =>
    Object.entries(questions).map(([name, question]) => createComponent(Control, { name, question }));
  const app = () =>
    createComponent(LockstepProvider, {
      access,
      get children() {
        return controls();
      },
    });
  render(app, root);
}
