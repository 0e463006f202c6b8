// The host's part of the demonstration: who there is to sign in as, and what only a host may do.
import type { Plan } from "lockstep";
import { takeEarly } from "../session/early";
import { Failure, unreachable } from "../session/failures";

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

/** Throws a Failure with the server's own sentence where it refuses. */
export async function ask<T>(path: string, body?: object, token?: string): Promise<T> {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
  const init: RequestInit = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const early = path === "people" || path === "sign-in" ? takeEarly(path) : undefined;
  const response = await (early ?? fetch(`/demo/${path}`, { cache: "no-store", ...init })).catch(() => {
    throw new Failure("server_unreachable", unreachable);
  });
  const answer: T & Problem = await response.json().catch(() => {
    throw new Failure("http", "The server sent an answer that this page cannot read.");
  });
  if (!response.ok) throw new Failure(answer.code ?? "", answer.detail ?? "The server refuses this.");
  return answer;
}

export const people = () => ask<{ readonly account: string; readonly people: readonly DemoPerson[] }>("people");

/** A token of this person's own, as an identity provider would give one. */
export async function signIn(user: string): Promise<string> {
  return (await ask<{ readonly token: string }>("sign-in", { user })).token;
}

export const setPlan = (plan: Plan) => ask<object>("plan", { plan });

export const startOver = () => ask<object>("reset", {});
