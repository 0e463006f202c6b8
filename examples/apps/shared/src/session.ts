// What the page gets from the server: who is signed in, the notes, and the answers about them.

import { type Access, loadAccess, type Registered } from "lockstep";
import policy from "../policy.json";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export interface Note {
  readonly id: string;
  readonly name: string;
  readonly author: string;
  readonly final: boolean;
  readonly text: string;
}

export interface Session {
  readonly access: Access<Registered>;
  readonly user: string;
  readonly people: readonly Person[];
  readonly notes: readonly Note[];
  /** The level that members have in the folder. */
  readonly level: string;
}

/** Sends a request, and draws the page again. */
export type Send = (method: string, path: string, body?: object) => void;

/** Signs in as the first person if no one is, and loads what their page shows. */
export async function openSession(): Promise<Session> {
  const first = await (await request("GET", "notes")).json();
  if (first.user === "") await request("PUT", "session", { user: "max" });
  const [shown, snapshot] = await Promise.all(
    ["notes", "snapshot"].map(async (path) => (await request("GET", path)).json()),
  );
  return { ...shown, access: await loadAccess(snapshot, { policy }) };
}

/** Sends a request to the server; throws an Error with the server's message if it refuses. */
export async function request(method: string, path: string, body?: object): Promise<Response> {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}
