// The theme of the site: VitePress's own in Lockstep's colours, without its fonts.

import theme from "vitepress/theme-without-fonts";
import "./style.css";

export default theme;
