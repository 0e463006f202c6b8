// lockstep/inspector: shows a page's decisions while it is developed.

import { Inspection } from "./inspector/inspection.js";
import type { InspectOptions, Inspector } from "./inspector/options.js";
import type { Live } from "./live/live.js";
import type { Access } from "./page/access.js";
import type { Vocabulary } from "./shared/vocabulary.js";

let running: Inspector | undefined;

/**
 * Adds the inspector to the page: it outlines the controls that have `data-lockstep`, and shows every decision with its
 * reason. `of` is the result of `loadAccess` or `connect`. A second call replaces the inspector of the first. On a
 * server it does nothing. Bundles for production have an `inspect` that does nothing: docs/inspector.md.
 */
export function inspect<V extends Vocabulary>(of: Access<V> | Live<V>, options: InspectOptions<V> = {}): Inspector {
  running?.close();
  running =
    typeof document === "undefined"
      ? { show() {}, hide() {}, close() {} }
      : new Inspection(of as never, options as unknown as InspectOptions);
  return running;
}

export type { Figures, InspectOptions, Inspector, Person } from "./inspector/options.js";
