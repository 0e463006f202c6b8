// Runs before the page's own code is there: asks for what that code needs first, so that both arrive together.
// src/session/early.ts takes the answers.

type Early = Record<string, Promise<Response>>;

declare global {
  var early: Early | undefined;
}

function askAs(user: string): Early {
  const headers = { "Content-Type": "application/json" };
  const people = fetch("/demo/people", { cache: "no-store", headers });
  const signIn = fetch("/demo/sign-in", { method: "POST", cache: "no-store", headers, body: JSON.stringify({ user }) });
  const keys = fetch("/v1/keys", { cache: "no-cache" });
  const snapshot = Promise.all([people, signIn]).then(async ([who, signed]) => {
    const { account } = await who.clone().json();
    const { token } = await signed.clone().json();
    return fetch(`/v1/accounts/${account}/snapshot`, { headers: { Authorization: `Bearer ${token}` } });
  });
  return { people, "sign-in": signIn, keys, snapshot };
}

const given = new URLSearchParams(window.location.search);
if (!given.has("link") && !given.has("policy")) {
  globalThis.early = askAs(given.get("as") ?? "ada");
  // The code that takes an answer handles its failure.
  for (const answer of Object.values(globalThis.early)) answer.catch(() => undefined);
}

export {};
