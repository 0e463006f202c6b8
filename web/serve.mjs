// Serves web/dist on this machine only, under the strict Content-Security-Policy that the dashboard is made for.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const files = sirv(fileURLToPath(new URL("./dist", import.meta.url)), {
  setHeaders(response, path) {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (path.endsWith(".wasm")) response.setHeader("Content-Type", "application/wasm");
  },
});

const server = createServer((request, response) =>
  files(request, response, () => {
    response.statusCode = 404;
    response.end("not found");
  }),
);

server.listen(Number(process.env.PORT ?? 4173), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
