// The one store: who looks, what the server lets them know, and where on the page they are.
import type { Access, Action, Decision, Plan } from "lockstep";
import type { Drift, Live, State } from "lockstep/live";
import { actions } from "lockstep";
import { create } from "zustand";
import * as host from "../demo/host";
import { momentOfView, post, postLists, postRevisions } from "../side/travel";
import { notify, type Notice } from "../ui/toasts";
import { noFilter, readAddress, type Address, type Layout, type Page, type Theme } from "./address";
import { markSeen, watchArrivals } from "./arrivals";
import { away, sentenceOf, sentenceOfChange } from "./failures";
import { follow, type Following, type Session } from "./following";
import type { Listing } from "./listing";
import { nameOfPlace } from "./names";
import type { Question } from "./question";
import { markedNow } from "./renamed";
import { outcomeOf } from "./outcome";
import { controlTitle, titleOf } from "./titles";

export type { Session };

export type DialogOfOne =
  | "name"
  | "user"
  | "person"
  | "role"
  | "upload"
  | "member"
  | "link"
  | "links"
  | "comment"
  | "version"
  | "keys"
  | "key"
  | "roll"
  | "mfa";
export type DialogOfMany = "destination" | "collection" | "confirm" | "share";

export type Dialog =
  | { kind: DialogOfOne; question: Question }
  | { kind: DialogOfMany; questions: Question[] }
  | { kind: "report"; action: Action; denied: readonly string[]; total: number };

interface Dashboard extends Address {
  session: Session | null;
  connection: State;
  failure: string | null;
  /** The session was ended here; the account is no longer followed. */
  signedOut: boolean;
  selection: ReadonlySet<string>;
  dialog: Dialog | null;
  /** The share box, while a dialog that was opened from it covers it. */
  dialogBelow: Dialog | null;
  why: Question | null;
  menuOpen: boolean;
  overlay: "palette" | "shortcuts" | null;
  start: () => Promise<void>;
  lookAs: (person: string) => Promise<void>;
  setPlan: (plan: Plan) => Promise<void>;
  startOver: () => Promise<void>;
  signOut: () => Promise<void>;
  carryOut: (questions: Question[], undo?: Question[]) => Promise<Decision | null>;
  go: (to: Partial<Address>) => void;
  setTheme: (theme: Theme) => void;
  setLayout: (layout: Layout) => void;
  setXray: (xray: boolean) => void;
  select: (paths: Iterable<string>) => void;
  toggle: (path: string) => void;
  openDialog: (dialog: Dialog | null) => void;
  explain: (question: Question | null) => void;
  setMenuOpen: (open: boolean) => void;
  setOverlay: (overlay: Dashboard["overlay"]) => void;
}

const report = (error: unknown, detail = sentenceOf(error)) =>
  notify({ title: "That did not work", detail, tone: "bad" });

function reportDrift({ request, page, server }: Drift): void {
  const said = page.allowed ? "This page had allowed it." : "This page had refused it.";
  notify({
    title: `The server decides otherwise: ${actions[request.action].title}`,
    detail: `${server.message} ${said}`,
    tone: "bad",
  });
}

interface Outcome {
  /** How many were done before the first that was not. */
  readonly done: number;
  /** The last; null where there was none. */
  readonly decision: Decision | null;
  /** Why there was none. */
  readonly failure?: unknown;
  /** When the last request was sent. */
  readonly askedAt: number;
}

async function askInTurn(live: Live, questions: Question[]): Promise<Outcome> {
  let decision: Decision | null = null;
  let done = 0;
  let askedAt = 0;
  try {
    for (const question of questions) {
      askedAt = momentOfView();
      // The page need show only the last before one goes on.
      const patience = done < questions.length - 1 ? 0 : undefined;
      ({ decision } = await live.request(question, { patience }));
      if (!decision.allowed) break;
      done += 1;
    }
  } catch (failure) {
    return { done, decision: null, failure, askedAt };
  }
  return { done, decision, askedAt };
}

