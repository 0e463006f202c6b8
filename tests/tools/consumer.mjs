// What npm would publish, installed in an empty folder far from here.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../../tools/run.mjs";

export class Consumer {
  #scratch = mkdtempSync(join(tmpdir(), "lockstep-consumer-"));
  folder = join(this.#scratch, "consumer");
  installed = join(this.folder, "node_modules/lockstep");
  /** The paths in the package. */
  paths = [];

  static async install() {
    const consumer = new Consumer();
    await consumer.#install();
    return consumer;
  }

  async #install() {
    const { output } = await must(["npm", "pack", "--json", "--loglevel=error", "--pack-destination", this.#scratch]);
    const listed = JSON.parse(output.slice(output.search(/[[{]/)));
    const { files, filename } = Array.isArray(listed) ? listed[0] : Object.values(listed)[0];
    this.paths = files.map(({ path }) => path);
    mkdirSync(this.folder);
    this.write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }));
    await must(["npm", "install", "--offline", "--no-audit", "--no-fund", join(this.#scratch, filename)], {
      cwd: this.folder,
    });
  }

  write(name, text) {
    writeFileSync(join(this.folder, name), text);
  }

  /** A file of the package. */
  read(path) {
    return readFileSync(join(this.installed, path), "utf8");
  }

  remove() {
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
