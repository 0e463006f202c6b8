import { useState, type ReactNode } from "react";
import { flushSync } from "react-dom";
import type { Entry } from "../session/listing";
import { Button } from "../ui/Button";
import { buttonOf } from "../ui/focus";
import styles from "./useShown.module.css";

const atOnce = 200;

export interface ManyEntries {
  entries: Entry[];
  /** Those of them that are drawn. */
  shown: Entry[];
}

/** The first of many entries, and below them a button for the next. The focus goes to the first that it brings. */
export function useShown(entries: Entry[]): { shown: Entry[]; more: ReactNode } {
  const [count, setCount] = useState(atOnce);
  const next = entries[count];
  if (!next) return { shown: entries, more: null };

  function showMore(path: string) {
    flushSync(() => setCount(count + atOnce));
    buttonOf(path)?.focus();
  }
  const more = (
    <div className={styles.more}>
      <p>
        {count} of {entries.length} shown
      </p>
      <Button onClick={() => showMore(next.path)}>Show more</Button>
    </div>
  );
  return { shown: entries.slice(0, count), more };
}
