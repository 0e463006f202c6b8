// lockstep/inspector in every bundle that is not for development: nothing.

import type { Inspector } from "./inspector/options.js";

/** Does nothing. The inspector is in bundles with the condition `development`: docs/inspector.md. */
export function inspect(_of: object, _options?: object): Inspector {
  return { show() {}, hide() {}, close() {} };
}
