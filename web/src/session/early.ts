// The answers that src/early.ts has asked for while the page's code was on its way.

const answers = globalThis.early ?? {};

/** Returns the answer to a first request; undefined for every later one. */
export function takeEarly(name: "people" | "sign-in" | "keys" | "snapshot"): Promise<Response> | undefined {
  const answer = answers[name];
  delete answers[name];
  return answer?.then((response) => response.clone());
}

/** `fetch` for a connection: its first snapshot and its keys were asked for already. */
export const fetchOrTake: typeof fetch = (input, init) => {
  const address = String(input);
  const early = address.endsWith("/snapshot") ? "snapshot" : address.endsWith("/v1/keys") ? "keys" : undefined;
  const taken = early && takeEarly(early);
  return taken?.catch(() => fetch(input, init)) ?? fetch(input, init);
};
