// The site's menus. The documents are in the order in which a reader needs them.

import { readFileSync } from "node:fs";

const page = (text, link) => ({ text, link });

/** Returns the recipes in the order of their contents, by their titles. */
function recipes() {
  const read = (name) => readFileSync(new URL(`../../cookbook/${name}`, import.meta.url), "utf8");
  const entries = [...read("index.md").matchAll(/^- \[(.*?)\]\(([\w-]+)\.md\)/gm)];
  return entries.map(([, title, name]) => page(title, `/cookbook/${name}`));
}

export const nav = [
  { text: "Start", link: "/start/", activeMatch: "^/start/" },
  { text: "Concepts", link: "/concepts" },
  { text: "Cookbook", link: "/cookbook/", activeMatch: "^/cookbook/" },
  { text: "Policy", link: "/policy" },
  { text: "Playground", link: "/playground" },
  { text: "Operate", link: "/operations", activeMatch: "^/(server|operations|scale|security)" },
];

export const sidebar = [
  {
    text: "Start",
    items: [
      page("Quick starts", "/start/"),
      page("React", "/start/react"),
      page("Vue", "/start/vue"),
      page("Svelte", "/start/svelte"),
      page("Solid", "/start/solid"),
      page("Angular", "/start/angular"),
      page("Custom element", "/start/element"),
      page("Express", "/start/express"),
      page("Fastify", "/start/fastify"),
      page("Next, Hono, Workers", "/start/handler"),
      page("C++", "/start/cpp"),
      page("HTTP", "/start/http"),
    ],
  },
  {
    text: "Learn",
    items: [
      page("Concepts", "/concepts"),
      page("Guide", "/guide"),
      page("Playground", "/playground"),
      page("In a framework", "/frameworks"),
      page("On a server", "/handlers"),
      page("In C++", "/cpp"),
      page("Inspector", "/inspector"),
      page("The first minute", "/first-minute"),
      page("Models of known products", "/models"),
    ],
  },
  { text: "Cookbook", items: [page("All recipes", "/cookbook/"), ...recipes()] },
  {
    text: "Move and compare",
    items: [
      page("From CASL", "/migrate/casl"),
      page("From Casbin", "/migrate/casbin"),
      page("From hand-written checks", "/migrate/hand_written"),
      page("Comparison", "/comparison"),
    ],
  },
  {
    text: "Operate",
    items: [
      page("Server and live pages", "/server"),
      page("Operations", "/operations"),
      page("Several instances", "/scale"),
      page("Security", "/security"),
    ],
  },
  {
    text: "Reference",
    items: [
      page("Policy, account, request", "/policy"),
      page("Errors and reasons", "/errors"),
      page("API references", "/reference"),
      page("Performance", "/performance"),
      page("Bundlers and runtimes", "/places"),
      page("Changelog", "/changelog"),
    ],
  },
  {
    text: "Project",
    items: [
      page("Architecture", "/architecture"),
      page("Contributing", "/contributing"),
      page("Style", "/style"),
      page("Releasing", "/releasing"),
      page("Rules of the built-in policy", "/rules"),
      page("Readings of these rules", "/readings"),
    ],
  },
];
