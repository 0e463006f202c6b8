import { createApp, createSSRApp, defineComponent, h, shallowRef, withDirectives, resolveDirective } from "vue";
import { lockstep, useAccess, useCan, useDecision, useFormProblems, useSelection } from "lockstep/vue";
import { invitation, paths, pressed, renders } from "./shared.js";

const Buttons = defineComponent({
  setup: () => () => {
    const can = resolveDirective("can");
    return ["/run", "/seen", "/folder5"].map((resource) =>
      withDirectives(h("button", { type: "button", key: resource, onClick: () => pressed.push(resource) }, resource), [
        [can, { action: "asset.delete", resource }],
      ]),
    );
  },
});

const Row = defineComponent({
  props: ["path"],
  setup({ path }) {
    const may = useCan("asset.delete", () => path);
    return () => {
      renders.rows++;
      return h("li", may.value ? path : "");
    };
  },
});

const List = defineComponent({
  setup() {
    const decision = useDecision({ action: "asset.delete", resource: "/folder5" });
    const selection = useSelection(["asset.delete"], paths);
    const access = useAccess();
    return () => [
      h("em", decision.value.message),
      h("output", selection.value["asset.delete"].allowed),
      h("b", String(access.can("asset.delete", "/folder7"))),
      h(
        "ul",
        paths.map((path) => h(Row, { key: path, path })),
      ),
    ];
  },
});

const Form = defineComponent({
  setup() {
    const email = shallowRef("");
    const form = useFormProblems(() => invitation(email.value));
    const onInput = (event) => {
      email.value = event.target.value;
    };
    return () => [
      h("input", { value: email.value, onInput, ...form.value.field("email") }),
      h("em", String(form.value.decision.allowed)),
    ];
  },
});

const parts = { Buttons, List, Form };

/** Makes the app; returns how to give it another access object, and how to end it. */
export function make(part, access, isDrawn = true) {
  const source = shallowRef(access);
  const app = (isDrawn ? createSSRApp : createApp)(parts[part]);
  app.use(lockstep, { access: source });
  return { app, set: (next) => (source.value = next), end: () => app.unmount() };
}

export function show(root, part, access) {
  const made = make(part, access, root.firstElementChild !== null);
  made.app.mount(root);
  return made;
}
