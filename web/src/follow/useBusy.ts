import { useState } from "react";

/** Keeps a second press from sending a request while the first one is under way. */
export function useBusy(): { busy: boolean; once: (work: () => unknown) => Promise<void> } {
  const [busy, setBusy] = useState(false);

  async function once(work: () => unknown) {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } finally {
      setBusy(false);
    }
  }

  return { busy, once };
}
