import type { ApiKey } from "lockstep/live";
import { KeyRound } from "lucide-react";
import { ActionButton } from "../follow/ActionButton";
import { useDashboard, useSession } from "../session/store";
import { useAnswer } from "../session/useAnswer";
import { timeOf } from "../session/useEnds";
import { Empty } from "../ui/Empty";
import { Modal } from "../ui/Modal";
import { endInWords, kinds, scopeInWords } from "./keys";
import styles from "./KeysSheet.module.css";

const operations = ["api_key.reveal", "api_key.edit", "api_key.roll", "api_key.delete"] as const;

/** The API keys of the account, each with what may be done with it. */
export function KeysSheet() {
  const openDialog = useDashboard((state) => state.openDialog);
  const { value: keys, problem } = useAnswer("apiKeys", (live) => live.list("apiKeys"));
  return (
    <Modal
      shape="sheet"
      title="API keys"
      lead="A key knows no users and no shares: it reaches the whole library."
      onClose={() => openDialog(null)}
      testId="keys">
      <ActionButton question={{ action: "api_key.create" }} look="primary" />
      {problem !== undefined && <p>{problem}</p>}
      {problem === undefined && keys === undefined && <p role="status">Asking the server…</p>}
      {keys?.length === 0 && (
        <Empty icon={<KeyRound />} title="No API keys yet">
          A program signs in with a key, as a person does with a password.
        </Empty>
      )}
      <ul className={styles.keys}>
        {keys?.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
    </Modal>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { live } = useSession();
  const resource = { apiKey: apiKey.id };
  return (
    <li className={styles.key} data-key={apiKey.id}>
      <div className={styles.what}>
        <p className={styles.name}>
          {kinds[apiKey.kind]} <code>{apiKey.id}</code>
        </p>
        <p className={styles.faint}>{scopeInWords(apiKey)}</p>
        <p className={styles.faint}>{endInWords(apiKey, new Date(timeOf(live)))}</p>
      </div>
      <div className={styles.tools}>
        {operations.map((action) => (
          <ActionButton key={action} question={{ action, resource }} look="quiet" iconOnly />
        ))}
      </div>
    </li>
  );
}
