// The place of the playground on its page. Its files are built apart, by `node tools/build.mjs playground`, and loaded
// when the page is opened.

import { withBase } from "vitepress";
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";

const at = (file) => withBase(`/playground/${file}`);

export const Playground = defineComponent({
  setup() {
    const host = ref();
    const state = ref("The playground is loading. It needs JavaScript and WebAssembly.");
    let opened;
    let isGone = false;
    onMounted(async () => {
      try {
        await loadStyle(at("playground.css"));
        const { openPlayground } = await import(/* @vite-ignore */ at("playground.js"));
        if (!isGone) opened = openPlayground(host.value);
        state.value = "";
      } catch (error) {
        state.value = `The playground could not be loaded. ${error.message}`;
      }
    });
    onBeforeUnmount(() => {
      isGone = true;
      opened?.close();
    });
    return () =>
      h("div", { class: "playground" }, [
        state.value && h("p", { class: "playground-state", role: "status" }, state.value),
        h("div", { ref: host, class: "playground-host" }),
      ]);
  },
});

function loadStyle(href) {
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => reject(new Error(`${href} is not there.`)));
  });
  document.head.append(link);
  return loaded;
}
