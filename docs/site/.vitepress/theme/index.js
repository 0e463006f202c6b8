// The theme of the site: VitePress's own in Lockstep's colours, without its fonts.

import theme from "vitepress/theme-without-fonts";
import { Playground } from "./playground.js";
import "./style.css";

export default {
  extends: theme,
  enhanceApp: ({ app }) => app.component("Playground", Playground),
};
