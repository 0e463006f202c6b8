import type { State } from "lockstep/live";
import { useDashboard } from "../session/store";
import { CloudOff } from "lucide-react";
import { away } from "../session/failures";
import { Button } from "../ui/Button";
import styles from "./Connection.module.css";

const titles: Record<State, string> = {
  connecting: "Connecting…",
  live: "Live",
  stale: "Reconnecting…",
  signedOut: "Signed out",
  closed: "Disconnected",
};

/** Shows whether the page is current. */
export function Connection() {
  return <ConnectionState state={useDashboard((state) => state.connection)} />;
}

export function ConnectionState({ state }: { state: State }) {
  return (
    <p role="status" className={styles.state} data-connection={state}>
      <span className={styles.dot} aria-hidden />
      <span className={styles.title}>{titles[state]}</span>
    </p>
  );
}

/**
 * A banner while nothing can be sent, with advice. Stays in the document when empty, so that screen readers announce
 * it.
 */
export function Banner() {
  const state = useDashboard((state) => state.connection);
  const as = useDashboard((state) => state.as);
  const lookAs = useDashboard((state) => state.lookAs);
  const sentence = away[state];
  return (
    <div role="status" className={styles.banner} data-testid="banner">
      {sentence !== undefined && (
        <p className={styles.sentence}>
          <CloudOff aria-hidden />
          {sentence}
        </p>
      )}
      {(state === "signedOut" || state === "closed") && <Button onClick={() => void lookAs(as)}>Sign in again</Button>}
    </div>
  );
}