/** Returns the library's page; for a user without a library, the page of their own account. */
function firstPage(access: Access, { view, path }: Pick<Address, "view" | "path">): Page {
  const noLibrary = view === "library" && path === "/" && access.show("asset.view", "/") === "hidden";
  return noLibrary ? "account" : view;
}

export const useDashboard = create<Dashboard>()((set, get) => {
  let following: Following | undefined;
  /** Sign-ins by their number: the last that was begun, and the one that is on the page. */
  let begun = 0;
  let shown = 0;
  /** The request whose refusal was shown already, as a disagreement. */
  let drifted: Question | undefined;

  /** Posts what a new session shows, where the page is in a frame. */
  let postNews = (_: Session): void => undefined;
  /** Says what others share with this person and take back. */
  let arrivals: ReturnType<typeof watchArrivals> | undefined;
  /** How many requests of this page are under way. */
  let asking = 0;

  /** The lists that were drawn last, and complete. */
  let listed: Listing | undefined;

  function draw(session: Session): void {
    postNews(session);
    arrivals?.take(session);
    set({ session, ...markedNow(session, listed, get()) });
    if (session.isListed) ({ listing: listed } = session);
  }

  /** Follows the account as this person from now on; `where` says where on the page that begins. */
  async function open(person: string, where: (access: Access) => Partial<Dashboard>): Promise<void> {
    const mine = ++begun;
    const isMine = () => mine === shown;
    const next = await follow(person, {
      onSession: (session) => isMine() && draw(session),
      onFailure: (error) => isMine() && get().connection === "live" && report(error),
      onState: (connection) => isMine() && set({ connection }),
      onDrift(drift) {
        drifted = drift.request;
        if (isMine()) reportDrift(drift);
      },
    });
    // Another user may have been chosen meanwhile.
    if (mine !== begun) return next.close();
    const last = following;
    following = next;
    shown = mine;
    const session = next.session();
    listed = session.listing;
    const name = session.people.find(({ id }) => id === person)?.name ?? person;
    post({ kind: "here", person, name });
    postRevisions(session.live);
    postNews = postLists(session);
    arrivals = watchArrivals(session, {
      isOwn: () => asking > 0,
      path: () => (get().view === "library" ? get().path : "/"),
      go: (place) => get().go(place),
    });
    set({
      session,
      connection: session.live.state,
      failure: null,
      signedOut: false,
      as: person,
      ...where(session.access),
    });
    last?.close();
  }

  /** Shows why a request failed after others succeeded. A disagreement has been shown with its reason already. */
  function reportStop(questions: Question[], { done, decision, failure }: Outcome, session: Session): void {
    const stopped = questions[done];
    if (!stopped) return;
    const place = nameOfPlace(session, stopped.resource);
    // Of several, some were done: that nothing was changed is no longer true.
    const failed = questions.length > 1 ? sentenceOf(failure) : sentenceOfChange(failure);
    const reason = decision === null ? failed : drifted === stopped ? null : decision.message;
    if (questions.length > 1)
      notify({
        title: `${controlTitle(stopped.action)}: ${done} of ${questions.length} done`,
        detail: `Stopped at ${place}${reason === null ? "." : `: ${reason}`}`,
        tone: "bad",
      });
    else if (decision === null) report(failure, sentenceOfChange(failure));
    else if (reason !== null) notify({ title: reason, detail: place, tone: "bad" });
  }

  function postChange(title: string, revision: number, askedAt: number): void {
    const { as, session } = get();
    const by = session?.people.find(({ id }) => id === as)?.name ?? as;
    post({ kind: "changed", by, title, revision, askedAt });
  }

  /** The button that takes a change back; none where the engine does not allow it. */
  function undoing(undo: Question[]): Notice["action"] {
    const access = get().session?.access;
    const mayUndo = undo.length > 0 && undo.every((question) => access?.decide(question).allowed);
    return mayUndo ? { title: "Undo", onPress: () => void get().carryOut(undo) } : undefined;
  }

  /** Asks the demonstration's host for something; what follows from it comes as any change of the account does. */
  async function asHost(ask: () => Promise<object>, done: string): Promise<void> {
    try {
      await ask();
      notify({ title: done });
    } catch (error) {
      report(error, sentenceOfChange(error));
    }
  }

  return {
    ...readAddress(window.location.search),
    session: null,
    connection: "connecting",
    failure: null,
    signedOut: false,
    selection: new Set(),
    dialog: null,
    dialogBelow: null,
    why: null,
    menuOpen: false,
    overlay: null,

    async start() {
      set({ failure: null });
      try {
        await open(get().as, (access) => ({ view: firstPage(access, get()) }));
      } catch (error) {
        set({ failure: sentenceOf(error) });
      }
    },

    async lookAs(person) {
      const top = { path: "/", collection: null, view: get().view };
      set({ connection: "connecting" });
      try {
        await open(person, (access) => ({
          selection: new Set(),
          open: null,
          query: "",
          ...top,
          view: firstPage(access, top),
        }));
      } catch (error) {
        set({ connection: following?.session().live.state ?? "closed" });
        report(error);
      }
    },

    async signOut() {
      const decision = await get().carryOut([{ action: "session.end" }]);
      if (!decision?.allowed) return;
      // Cancels a sign-in that is under way.
      begun += 1;
      following?.close();
      following = undefined;
      set({
        session: null,
        signedOut: true,
        dialog: null,
        dialogBelow: null,
        why: null,
        menuOpen: false,
        open: null,
        selection: new Set(),
      });
    },

    setPlan: (plan) => asHost(() => host.setPlan(plan), `The account is on the ${titleOf(plan)} plan`),
    startOver: () => asHost(host.startOver, "Everything is as it was at first"),

    /**
     * Asks the server for each in turn; stops at the first that is refused or not answered, says why, and leaves an
     * open form with those that are not done. Null where there was no answer. `undo` are the requests that would take
     * it all back, which are offered where the engine allows them.
     */
    async carryOut(questions, undo = []) {
      const { session, dialog } = get();
      const [first] = questions;
      if (!following || !session || !first) return null;
      const { refresh } = following;
      asking += 1;
      const outcome = await askInTurn(session.live, questions);
      const { done, decision } = outcome;
      if (decision !== null) await refresh().catch(report);
      asking -= 1;
      if (decision !== null && done === questions.length) {
        const notice = outcomeOf(session, questions, decision);
        notify({ ...notice, action: undoing(undo) });
        if (notice.tone === "good") postChange(notice.title, decision.revision, outcome.askedAt);
      } else reportStop(questions, outcome, session);
      const isLeft = done > 0 && done < questions.length && get().dialog === dialog;
      if (isLeft && dialog && "questions" in dialog && dialog.kind !== "share")
        set({ dialog: { ...dialog, questions: dialog.questions.slice(done) } });
      return decision;
    },

    go(to) {
      markSeen(to);
      set({ ...to, menuOpen: false });
      if ("path" in to || "view" in to || "collection" in to)
        set({ selection: new Set(), open: to.open ?? null, query: to.query ?? "", filter: to.filter ?? noFilter });
    },
    setTheme: (theme) => set({ theme }),
    setLayout: (layout) => set({ layout }),
    setXray: (xray) => set({ xray }),
    select: (paths) => set({ selection: new Set(paths) }),
    toggle(path) {
      const selection = new Set(get().selection);
      if (!selection.delete(path)) selection.add(path);
      set({ selection });
    },
    openDialog(dialog) {
      const { dialog: open, dialogBelow } = get();
      if (dialog === null) set({ dialog: dialogBelow, dialogBelow: null });
      else set({ dialog, dialogBelow: open?.kind === "share" ? open : null });
    },
    explain: (why) => set({ why }),
    setMenuOpen: (menuOpen) => set({ menuOpen }),
    setOverlay: (overlay) => set({ overlay }),
  };
});

/** Why no change can be sent now; null while one can. */
export const useAway = (): string | null => useDashboard(({ connection }) => away[connection] ?? null);

/** The session, for components that are drawn only once it is there. */
export function useSession(): Session {
  const session = useDashboard((state) => state.session);
  if (!session) throw new Error("no session yet");
  return session;
}
