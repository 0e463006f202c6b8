import type { State } from "lockstep/live";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import styles from "./Connection.module.css";

const words: Record<State, { title: string; hint: string }> = {
  connecting: { title: "Connecting…", hint: "The page is not yet told of changes." },
  live: { title: "Live", hint: "Changes appear as they are made." },
  stale: { title: "Reconnecting…", hint: "The server cannot be reached. What you see is as it was; changes that cannot be taken back wait." },
  signedOut: { title: "Signed out", hint: "The server no longer takes this sign-in." },
  closed: { title: "Disconnected", hint: "There is no such account any more." },
};

/** Whether what is on the page is still being kept current. */
export function Connection() {
  const state = useDashboard((state) => state.connection);
  const { title, hint } = words[state];
  return (
    <p role="status" className={styles.state} data-connection={state} title={hint}>
      <span className={styles.dot} aria-hidden />
      <span className={styles.title}>{title}</span>
      {state !== "live" && <span className="visuallyHidden"> {hint}</span>}
    </p>
  );
}

export function SignInAgain({ className }: { className?: string | undefined }) {
  const state = useDashboard((state) => state.connection);
  const as = useDashboard((state) => state.as);
  const lookAs = useDashboard((state) => state.lookAs);
  if (state !== "signedOut" && state !== "closed") return null;
  return (
    <Button className={className} onClick={() => void lookAs(as)}>
      Sign in again
    </Button>
  );
}
