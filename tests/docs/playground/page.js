import { openPlayground } from "/playground.js";

document.documentElement.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
openPlayground(document.querySelector("#playground"));
