// Serves the built site with the header that docs/site/README.md recommends.

import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { root } from "../../tools/run.mjs";

export const folder = join(root, "build/site");

const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The Content-Security-Policy that the document names. */
export const securityPolicy = /^Content-Security-Policy: (.*)$/m.exec(
  readFileSync(join(root, "docs/site/README.md"), "utf8"),
)[1];

/** Returns the addresses of all pages. */
export const pages = () =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".html") && !file.startsWith("api/"))
    .map((file) => `/${file}`)
    .sort();

/** Returns the file of an address; undefined if there is none. */
export function fileOf(address) {
  const path = decodeURIComponent(new URL(address, "http://site.test").pathname);
  const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

export async function serveSite() {
  const server = createServer((request, response) => {
    const file = fileOf(request.url);
    if (file === undefined) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": securityPolicy,
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
