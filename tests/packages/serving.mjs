// Gives a page of a place an address: from a folder, or from a server of the place.

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createListener } from "node:net";
import { extname, join, normalize } from "node:path";
import { Failure, lastLines } from "../../tools/run.mjs";

const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'self'";

const mediaTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Calls `use` with the address of a careful host: a strict Content-Security-Policy, and 404 for what is not in the
 * folder.
 */
export async function withFolder(folder, use) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname));
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    const type = mediaTypes[extname(path)] ?? "application/octet-stream";
    if (bytes) response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Milliseconds for a server to start. */
const patience = 120_000;

/**
 * Calls `use` with the address of a server that this command starts, once it has printed its port, and stops it after
 * that.
 */
export async function withServer(command, { cwd, env }, use) {
  const port = await freePort();
  const [program, ...args] = command.map((word) => word.replace("$PORT", port));
  const child = spawn(program, args, {
    cwd,
    env: { ...env, PORT: port },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It had ended by itself.
    }
  };
  process.once("exit", stop);
  let output = "";
  try {
    await new Promise((resolve, reject) => {
      const take = (chunk) => {
        output += chunk;
        if (output.includes(`:${port}`)) resolve();
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.on("error", reject);
      child.on("close", (code) => reject(new Error(`The server ended with ${code}.`)));
      setTimeout(
        () => reject(new Error(`The server has not printed its port in ${patience / 1000} s.`)),
        patience,
      ).unref();
    });
    return await use(`http://localhost:${port}/`);
  } catch (error) {
    throw new Failure(`${lastLines(output, 40)}\n${error.message}`);
  } finally {
    process.off("exit", stop);
    stop();
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createListener().listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}
