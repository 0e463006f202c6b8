// The import that the server's module has and the page's lacks. In its own file, so that a page does not load Node's
// `crypto`.

import type { Import } from "../shared/glue.js";

/** Fills memory with random bytes, for new ids. */
export const getentropy: Import =
  (instance) =>
  (at = 0, size = 0) => {
    crypto.getRandomValues(instance.HEAPU8.subarray(at, at + size));
    return 0;
  };
