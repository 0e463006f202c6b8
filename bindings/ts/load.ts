// Finds a .wasm, compiles it and keeps one instance for all that is opened. Nothing happens before the first call.

import type { Glue, Handle, Start, Text } from "./engine.js";
import { readFile } from "./files.js";
import { compiledPolicy as builtinPolicy } from "./generated/policy.js";
import type { Url, WasmModule } from "./platform.js";
import { LockstepError, unlessRefused } from "./problem.js";
import type { ServerClock } from "./server_clock.js";
import { textOf } from "./text.js";
import type { Messages, Moment } from "./types.js";

/** The address of a .wasm (a string may be relative to the page), its bytes, or the compiled module. */
export type Wasm = Url | string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | WasmModule;

export interface LoadOptions {
  /**
   * Another policy than the built-in one, as text or object: its document, or what `lockstep compile` has made of it. Of
   * a document a page loads the compiler too, which is `lockstep/server`.
   */
  readonly policy?: string | object | undefined;
  /** Sentences in the place of the English ones, for what is opened. */
  readonly messages?: Messages | undefined;
  /** The engine's .wasm, where the bundler does not find it. */
  readonly wasm?: Wasm | undefined;
  /** The .wasm of `lockstep/server`, for a page that is given a policy's document and whose bundler does not find it. */
  readonly compiler?: Wasm | undefined;
  /**
   * The server's time at the call, such as the `Date` header of the answer that brought the snapshot. A monotonic clock counts
   * on from it. Without it the device's clock counts, but never less than the snapshot's `issuedAt`.
   */
  readonly now?: Moment | null | undefined;
  /** @internal */
  readonly clock?: ServerClock | undefined;
}

/** A policy that the engine has read. */
export interface Policy {
  readonly id: string;
  readonly version: string;
  /** Two sides with the same digest run the same rules. */
  readonly digest: string;
  /** Its actions, in its order. */
  readonly actions: readonly string[];
  /** The place of each action in the policy. @internal */
  readonly ids: ReadonlyMap<string, number>;
  /** @internal */
  readonly handle: Handle;
}

type Outline = Pick<Policy, "id" | "version" | "digest" | "actions">;

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

/**
 * One instance of a module. Once a call has failed in it, it is lost: nothing that it held may be believed.
 * @internal
 */
export class Engine<G extends Glue = Glue> {
  readonly glue: G;
  lost = false;
  readonly #policies = new Map<string, Policy>();

  constructor(glue: G) {
    this.glue = glue;
  }

  /** Calls the engine, with a text where it takes one. */
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

  /** The same where the answer is a text. */
  ask(work: (glue: G, text: Text) => Text, text?: string): string {
    return this.call((glue, given) => {
      const length = work(glue, given);
      const start = glue._answerText();
      return decoder.decode(glue.HEAPU8.subarray(start, start + length));
    }, text);
  }

  /** Half a surrogate pair becomes U+FFFD and harms nothing around it. */
  #write(text: string): Text {
    // Nearly all that comes is ASCII; a text that is not gets room for three bytes a unit for what is left.
    const into = (at: number, rest: string, room: number) => {
      const start = this.glue._textBuffer(at + room);
      return encoder.encodeInto(rest, this.glue.HEAPU8.subarray(start + at, start + at + room));
    };
    const { read, written } = into(0, text, text.length + 8);
    return read === text.length ? written : written + into(written, text.slice(read), 3 * (text.length - read)).written;
  }

  /** Opens a compiled policy, once for each text. */
  policy(compiled: string): Policy {
    const known = this.#policies.get(compiled);
    if (known) return known;
    const handle = this.call((glue, text) => glue.openPolicy(text), compiled);
    let outline: Outline;
    try {
      outline = unlessRefused("The policy cannot be used.", this.ask((glue) => glue.policyOutline(handle)));
    } catch (error) {
      this.call((glue) => glue.closePolicy(handle));
      throw error;
    }
    const policy: Policy = { ...outline, handle, ids: new Map(outline.actions.map((action, id) => [action, id])) };
    this.#policies.set(compiled, policy);
    return policy;
  }
}

/**
 * The policy of these options as the engine opens it; `compile` makes it of a document.
 * @internal
 */
export async function compiledPolicy({ policy = builtinPolicy }: LoadOptions, compile: (document: string) => Promise<string>): Promise<string> {
  const text = textOf(policy);
  return /^\s*\[/.test(text) ? text : compile(text);
}

function engineLost(): LockstepError {
  return new LockstepError("The engine has failed.", [{ code: "engine_lost", field: "", message: "It ran out of memory or broke; load again." }]);
}

/**
 * Loads a module once and shares its instance, whatever .wasm later calls name. A load that fails is tried again by the
 * next, and so is one whose engine is lost.
 * @internal
 */
export function sharedEngine<G extends Glue>(start: Start<G>, own: () => Wasm): (wasm?: Wasm) => Promise<Engine<G>> {
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
    return (loading = started);
  };
}

async function instantiate<G extends Glue>(start: Start<G>, wasm: Wasm): Promise<Engine<G>> {
  const module = await compile(wasm).catch(({ message }: Error) => {
    throw new LockstepError("The engine cannot be loaded.", [{ code: "wasm_missing", field: "", message: `${message}\n  docs/places.md of this package has the setting of each bundler.` }]);
  });
  return new Engine(await start(module));
}

async function compile(wasm: Wasm): Promise<WebAssembly.Module> {
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
