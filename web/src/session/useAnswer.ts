import { useEffect, useState } from "react";
import type { Live } from "lockstep/live";
import { sentenceOf } from "./failures";
import { useSession } from "./store";

export interface Answer<T> {
  /** Absent until there is one. */
  readonly value?: T;
  /** Why there is none, in a sentence. */
  readonly problem?: string;
}

/**
 * What the server answers to something that no snapshot can say, asked anew whenever the account has changed; until the
 * next answer is there the last one stays. `key` stands for the question; null: there is none.
 */
export function useAnswer<T>(key: string | null, ask: (live: Live) => Promise<T>): Answer<T> {
  const { live, facts } = useSession();
  const [told, setTold] = useState<Answer<T> & { readonly key: string | null }>({ key: null });

  useEffect(() => {
    if (key === null) return;
    let isWanted = true;
    const tell = (answer: Answer<T>) => isWanted && setTold({ key, ...answer });
    ask(live).then(
      (value) => tell({ value }),
      (error: unknown) => tell({ problem: sentenceOf(error) }),
    );
    return () => {
      isWanted = false;
    };
    // The facts are other ones whenever the account has changed; `ask` is written anew on every drawing.
  }, [live, facts, key]);

  return told.key === key && key !== null ? told : {};
}
