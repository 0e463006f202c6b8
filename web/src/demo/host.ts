// The host's part of the demonstration: who there is to sign in as, and what only a host may do.
import type { Plan } from "lockstep";

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

interface Problem {
  readonly detail?: string;
}

/** Throws an Error with the server's own words where it refuses. */
async function ask<T>(path: string, body?: object): Promise<T> {
  const init: RequestInit = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`/demo/${path}`, { cache: "no-store", ...init });
  const told: T & Problem = await response.json();
  if (!response.ok) throw new Error(told.detail ?? `The server answers ${response.status}.`);
  return told;
}

export const people = () => ask<{ readonly account: string; readonly people: readonly DemoPerson[] }>("people");

/** A token of this person's own, as an identity provider would give one. */
export async function signIn(user: string): Promise<string> {
  return (await ask<{ readonly token: string }>("sign-in", { user })).token;
}

export const setPlan = (plan: Plan) => ask<object>("plan", { plan });

export const startOver = () => ask<object>("reset", {});
