// A way to a database that can go dark: what is open says nothing any more, and nothing is closed.

import { connect, createServer } from "node:net";

/**
 * `{ url, darken(), lighten() }`; after `lighten` new connections get through, while old ones stay dark, as after a
 * broken route.
 */
export async function darkWayTo(url) {
  const port = Number(new URL(url).port);
  let isDark = false;
  const open = new Set();
  const server = createServer((near) => {
    const way = { isDark };
    open.add(way);
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      from.on("data", (bytes) => way.isDark || to.write(bytes));
      from.on("error", () => {});
      from.on("close", () => {
        open.delete(way);
        to.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    url: url.replace(`:${port}/`, `:${server.address().port}/`),
    darken() {
      isDark = true;
      for (const way of open) way.isDark = true;
    },
    lighten() {
      isDark = false;
    },
  };
}
