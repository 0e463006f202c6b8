// A custom element around a control, for pages of any framework or none.

import { controlOf, type Control } from "./dom.js";
import { lookOf, marksOf } from "./look.js";
import { closed, storeOf, type Question, type Source, type Store } from "./store.js";

let store: Store = closed;
const present = /* @__PURE__ */ new Set<LockstepGuard>();

/** On a server, where there are no elements, the class is never used. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

/**
 * `<lockstep-guard action="…" path="…">` draws the controls in it as the policy wants them. It takes no room itself.
 */
export class LockstepGuard extends Base {
  /** @internal */
  static readonly observedAttributes = ["action", "path"];
  #resource: Question["resource"];
  #context: Question["context"];
  readonly #controls = new Map<Element, Control>();
  #observer: MutationObserver | undefined;
  #leave: (() => void) | undefined;

  /** The resource, if it is no path. */
  get resource(): Question["resource"] {
    return this.#resource;
  }
  /** Asks again. */
  set resource(resource: Question["resource"]) {
    this.#resource = resource;
    this.#draw();
  }

  /** The context of the request. */
  get context(): Question["context"] {
    return this.#context;
  }
  /** Asks again. */
  set context(context: Question["context"]) {
    this.#context = context;
    this.#draw();
  }

  /** @internal */
  connectedCallback(): void {
    this.style.display = "contents";
    present.add(this);
    this.#observer = new MutationObserver(() => this.#draw());
    this.#observer.observe(this, { childList: true });
    this.follow();
  }

  /** @internal */
  disconnectedCallback(): void {
    present.delete(this);
    this.#observer?.disconnect();
    this.#leave?.();
    for (const control of this.#controls.values()) control.end();
    this.#controls.clear();
  }

  /** @internal */
  attributeChangedCallback(): void {
    this.#draw();
  }

  /** Follows the source that the page has now. @internal */
  follow(): void {
    this.#leave?.();
    this.#leave = store.subscribe(() => this.#draw());
    this.#draw();
  }

  #draw(): void {
    if (!present.has(this)) return;
    const action = this.getAttribute("action") as Question["action"];
    const resource = this.#resource ?? this.getAttribute("path") ?? undefined;
    const question = { action, resource, context: this.#context };
    const look = lookOf(store.questions, question);
    for (const child of this.children) {
      if (!this.#controls.has(child)) this.#controls.set(child, controlOf(child));
    }
    for (const [child, control] of this.#controls) {
      if (child.parentElement === this) control.set(look, question);
      else {
        control.end();
        this.#controls.delete(child);
      }
    }
  }
}

/**
 * Gives every `<lockstep-guard>` of the page the answers of `access`, and defines the element at the first call. Call
 * it again when there is another access object, or none.
 */
export function guardElements(access: Source): void {
  store = storeOf(access);
  if (!customElements.get("lockstep-guard")) customElements.define("lockstep-guard", LockstepGuard);
  for (const element of [...present]) element.follow();
}

/**
 * Returns the attributes of a control as HTML, for a server that writes pages of strings:
 * `<button${attributesOf(access, { action: "note.edit", resource: path })}>`. Begins with a space, unless it is empty.
 * `<lockstep-guard>` gives the control the same attributes.
 */
export function attributesOf(access: Source, question: Question): string {
  return Object.entries(marksOf(lookOf(storeOf(access).questions, question), question, undefined))
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`))
    .join("");
}

const escaped = (value: string) => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
