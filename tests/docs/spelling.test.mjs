// The words of the documents and of the pages of the site are spelled as dictionaries do. Code is left out.
// docs/site/cspell.json has the words of this project.

import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { root, run } from "../../tools/run.mjs";

test("no word of the documents is misspelt", async () => {
  const folder = join(root, "docs/site");
  const cspell = join(folder, "node_modules/.bin/cspell");
  const { code, output } = await run([cspell, "--no-progress", "--no-summary", "--config", "cspell.json"], {
    cwd: folder,
  });
  assert.equal(code, 0, output);
});
