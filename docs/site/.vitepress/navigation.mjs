// The site's menus.

const page = (text, link) => ({ text, link });

export const nav = [
  { text: "Start", link: "/frameworks", activeMatch: "^/(frameworks|handlers|start)" },
  { text: "Learn", link: "/guide", activeMatch: "^/(guide|concepts|cookbook|inspector|models)" },
  { text: "Policy", link: "/policy" },
  { text: "Playground", link: "/playground" },
  { text: "Operate", link: "/operations", activeMatch: "^/(server|operations|scale|security)" },
];

/** One menu for all pages, in the order in which a reader needs them. */
export const sidebar = [
  {
    text: "Start",
    items: [page("In a framework", "/frameworks"), page("On a server", "/handlers"), page("In C++", "/cpp")],
  },
  {
    text: "Learn",
    items: [
      page("Guide", "/guide"),
      page("Playground", "/playground"),
      page("Models of known products", "/models"),
      page("Inspector", "/inspector"),
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
