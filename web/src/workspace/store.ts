// The store of the page over another policy: who looks, what they may know, and where on the page they are.
import type { State } from "lockstep/live";
import { create } from "zustand";
import { away, sentenceOf, sentenceOfChange } from "../session/failures";
import { notify } from "../ui/toasts";
import { addressOf, policyOf, queryOf, type Address } from "./address";
import { follow, type Following, type Session } from "./following";
import * as host from "./host";
import { actionTitle, titleOf } from "./policy";
import { sent, type Answer, type Asked } from "./question";
import type { Receiver } from "./facts";

export type Dialog =
  | { readonly kind: "form" | "confirm"; readonly asked: Asked }
  | { readonly kind: "share"; readonly asked: Asked; readonly receiver?: Receiver; readonly request?: Asked };

interface Workspace extends Address {
  readonly id: string;
  readonly session: Session | null;
  readonly connection: State;
  readonly failure: string | null;
  readonly dialog: Dialog | null;
  readonly why: Asked | null;
  readonly menuOpen: boolean;
  readonly start: () => Promise<void>;
  readonly lookAs: (user: string) => Promise<void>;
  readonly go: (to: Partial<Address>) => void;
  readonly carryOut: (asked: readonly Asked[], detail?: string) => Promise<Answer | null>;
  readonly setPlan: (plan: string) => Promise<void>;
  readonly startOver: () => Promise<void>;
}

const bad = (title: string, detail?: string) => notify({ title, detail, tone: "bad" });

export const useWorkspace = create<Workspace>()((set, get) => {
  let following: Following | undefined;
  let begun = 0;

  async function open(user: string | null): Promise<void> {
    const mine = ++begun;
    const isMine = () => mine === begun;
    const next = await follow(get().id, user, {
      onSession: (session) => isMine() && set({ session }),
      onState: (connection) => isMine() && set({ connection }),
      onFailure: (error) => isMine() && get().connection === "live" && bad("That did not work", sentenceOf(error)),
    });
    if (!isMine()) return next.close();
    following?.close();
    following = next;
    const session = next.session();
    set({ session, connection: session.live.state, failure: null, as: session.as, dialog: null, why: null });
  }

  async function asHost(ask: () => Promise<object>, done: string): Promise<void> {
    try {
      await ask();
      notify({ title: done });
    } catch (error) {
      bad("That did not work", sentenceOfChange(error));
    }
  }

  return {
    ...addressOf(window.location.search),
    id: policyOf(window.location.search) ?? "",
    session: null,
    connection: "connecting",
    failure: null,
    dialog: null,
    why: null,
    menuOpen: false,

    async start() {
      set({ failure: null });
      await open(get().as).catch((error: unknown) => set({ failure: sentenceOf(error) }));
    },
    async lookAs(user) {
      await open(user).catch((error: unknown) => bad("That did not work", sentenceOf(error)));
      set({ menuOpen: false });
    },
    go: (to) => set({ role: null, ...to, menuOpen: false }),

    /** Sends each in turn; stops at the first that is refused or not answered, and says why. */
    async carryOut(asked, detail) {
      const { session } = get();
      if (!session) return null;
      let decision: Answer | null = null;
      for (const one of asked) {
        const title = actionTitle(session.policy, one.action);
        try {
          ({ decision } = await session.live.request(sent(one)));
        } catch (error) {
          bad(title, sentenceOfChange(error));
          return null;
        }
        if (!decision.allowed) {
          bad(title, decision.message);
          break;
        }
      }
      await following?.refresh().catch(() => undefined);
      const [first] = asked;
      if (decision?.allowed && first) notify({ title: `Done: ${actionTitle(session.policy, first.action)}`, detail });
      return decision;
    },

    setPlan(plan) {
      const { id, session } = get();
      const title = session ? titleOf(session.policy, plan) : plan;
      return asHost(() => host.setPlan(id, plan), `The account is on the ${title} plan`);
    },
    startOver: () => asHost(() => host.startOver(get().id), "Everything is as it was at first"),
  };
});

/** The session, for components that are drawn only once it is there. */
export function useSession(): Session {
  const session = useWorkspace((state) => state.session);
  if (!session) throw new Error("no session yet");
  return session;
}

/** Why no change can be sent now; null while one can. */
export const useAway = (): string | null => useWorkspace(({ connection }) => away[connection] ?? null);

export const openDialog = (dialog: Dialog | null) => useWorkspace.setState({ dialog });

export const explain = (why: Asked | null) => useWorkspace.setState({ why });

const placeOf = ({ as, page, at, role }: Address): string => JSON.stringify([as, page, at, role]);

/** Keeps the address bar and the Back button in step with the store; returns how to stop that. */
export function keepAddress(): () => void {
  let place = placeOf(useWorkspace.getState());
  const stop = useWorkspace.subscribe((state) => {
    const query = queryOf(state.id, state);
    if (query === window.location.search) return;
    const hasMoved = placeOf(state) !== place && state.session !== null;
    place = placeOf(state);
    window.history[hasMoved ? "pushState" : "replaceState"](null, "", query);
  });
  function back(): void {
    const { as, ...address } = addressOf(window.location.search);
    const isOther = as !== useWorkspace.getState().as;
    useWorkspace.setState({ ...address, dialog: null, why: null });
    place = placeOf(useWorkspace.getState());
    if (isOther && as !== null) void useWorkspace.getState().lookAs(as);
  }
  window.addEventListener("popstate", back);
  return () => {
    stop();
    window.removeEventListener("popstate", back);
  };
}
