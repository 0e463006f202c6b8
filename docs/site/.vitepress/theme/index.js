// The theme of the site: VitePress's own in Lockstep's colours, without its fonts, with a figure on the landing page.

import { h } from "vue";
import theme from "vitepress/theme-without-fonts";
import looks from "../../../pictures/looks.svg?raw";
import { Playground } from "./playground.js";
import "./style.css";

const drawing = looks.replace(/<style>.*<\/style>/s, "").replace("<svg ", '<svg role="img" aria-labelledby="looks" ');
const label = "Three controls: one is enabled, one is disabled and says why, and one is hidden.";

const figure = () =>
  h("div", { class: "hero-figure" }, [
    h("span", { id: "looks", hidden: true }, label),
    h("div", { innerHTML: drawing }),
  ]);

export default {
  extends: theme,
  enhanceApp: ({ app }) => app.component("Playground", Playground),
  Layout: () => h(theme.Layout, null, { "home-hero-image": figure }),
};
