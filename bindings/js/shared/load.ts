// Loads and compiles a .wasm once, at the first call, and shares its instance.

import { builtinPolicy } from "./builtin_policy.js";
import type { Glue, Handle, Start, Text } from "./engine_functions.js";
import { readFile } from "./files.js";
import type { Url, WasmModule } from "./platform.js";
import { LockstepError, unlessRefused } from "./problem.js";
import type { ServerClock } from "./server_clock.js";
import { textOf } from "./text.js";
import type { Messages } from "./decision.js";
import type { Moment } from "./request.js";
import type { Vocabulary } from "./vocabulary.js";

/** The address of a .wasm (a string may be relative to the page), its bytes, or the compiled module. */
export type Wasm = Url | string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | WasmModule;

/** How the engine and a policy are loaded. */
export interface LoadOptions<V extends Vocabulary = Vocabulary> {
  /**
   * A policy instead of the built-in one, as string or object: its document, or the output of `lockstep compile`. For a
   * document a page also downloads the compiler, which is in `lockstep/server`.
   */
  readonly policy?: string | object | undefined;
  /** Sentences that replace the English ones in decisions of the opened object. */
  readonly messages?: Messages<V> | undefined;
  /** The engine's .wasm, if the bundler does not find it. */
  readonly wasm?: Wasm | undefined;
  /** The .wasm of `lockstep/server`, for a page that passes a policy's document, if the bundler does not find it. */
  readonly compiler?: Wasm | undefined;
  /**
   * The server's time at the call, such as the `Date` header of the response with the snapshot. A monotonic clock
   * counts on from it. Defaults to the device's clock, but never before the snapshot's `issuedAt`.
   */
  readonly now?: Moment | null | undefined;
  /** @internal */
  readonly clock?: ServerClock | undefined;
}

/** A policy that the engine has loaded. */
export interface Policy {
  /** The `id` of its document. */
  readonly id: string;
  /** The `version` of its document. */
  readonly version: string;
  /** Identifies the rules: two sides with the same digest decide alike. */
  readonly digest: string;
  /** The names of its actions, in its order. */
  readonly actions: readonly string[];
  /** The place of each action in the policy. @internal */
  readonly ids: ReadonlyMap<string, number>;
  /** The place of each attribute that the policy declares, by its name; in format 2. @internal */
  readonly attributes: ReadonlyMap<string, number> | undefined;
  /** @internal */
  readonly handle: Handle;
}

interface Outline extends Pick<Policy, "id" | "version" | "digest" | "actions"> {
  readonly attributes?: readonly string[];
}

/** @internal */
export const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

/**
 * One instance of a module. After a call has failed it is lost: its memory can no longer be trusted.
 * @internal
 */
export class Engine<G extends Glue = Glue> {
  readonly glue: G;
  lost = false;
  readonly #policies = new Map<string, Policy>();

  constructor(glue: G) {
    this.glue = glue;
  }

  /**
   * Calls the engine, and passes `text` if it is given. Throws a LockstepError (`engine_lost`) if the engine has
   * failed.
   */
  call<T>(work: (glue: G, text: Text) => T, text?: string): T {
    if (this.lost) throw engineLost();
    try {
      return work(this.glue, text === undefined ? 0 : this.#write(text));
    } catch {
      // Out of memory, or a bug.
      this.lost = true;
      throw engineLost();
    }
  }

  /** Calls the engine and returns the string that it answers. */
  ask(work: (glue: G, text: Text) => Text, text?: string): string {
    return this.call((glue, written) => {
      const length = work(glue, written);
      const start = glue._answerText();
      return decoder.decode(glue.HEAPU8.subarray(start, start + length));
    }, text);
  }

  /** Writes a string into the engine's memory as UTF-8 and returns its length. Half a surrogate pair becomes U+FFFD. */
  #write(text: string): Text {
    // Nearly every string is ASCII. The rest of another one gets three bytes for each UTF-16 unit.
    const into = (at: number, rest: string, room: number) => {
      const start = this.glue._textBuffer(at + room);
      return encoder.encodeInto(rest, this.glue.HEAPU8.subarray(start + at, start + at + room));
    };
    const { read, written } = into(0, text, text.length + 8);
    return read === text.length ? written : written + into(written, text.slice(read), 3 * (text.length - read)).written;
  }

