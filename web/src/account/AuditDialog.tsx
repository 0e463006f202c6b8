import { actions, type Principal, type Resource } from "lockstep";
import type { AuditEntry } from "lockstep/live";
import { CircleCheck, ShieldAlert } from "lucide-react";
import { nameOfSubject } from "../session/facts";
import { nameOfPlace } from "../session/names";
import { useDashboard, useSession, type Session } from "../session/store";
import { useAnswer } from "../session/useAnswer";
import { reasonInWords } from "../session/words";
import { Modal } from "../ui/Modal";
import styles from "./AuditDialog.module.css";

const shown = 50;

/** The last entries of the audit log: applied requests, and refused ones with their reason. */
export function AuditDialog() {
  const openDialog = useDashboard((state) => state.openDialog);
  const { value: entries, problem } = useAnswer("audit", (live) => live.list("audit", { most: shown }));
  return (
    <Modal
      shape="sheet"
      title="Audit log"
      lead={`The last ${shown} at most, newest first`}
      onClose={() => openDialog(null)}
      testId="audit">
      {problem !== undefined && <p className={styles.faint}>{problem}</p>}
      {problem === undefined && entries === undefined && <p role="status">Asking the server…</p>}
      {entries?.length === 0 && <p className={styles.faint}>Nothing has been asked for yet.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll a list only while it has the focus */}
      <ul className={styles.list} tabIndex={0} aria-label="Requests">
        {entries?.map((entry) => (
          <Entry key={entry.sequence} entry={entry} />
        ))}
      </ul>
    </Modal>
  );
}

/** The server's own actions, which no policy has. */
const serverActions: Record<string, string> = {
  "account.create": "Create account",
  "account.delete": "Delete account",
  "account.restore": "Restore account",
  "audit.erase": "Erase personal data",
  "history.lost": "Lose changes",
  "history.restored": "Restore backup",
  "policy.set": "Switch policy",
};

/** Returns an action's title. A later policy may have dropped an action that the log still names. */
const titleOf = (action: string): string =>
  Object.entries(actions).find(([id]) => id === action)?.[1].title ?? serverActions[action] ?? action;

function nameOfPrincipal(session: Session, principal: Principal | undefined): string {
  if (principal === undefined) return "A person whose data was erased";
  if ("user" in principal) return nameOfSubject(session.facts, { user: principal.user });
  if ("apiKey" in principal) return `The API key ${principal.apiKey}`;
  if ("system" in principal) return "The host";
  return principal.link === undefined ? "A visitor" : `A visitor by ${nameOfPlace(session, { link: principal.link })}`;
}

function Entry({ entry }: { entry: AuditEntry }) {
  const session = useSession();
  const { principal, action, allowed, reason, at, request } = entry;
  return (
    <li data-audit={action} data-allowed={allowed}>
      {allowed ? <CircleCheck aria-label="Allowed" /> : <ShieldAlert aria-label="Refused" className={styles.bad} />}
      <div>
        <p>
          <strong>{nameOfPrincipal(session, principal)}</strong> {titleOf(action)}
        </p>
        <p className={styles.faint}>
          {[
            nameOfPlace(session, request?.resource as Resource | undefined),
            reason && reasonInWords(reason),
            new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
    </li>
  );
}
