import { actions, type Action } from "lockstep";
import { useAccess, useSelection } from "lockstep/react";
import { X } from "lucide-react";
import { ActionIcon } from "../follow/icons";
import { performTogether } from "../follow/together";
import type { Entry } from "../session/listing";
import { useAway, useDashboard, useSession } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button } from "../ui/Button";
import { Hint } from "../ui/Hint";
import styles from "./SelectionBar.module.css";

/** What one can do with several at once. Each is offered only if every selected asset passes. */
const together: readonly Action[] = [
  "asset.download_zip",
  "asset.share",
  "asset.add_to_collection",
  "asset.copy",
  "asset.move",
  "file.publish",
  "asset.delete",
];

export function SelectionBar({ entries }: { entries: Entry[] }) {
  const selection = useDashboard((state) => state.selection);
  const select = useDashboard((state) => state.select);
  const { listing } = useSession();
  const access = useAccess();
  const paths = [...selection];
  const kinds = new Set(paths.map((path) => listing.byPath.get(path)?.kind));
  const fitting = together.filter((action) => {
    const only = actions[action].kind;
    return !only || (kinds.size === 1 && kinds.has(only));
  });
  const results = useSelection(fitting, paths);
  return (
    <>
      <p role="status" className="visuallyHidden">
        {paths.length > 0 ? `${paths.length} of ${entries.length} selected` : ""}
      </p>
      {paths.length > 0 && (
        <section className={styles.room} aria-label="Selection" data-testid="selection">
          <div className={styles.bar}>
            <Button look="quiet" iconOnly icon={<X />} onClick={() => select([])}>
              Clear the selection
            </Button>
            <p className={styles.count}>
              {paths.length} <span className={styles.word}>selected</span>
            </p>
            <div className={styles.actions}>
              {fitting.map((action) => {
                const denied = results[action]?.denied ?? paths;
                const hidden =
                  denied.length === paths.length && denied.every((path) => access.show(action, path) === "hidden");
                return hidden ? null : <TogetherButton key={action} action={action} paths={paths} denied={denied} />;
              })}
            </div>
          </div>
        </section>
      )}
    </>
  );
}

function TogetherButton({ action, paths, denied }: { action: Action; paths: string[]; denied: readonly string[] }) {
  const drafts = useDashboard(({ session }) =>
    paths.some((path) => session?.listing.byPath.get(path)?.published === false),
  );
  const away = useAway();
  const title = controlTitle(action, !drafts);
  const allowed = denied.length === 0 && away === null;
  const reason = denied.length > 0 ? `${title}: not possible for ${denied.length} of ${paths.length}` : (away ?? "");

  function press() {
    performTogether(action, paths, away !== null);
  }

  return (
    <Hint text={allowed ? title : denied.length > 0 ? `${reason}. Press to see which.` : reason}>
      <Button
        look="quiet"
        className={styles.action}
        icon={<ActionIcon action={action} />}
        data-action={action}
        data-show={allowed ? "enabled" : "disabled"}
        data-denied={denied.length}
        aria-disabled={allowed ? undefined : "true"}
        aria-description={allowed ? undefined : reason}
        onClick={press}>
        <span className={styles.label}>{title}</span>
        {denied.length > 0 && (
          <span className={styles.denied} aria-hidden>
            {denied.length}
          </span>
        )}
      </Button>
    </Hint>
  );
}
