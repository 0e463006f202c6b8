import { guardElements } from "lockstep/element";
import { questions } from "./questions.js";

export function drawElement(root, access) {
  for (const [name, { action, resource }] of Object.entries(questions)) {
    const guard = document.createElement("lockstep-guard");
    guard.setAttribute("action", action);
    guard.setAttribute("path", resource);
    guard.appendChild(document.createElement("button")).textContent = name;
    root.append(guard);
  }
  guardElements(access);
}
