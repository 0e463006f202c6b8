import { useState } from "react";

/** What is pressed again while the server is still asked is not sent again. */
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
