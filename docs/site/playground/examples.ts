// The examples, which the build has written beside the program. Each is downloaded when it is chosen.

import type { Documents } from "./messages.js";

export interface Example {
  readonly name: string;
  readonly title: string;
  readonly group: string;
  readonly about: string;
}

export class Examples {
  readonly #folder: URL;
  readonly #loaded = new Map<string, Promise<Documents>>();

  constructor(folder: URL) {
    this.#folder = folder;
  }

  list(): Promise<readonly Example[]> {
    return read(new URL("index.json", this.#folder));
  }

  documents(name: string): Promise<Documents> {
    const known = this.#loaded.get(name);
    if (known) return known;
    const loading = read<Documents>(new URL(`${name}.json`, this.#folder));
    this.#loaded.set(name, loading);
    loading.catch(() => this.#loaded.delete(name));
    return loading;
  }
}

async function read<T>(address: URL): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The example cannot be loaded: the answer is ${response.status}.`);
  return response.json();
}
