import { lockstep } from "lockstep/vue";
import { createApp, h, resolveDirective, withDirectives } from "vue";
import { questions } from "./questions.js";

export function drawVue(root, access) {
  const render = () => {
    const can = resolveDirective("can");
    return Object.entries(questions).map(([name, question]) => withDirectives(h("button", name), [[can, question]]));
  };
  createApp({ render }).use(lockstep, { access }).mount(root);
}
