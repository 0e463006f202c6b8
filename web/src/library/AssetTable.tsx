import { Guarded, useDecision } from "lockstep/react";
import { Folder } from "lucide-react";
import type { KeyboardEvent } from "react";
import { displayOf } from "../demo/display";
import { perform } from "../follow/perform";
import type { Entry } from "../session/listing";
import { useDashboard } from "../session/store";
import { endInWords } from "../session/days";
import { heldLevel, levelTitle } from "../session/titles";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Check } from "../ui/Check";
import { useRoving } from "../ui/useRoving";
import { RowMenu } from "./RowMenu";
import type { ManyEntries } from "./useShown";
import styles from "./AssetTable.module.css";

export function AssetTable({ entries, shown }: ManyEntries) {
  const { onKeyDown, itemProps } = useRoving(shown.map((entry) => entry.path));
  const selection = useDashboard((state) => state.selection);
  const select = useDashboard((state) => state.select);
  const all = entries.every((entry) => selection.has(entry.path));
  return (
    <table className={styles.table} onKeyDown={onKeyDown}>
      <thead>
        <tr>
          <th scope="col" className={styles.tick}>
            <Check
              label="Select everything here"
              checked={all}
              mixed={!all && selection.size > 0}
              onChange={() => select(all ? [] : entries.map((entry) => entry.path))}
            />
          </th>
          <th scope="col">Name</th>
          <th scope="col" className={styles.wide}>
            Kind
          </th>
          <th scope="col" className={styles.wide}>
            Size
          </th>
          <th scope="col" className={styles.wide}>
            Changed
          </th>
          <th scope="col" className={styles.wide}>
            Your access
          </th>
          <th scope="col">
            <span className="visuallyHidden">Operations</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((entry) => (
          <Row key={entry.path} entry={entry} roving={itemProps(entry.path)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, roving }: { entry: Entry; roving: ReturnType<ReturnType<typeof useRoving>["itemProps"]> }) {
  const selected = useDashboard((state) => state.selection.has(entry.path));
  const toggle = useDashboard((state) => state.toggle);
  const decision = useDecision({ action: "asset.view", resource: entry.path });
  const held = heldLevel(decision);
  const until = decision.because[0]?.until;
  const folder = entry.kind === "folder";
  const facts = displayOf(entry.path);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle(entry.path);
  }

  return (
    <tr data-selected={selected || undefined} data-asset={entry.path}>
      <td className={styles.tick}>
        <Check
          label={`Select ${entry.name}`}
          checked={selected}
          tabIndex={roving.tabIndex}
          onChange={() => toggle(entry.path)}
        />
      </td>
      <td>
        <Guarded action="asset.view" resource={entry.path}>
          <button
            type="button"
            className={styles.name}
            onClick={() => perform({ action: "asset.view", resource: entry.path })}
            onKeyDown={onKeyDown}
            {...roving}>
            <span className={styles.picture}>{folder ? <Folder aria-hidden /> : <Thumbnail path={entry.path} />}</span>
            <span className={styles.text}>
              {entry.name}
              {entry.strayIn !== undefined && <span className={styles.more}>In {entry.strayIn}, which is gone</span>}
            </span>
            {entry.published === false && <span className={styles.draft}>Draft</span>}
          </button>
        </Guarded>
      </td>
      <td className={styles.wide}>{folder ? "Folder" : facts.type}</td>
      <td className={styles.wide}>{folder ? "–" : facts.size}</td>
      <td className={styles.wide}>{facts.date}</td>
      <td className={styles.wide}>
        {levelTitle(held) || "–"}
        {until !== undefined && <span className={styles.more}>until {endInWords(until)}</span>}
      </td>
      <td className={styles.end}>
        <RowMenu entry={entry} tabIndex={roving.tabIndex} />
      </td>
    </tr>
  );
}
