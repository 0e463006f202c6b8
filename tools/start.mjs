// npm start: installs what is missing, builds, and serves the dashboard until it is stopped.
// PORT says where; the server prints its address.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "./build.mjs";
import { environment, main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

main(async () => {
  await setup({ for: "start" });
  await build(["web"]);
  const server = spawn(process.execPath, [join(root, "web", "serve.mjs")], { env: environment, stdio: "inherit" });
  process.once("exit", () => server.kill());
  return new Promise((resolve) => server.once("close", resolve));
});
