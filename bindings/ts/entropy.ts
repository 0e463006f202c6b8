// What the server's module imports beyond the page's: apart, so that a page's module waits for no `crypto` of Node's.

import type { Import } from "./glue.js";

/** Fills memory with random bytes, for new ids. */
export const getentropy: Import = (instance) => (at = 0, size = 0) => {
  crypto.getRandomValues(instance.HEAPU8.subarray(at, at + size));
  return 0;
};
