import type { Action } from "lockstep";
import { useAccess } from "lockstep/react";
import { perform } from "../follow/perform";
import { many } from "../session/counting";
import { nameOf } from "../session/paths";
import { useDashboard } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button } from "../ui/Button";
import { Modal } from "../ui/Modal";
import styles from "./SelectionReport.module.css";

interface SelectionReportProps {
  action: Action;
  denied: readonly string[];
  total: number;
}

/** Which of the selected assets an action is not allowed on, and why each. */
export function SelectionReport({ action, denied, total }: SelectionReportProps) {
  const access = useAccess();
  const selection = useDashboard((state) => state.selection);
  const select = useDashboard((state) => state.select);
  const openDialog = useDashboard((state) => state.openDialog);
  const reasons = denied.map((path) => ({ path, message: access.decide({ action, resource: path }).message }));
  const rest = [...selection].filter((path) => !denied.includes(path));
  const close = () => openDialog(null);

  function goOn() {
    close();
    select(rest);
    perform(...rest.map((resource) => ({ action, resource })));
  }

  return (
    <Modal
      title={controlTitle(action)}
      lead={`You can do this with ${total - denied.length} of ${total} items.`}
      onClose={close}
      testId="report"
      footer={
        <>
          <Button onClick={close}>Close</Button>
          {rest.length > 0 && (
            <Button look="primary" onClick={goOn}>
              {controlTitle(action)}: {many(rest.length, "item")}
            </Button>
          )}
        </>
      }>
      <ul className={styles.list}>
        {reasons.map(({ path, message }) => (
          <li key={path} data-denied={path}>
            <strong>{nameOf(path)}</strong>
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
