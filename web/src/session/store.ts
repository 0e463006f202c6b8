// The one store: who looks, what the engine gave them, and where on the page they are.
import { loadAccess, type Access, type Action, type Decision, type Plan } from "lockstep";
import { openAccount, type Account, type Principal } from "lockstep/server";
import { create } from "zustand";
import { notify } from "../ui/toasts";
import demo from "../demo/account.json";
import { factsOf, type Facts } from "./facts";
import { listFor, type Listing } from "./listing";
import { titleOf } from "./titles";
import { placeOf, type Question } from "./question";
import { readAddress, type Address, type Layout, type Page, type Theme } from "./address";

export interface Session {
  account: Account;
  access: Access;
  facts: Facts;
  listing: Listing;
}

export type Dialog =
  | { kind: "name" | "share" | "user" | "upload" | "member"; question: Question }
  | { kind: "destination" | "collection" | "confirm"; questions: Question[] }
  | { kind: "report"; action: Action; denied: readonly string[]; total: number };

interface Dashboard extends Address {
  session: Session | null;
  failure: string | null;
  selection: ReadonlySet<string>;
  dialog: Dialog | null;
  why: Question | null;
  menuOpen: boolean;
  start: () => Promise<void>;
  lookAs: (person: string) => Promise<void>;
  setPlan: (plan: Plan) => Promise<void>;
  carryOut: (questions: Question[], done: string) => Promise<Decision>;
  go: (to: Partial<Address>) => void;
  setTheme: (theme: Theme) => void;
  setLayout: (layout: Layout) => void;
  select: (paths: Iterable<string>) => void;
  toggle: (path: string) => void;
  openDialog: (dialog: Dialog | null) => void;
  explain: (question: Question | null) => void;
  setMenuOpen: (open: boolean) => void;
}

/** A fresh snapshot for this person, and the access over it. The account stays: it is the server's side. */
async function sessionFor(account: Account, person: string): Promise<Session> {
  const facts = factsOf(account);
  const access = await loadAccess(account.snapshot({ user: person }));
  return { account, access, facts, listing: listFor(access, facts) };
}

/** The library, unless this person has none; then what is theirs in the account. */
function firstPage(access: Access, { view, path }: Pick<Address, "view" | "path">): Page {
  const noLibrary = view === "library" && path === "/" && access.show("asset.view", "/") === "hidden";
  return noLibrary ? "account" : view;
}

export const useDashboard = create<Dashboard>()((set, get) => {
  async function refresh(person: string): Promise<void> {
    const { session } = get();
    if (!session) return;
    const next = await sessionFor(session.account, person);
    const selection = new Set([...get().selection].filter((path) => next.listing.byPath.has(path)));
    set({ session: next, selection });
    session.access.dispose();
  }

  return {
    ...readAddress(window.location.search),
    session: null,
    failure: null,
    selection: new Set(),
    dialog: null,
    why: null,
    menuOpen: false,

    async start() {
      try {
        const account = await openAccount(demo);
        const session = await sessionFor(account, get().as);
        set({ session, view: firstPage(session.access, get()) });
      } catch (error) {
        set({ failure: error instanceof Error ? error.message : String(error) });
      }
    },

    async lookAs(person) {
      await refresh(person);
      const top = { path: "/", collection: null, view: get().view };
      const access = get().session?.access;
      set({ as: person, selection: new Set(), open: null, query: "", ...top, view: access ? firstPage(access, top) : top.view });
    },

    async setPlan(plan) {
      const { session, as } = get();
      if (!session) return;
      const system: Principal = { system: true };
      const { decision } = session.account.apply({ principal: system, action: "account.set_plan", context: { plan } });
      await refresh(as);
      notify(decision.allowed ? { title: `The account is on the ${titleOf(plan)} plan` } : { title: decision.message, tone: "bad" });
    },

    /** Asks the server's side for each in turn; stops at the first refusal and says why. */
    async carryOut(questions, done) {
      const { session, as } = get();
      if (!session || !questions[0]) throw new Error("nothing to carry out");
      let decision: Decision | null = null;
      for (const question of questions) {
        decision = session.account.apply({ principal: { user: as }, ...question }).decision;
        if (!decision.allowed) {
          notify({ title: decision.message, detail: placeOf(question.resource), tone: "bad" });
          break;
        }
      }
      await refresh(as);
      if (decision?.allowed) notify({ title: done });
      return decision as Decision;
    },

    go(to) {
      set({ ...to, menuOpen: false });
      if ("path" in to || "view" in to || "collection" in to) set({ selection: new Set(), open: to.open ?? null, query: to.query ?? "" });
    },
    setTheme: (theme) => set({ theme }),
    setLayout: (layout) => set({ layout }),
    select: (paths) => set({ selection: new Set(paths) }),
    toggle(path) {
      const selection = new Set(get().selection);
      if (!selection.delete(path)) selection.add(path);
      set({ selection });
    },
    openDialog: (dialog) => set({ dialog }),
    explain: (why) => set({ why }),
    setMenuOpen: (menuOpen) => set({ menuOpen }),
  };
});

/** The session, for components that are drawn only once it is there. */
export function useSession(): Session {
  const session = useDashboard((state) => state.session);
  if (!session) throw new Error("no session yet");
  return session;
}
