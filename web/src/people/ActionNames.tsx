import { actions, type Action } from "lockstep";
import { many } from "../session/counting";
import { inSections } from "../follow/sections";
import styles from "./people.module.css";

/** Actions by their titles, unfolded from their number. */
export function ActionNames({ list, summary }: { list: readonly Action[]; summary?: string }) {
  if (list.length === 0) return null;
  return (
    <details className={styles.names}>
      <summary>{summary ?? many(list.length, "action")}</summary>
      <dl>
        {inSections(list).map((section) => (
          <div key={section.title}>
            <dt>{section.title}</dt>
            <dd>{section.actions.map((action) => actions[action].title).join(", ")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
