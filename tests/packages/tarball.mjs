// What npm would publish, and the facts that every place decides over.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { must, outsideNpm, root } from "../../tools/run.mjs";

/** The folder that holds everything which this command makes. */
export const home = join(root, "build/packages");

export class Tarball {
  /** `path` is the packed file, `version` that of its package.json, and `facts` the text of a module. */
  constructor(path, version) {
    this.path = path;
    this.version = version;
  }

  static async pack() {
    mkdirSync(home, { recursive: true });
    const { output } = await must(["npm", "pack", "--json", "--loglevel=error", "--pack-destination", home], {
      env: outsideNpm(),
    });
    const listed = JSON.parse(output.slice(output.search(/[[{]/)));
    const [{ filename, version }] = Array.isArray(listed) ? listed : Object.values(listed);
    const tarball = new Tarball(join(home, filename), version);
    const unpacked = join(home, "package");
    await tarball.extract(unpacked);
    tarball.facts = await factsOf(unpacked);
    return tarball;
  }

  async extract(folder) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await must(["tar", "-xzf", this.path, "--strip-components=1", "-C", folder]);
  }
}

/** Made in each run, since a snapshot expires. */
async function factsOf(unpacked) {
  const { openAccount } = await import(pathToFileURL(join(unpacked, "dist/server.js")).href);
  const account = JSON.parse(readFileSync(join(unpacked, "policies/northpine.json"), "utf8"));
  const facts = {
    account,
    snapshot: (await openAccount(account)).snapshot({ user: "rita" }),
    policy: readFileSync(join(unpacked, "policies/imagekit.json"), "utf8"),
  };
  return Object.entries(facts)
    .map(([name, fact]) => `export const ${name} = ${JSON.stringify(fact)};\n`)
    .join("");
}
