// Serves the app at http://localhost:3000, or the port PORT. With --built it serves the page that `npm run build` made.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { makeApp } from "./app.js";

const page = fileURLToPath(new URL("dist", import.meta.url));
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; base-uri 'none'";

const app = await makeApp();
const server = createServer(app);
if (process.argv.includes("--built")) {
  app.use((_request, response, next) => {
    response.setHeader("Content-Security-Policy", policy);
    next();
  });
  app.use(express.static(page));
} else {
  const vite = await import("vite");
  const { middlewares } = await vite.createServer({ server: { middlewareMode: true, hmr: { server } } });
  app.use(middlewares);
}
const port = Number(process.env.PORT ?? 3000);
server.listen(port, "localhost", () => console.log(`Open http://localhost:${port}`));
