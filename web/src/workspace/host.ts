// The demonstration's host, for the account under another policy.
import { ask, type DemoPerson } from "../demo/host";

interface People {
  readonly account: string;
  readonly people: readonly DemoPerson[];
}

export const peopleOf = (policy: string) => ask<People>(`people?${new URLSearchParams({ policy })}`);

export async function tokenOf(policy: string, user: string): Promise<string> {
  return (await ask<{ readonly token: string }>("sign-in", { user, policy })).token;
}

export const setPlan = (policy: string, plan: string) => ask<object>("plan", { plan, policy });

export const startOver = (policy: string) => ask<object>("reset", { policy });