  /** Opens a compiled policy; the same string is opened once. */
  policy(compiled: string): Policy {
    const known = this.#policies.get(compiled);
    if (known) return known;
    const handle = this.call((glue, text) => glue.openPolicy(text), compiled);
    let outline: Outline;
    try {
      outline = unlessRefused(
        "The policy cannot be used.",
        this.ask((glue) => glue.policyOutline(handle)),
      );
    } catch (error) {
      this.call((glue) => glue.closePolicy(handle));
      throw error;
    }
    const { actions, attributes } = outline;
    const policy: Policy = {
      ...outline,
      handle,
      ids: placesOf(actions),
      attributes: attributes && placesOf(attributes),
    };
    this.#policies.set(compiled, policy);
    return policy;
  }
}

/** Returns the place of each name in a list. */
function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, place) => [name, place]));
}

/**
 * Returns the policy of these options in compiled form; `compile` compiles a document.
 * @internal
 */
export async function compiledPolicy(
  { policy }: LoadOptions,
  compile: (document: string) => Promise<string>,
): Promise<string> {
  if (policy === undefined) return builtinPolicy();
  const text = textOf(policy);
  return /^\s*\[/.test(text) ? text : compile(text);
}

function engineLost(): LockstepError {
  return new LockstepError("The engine has failed.", [
    { code: "engine_lost", field: "", message: "It ran out of memory or broke; load again." },
  ]);
}

/**
 * Returns a function that loads a module once and shares its instance; later calls ignore their `wasm`. After a failed
 * load, and after the engine was lost, the next call loads again.
 * @internal
 */
export function sharedEngine<G extends Glue>(
  start: Start<G>,
  own: () => Wasm | Promise<Wasm>,
): (wasm?: Wasm) => Promise<Engine<G>> {
  let loading: Promise<Engine<G>> | undefined;
  let loaded: Engine<G> | undefined;
  return (wasm) => {
    if (loading && !loaded?.lost) return loading;
    loaded = undefined;
    const started = instantiate(start, wasm ?? own()).then(
      (engine) => (loaded = engine),
      (error: unknown) => {
        if (loading === started) loading = undefined;
        throw error;
      },
    );
    loading = started;
    return started;
  };
}

async function instantiate<G extends Glue>(start: Start<G>, wasm: Wasm | Promise<Wasm>): Promise<Engine<G>> {
  const module = await compile(wasm).catch(({ message }: Error) => {
    throw new LockstepError("The engine cannot be loaded.", [
      {
        code: "wasm_missing",
        field: "",
        message: `${message}\n  docs/places.md of this package has the setting of each bundler.`,
      },
    ]);
  });
  return new Engine(await start(module));
}

async function compile(given: Wasm | Promise<Wasm>): Promise<WebAssembly.Module> {
  const wasm = await given;
  // A compiled module may be of another realm, as in edge runtimes, where `instanceof` does not know it.
  if (typeof wasm !== "string" && !("href" in wasm)) return "byteLength" in wasm ? WebAssembly.compile(wasm) : wasm;
  // Bundlers read `new URL(…, import.meta.url)` as the name of a file, which a variable is not.
  const url = new URL(wasm, globalThis.location?.href);
  try {
    return await compileAt(url);
  } catch (error) {
    throw new Error(`${url.href}: ${(error as Error).message}`);
  }
}

async function compileAt(url: URL): Promise<WebAssembly.Module> {
  // Node's fetch takes no file. Compiling at once is quicker than in another thread.
  const file = url.protocol === "file:" && (await readFile(url));
  if (file) return new WebAssembly.Module(file);
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`the answer is ${response.status}`);
  // Streaming wants the right media type, which not every server sends.
  const type = response.headers.get("content-type");
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  // A module begins with NUL, and no page does.
  if (new Uint8Array(bytes)[0]) throw new Error(`the answer is ${type}, not WebAssembly`);
  return WebAssembly.compile(bytes);
}
