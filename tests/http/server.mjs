// `lockstep serve`, started for a test.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

/**
 * Resolves once it listens; at a port that is free, unless `args` name one. `stop` waits for its orderly end, `kill` ends
 * it at once (SIGKILL); both resolve when the process is gone.
 */
export async function startServer({ data, args = [] }) {
  const port = args.includes("--port") ? [] : ["--port", "0"];
  const child = spawn(join(root, "build/native/lockstep"), ["serve", "--data", data, ...port, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const gone = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  gone.then(() => process.off("exit", kill));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const url = await new Promise((resolve, reject) => {
    let told = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      told += text;
      const address = /^(http:\S+?)\/?\n/m.exec(told)?.[1];
      if (address) resolve(address);
    });
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`lockstep serve ended (${code}): ${said}`)));
  });
  const end = (signal) => async () => {
    child.kill(signal);
    await gone;
  };
  return { url, stop: end("SIGTERM"), kill: end("SIGKILL") };
}
