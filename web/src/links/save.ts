// Public links as the demonstration's host keeps them: their passwords are its business, never the engine's.
import { ask, signIn } from "../demo/host";
import type { Question } from "../session/question";

/** As the host has it. */
export const shortestPassword = 8;

/**
 * Makes or changes a link, with its password where one is given; returns its id. Throws a Failure where it is refused.
 */
export async function saveLink(person: string, request: Question, password: string | undefined): Promise<string> {
  const token = await signIn(person);
  return (await ask<{ readonly link: string }>("link", { request, password }, token)).link;
}
