// npm start: installs missing packages, builds, and runs the demonstration server with the dashboard until it is
// stopped. PORT chooses the port; the server prints its address. Its database is build/demo.db.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "./build.mjs";
import { environment, main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

main(async () => {
  await setup({ for: "start" });
  await build(["native", "web"]);
  const options = ["--demo", "--data", "build/demo.db", "--web", "web/dist", "--port", environment.PORT ?? "4173"];
  const server = spawn(join(root, "build/native/lockstep"), ["serve", ...options], {
    cwd: root,
    env: environment,
    stdio: "inherit",
  });
  process.once("exit", () => server.kill());
  return new Promise((resolve) => server.once("close", resolve));
});
