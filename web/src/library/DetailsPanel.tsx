import type { Action } from "lockstep";
import { useDecision } from "lockstep/react";
import { CircleHelp, Folder, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { displayOf } from "../demo/display";
import { ActionButton } from "../follow/ActionButton";
import { inSections, withButtons } from "../follow/sections";
import { useOffered } from "../follow/useOffered";
import type { Entry } from "../session/listing";
import { actionsOn } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Button } from "../ui/Button";
import { linkOf, headingOfPlace } from "../ui/focus";
import { Modal } from "../ui/Modal";
import { useNarrow } from "../ui/useNarrow";
import { AccessLine } from "../why/AccessLine";
import { Comments } from "./Comments";
import styles from "./DetailsPanel.module.css";

/** Everything one can do with one asset: beside the list, or over it where there is no room. */
export function DetailsPanel({ path }: { path: string }) {
  const { listing } = useSession();
  const go = useDashboard((state) => state.go);
  const narrow = useNarrow();
  const entry = listing.byPath.get(path);
  const close = () => go({ open: null });
  if (!entry) return null;
  if (narrow) {
    return (
      <Modal shape="sheet" title={entry.name} onClose={close} testId="details">
        <Details key={entry.id} entry={entry} />
      </Modal>
    );
  }
  return <Panel key={entry.id} entry={entry} onClose={close} />;
}

function Panel({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const closing = useRef<HTMLButtonElement>(null);
  const path = useRef(entry.path);
  path.current = entry.path;
  useEffect(() => {
    const opener = document.activeElement;
    // Opened by the address alone, it leaves the focus where a page begins.
    if (opener !== document.body) closing.current?.focus();
    return () => {
      if (document.activeElement === document.body) focusAfter(opener, path.current);
    };
  }, []);
  return (
    <aside
      className={styles.panel}
      aria-labelledby="details-title"
      data-testid="details"
      onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <header className={styles.head}>
        <h2 id="details-title" className={styles.title}>
          {entry.name}
        </h2>
        <Button look="quiet" iconOnly icon={<X />} onClick={onClose} ref={closing}>
          Close the details
        </Button>
      </header>
      <div className={styles.body}>
        <Details entry={entry} />
      </div>
    </aside>
  );
}

/** To what opened the panel, or to the asset in the list, where these are still there. */
function focusAfter(opener: Element | null, path: string): void {
  const left = [opener, linkOf(path)].find((element) => element !== document.body && element?.isConnected);
  (left instanceof HTMLElement ? left : headingOfPlace())?.focus();
}

/** The panel itself is what these open. */
const isOpen: readonly Action[] = ["asset.view", "file.view_details"];

function Details({ entry }: { entry: Entry }) {
  const explain = useDashboard((state) => state.explain);
  const view = { action: "asset.view", resource: entry.path } as const;
  const decision = useDecision(view);
  const listed = withButtons(actionsOn(entry.path, entry.kind)).filter((action) => !isOpen.includes(action));
  const shown = useOffered(listed, entry.path);
  return (
    <>
      {entry.kind === "file" ? (
        <div className={styles.picture}>
          <Thumbnail of={entry} />
        </div>
      ) : (
        <div className={styles.folder}>
          <Folder aria-hidden />
        </div>
      )}
      <Facts entry={entry} />
      <section className={styles.access} aria-label="Your access">
        <AccessLine decision={decision} />
        <Button look="quiet" icon={<CircleHelp />} onClick={() => explain(view)}>
          Why?
        </Button>
      </section>
      {inSections(shown).map((section) => (
        <section key={section.title} className={styles.section}>
          <h3>{section.title}</h3>
          <ul>
            {section.actions.map((action) => (
              <li key={action}>
                <ActionButton question={{ action, resource: entry.path }} look="quiet" className={styles.action} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Comments entry={entry} />
    </>
  );
}

function Facts({ entry }: { entry: Entry }) {
  const { facts, listing } = useSession();
  const shown = displayOf(entry);
  const inside = listing.children.get(entry.path)?.length ?? 0;
  const owner = facts.users.find((user) => user.id === entry.owner)?.name;
  const rows: [string, string | null | undefined][] =
    entry.kind === "folder"
      ? [
          ["Kind", "Folder"],
          ["Contains", inside === 1 ? "1 item" : `${inside} items`],
          ["Owner", owner],
        ]
      : [
          ["Kind", shown.type],
          ["Size", shown.size],
          ["Dimensions", shown.dimensions],
          ["Length", shown.duration],
          ["Changed", shown.date],
          ["State", entry.published === false ? "Draft" : "Published"],
          ["Owner", owner],
        ];
  return (
    <dl className={styles.facts}>
      {rows.map(([term, value]) =>
        value ? (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
