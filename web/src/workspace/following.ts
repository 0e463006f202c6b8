// One user's session under any policy: the access object that follows the server, with the policy and the facts of it.
import type { Vocabulary } from "lockstep";
import { connect, type ConnectOptions } from "lockstep/live";
import type { DemoPerson } from "../demo/host";
import { Failure, unreachable } from "../session/failures";
import { factsOf, listFor, type Facts, type Listing } from "./facts";
import { peopleOf, tokenOf } from "./host";
import type { Policy } from "./policy";
import { answersOf, type AnyLive } from "./question";

/** The state that is drawn. Replaced whenever any part of it changes. */
export interface Session {
  readonly as: string;
  readonly live: AnyLive;
  readonly policy: Policy;
  readonly facts: Facts;
  readonly listing: Listing;
  readonly people: readonly DemoPerson[];
}

export interface Following {
  readonly session: () => Session;
  /** Reads the facts until they are of the revision that the page is at. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
}

interface Told extends Pick<ConnectOptions<Vocabulary>, "onState"> {
  readonly onSession: (session: Session) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Follows the account of a policy as a user; as the first of its people where none is named. */
export async function follow(policyId: string, user: string | null, told: Told): Promise<Following> {
  const { account, people } = await peopleOf(policyId);
  const as = people.some(({ id }) => id === user) ? String(user) : (people[0]?.id ?? "");
  const token = () => tokenOf(policyId, as);
  let update = (): void => undefined;
  const live = await connect<Vocabulary>({
    url: "",
    account,
    token,
    onState(state, problem) {
      told.onState?.(state, problem);
      if (state === "live") update();
    },
  });
  const first = await readBoth(live, token).catch((error: unknown) => {
    live.close();
    throw error;
  });
  const { policy } = first;
  let { facts, revision } = first;
  let reading: Promise<void> | undefined;

  const session = (): Session => ({
    as,
    live,
    policy,
    facts,
    listing: listFor(policy, answersOf(live), facts),
    people,
  });

  async function readOn(): Promise<void> {
    while (revision < live.access.revision) {
      ({ facts, revision } = await readFacts(live));
      told.onSession(session());
    }
  }
  const refresh = () => (reading ??= readOn().finally(() => (reading = undefined)));

  update = () => {
    // Before the new facts are there: what the access denies by now is gone at once.
    if (live.state !== "closed") told.onSession(session());
    refresh().catch(told.onFailure);
  };
  const leave = live.subscribe(update);

  function close(): void {
    leave();
    live.close();
  }
  return { session, refresh, close };
}

async function readFacts(live: AnyLive) {
  const snapshot = await live.snapshot();
  return { facts: factsOf(snapshot), revision: snapshot.revision, snapshot };
}

async function readBoth(live: AnyLive, token: () => Promise<string>) {
  const { snapshot, ...read } = await readFacts(live);
  const { digest } = snapshot.policy as { readonly digest: string };
  const headers = { Authorization: `Bearer ${await token()}` };
  const response = await fetch(`/v1/policies/${digest}?format=lockstep-policy/1`, { headers }).catch(() => undefined);
  if (!response?.ok) throw new Failure("server_unreachable", unreachable);
  return { ...read, policy: (await response.json()) as Policy };
}
