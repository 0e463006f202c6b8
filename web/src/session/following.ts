// One person's session: the access object that follows the server, and the lists that go with it.
import type { Access } from "lockstep";
import { connect, type ConnectOptions, type Live } from "lockstep/live";
import { people, signIn, type DemoPerson } from "../demo/host";
import { fetchOrTake } from "./early";
import { readFacts, type Facts } from "./facts";
import { listFor, type Listing } from "./listing";

/** The state that is drawn. Replaced whenever any part of it changes. */
export interface Session {
  readonly live: Live;
  readonly access: Access;
  readonly facts: Facts;
  readonly listing: Listing;
  /** Whether the lists are of the revision that the access object has. */
  readonly isListed: boolean;
  /** Whom the demonstration lets one sign in as. */
  readonly people: readonly DemoPerson[];
}

type Lists = Pick<Session, "facts" | "people">;

export interface Following {
  readonly session: () => Session;
  /** Reads the lists until they are of the revision that the page is at. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
}

interface Told extends Pick<ConnectOptions, "onState" | "onDrift"> {
  readonly onSession: (session: Session) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Lists that could not be read when the account went on are asked for again. */
const readEvery = 15_000;

/** Rejects where there is no such person, or no server. */
export async function follow(person: string, { onSession, onFailure, onState, onDrift }: Told): Promise<Following> {
  let update = (): void => undefined;
  const { account, people: known } = await people();
  const live = await connect({
    url: "",
    account,
    token: () => signIn(person),
    fetch: fetchOrTake,
    onDrift,
    onState(state, problem) {
      onState?.(state, problem);
      if (state === "live") update();
    },
  });
  let readAt = live.access.revision;
  const first = readFacts(live).then((facts) => ({ facts, people: known }));
  let lists: Lists = await first.catch((error: unknown) => {
    live.close();
    throw error;
  });
  let reading: Promise<void> | undefined;

  const isListed = () => readAt === live.access.revision;
  const make = (): Session => ({
    live,
    access: live.access,
    listing: listFor(live.access, lists.facts),
    isListed: isListed(),
    ...lists,
  });
  let made = { lists, generation: live.generation, session: make() };
  // The same object while nothing has changed, so that nothing is drawn again.
  function session(): Session {
    const { generation } = live;
    if (made.lists !== lists || made.generation !== generation || made.session.isListed !== isListed())
      made = { lists, generation, session: make() };
    return made.session;
  }

  async function readOn(): Promise<void> {
    while (!isListed()) {
      const revision = live.access.revision;
      // The server has no lists for a person who was removed.
      if (!isRemoved(live.access)) lists = await readLists(live, lists);
      readAt = revision;
      onSession(session());
    }
  }
  const refresh = () => (reading ??= readOn().finally(() => (reading = undefined)));

  update = () => {
    // Before the new lists are there: what the access denies by now is gone at once.
    if (live.state !== "closed") onSession(session());
    refresh().catch(onFailure);
  };
  const leave = live.subscribe(update);
  const ticking = window.setInterval(() => void refresh().catch(onFailure), readEvery);
  // The account may have gone on while the first lists were read.
  if (!isListed()) update();

  function close(): void {
    window.clearInterval(ticking);
    leave();
    live.close();
  }
  return { session, refresh, close };
}

/** Returns whether the person is no user of the account any more. */
export function isRemoved(access: Access): boolean {
  return access.decide({ action: "profile.edit" }).reason === "unknown_principal";
}

async function readLists(live: Live, before: Lists): Promise<Lists> {
  const facts = await readFacts(live, before.facts);
  if (facts === before.facts) return before;
  if (facts.users === before.facts.users) return { facts, people: before.people };
  const ids = ({ users }: Facts) => users.map(({ id }) => id).join();
  const isSame = ids(facts) === ids(before.facts);
  return { facts, people: isSame ? renamed(before.people, facts) : (await people()).people };
}

/** The same people, as far as they are known with their names and roles of now. */
function renamed(people: readonly DemoPerson[], { users }: Facts): readonly DemoPerson[] {
  const known = new Map(users.map((user) => [user.id, user]));
  return people.map((person) => {
    const { name, role } = known.get(person.id) ?? person;
    return { ...person, name, role };
  });
}
