// Compresses the files of a built page to FILE.br and FILE.gz beside FILE. `lockstep serve --web` sends them instead.
//
//   node tools/precompress.mjs FOLDER

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { isMain, main } from "./run.mjs";

/** Images and fonts are compressed already. */
const worthIt = /\.(html|js|css|json|svg|txt|wasm)$/;

const compressors = {
  br: (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/**
 * Compresses each file below `folder` for which that saves something. The same file is always compressed to the same
 * bytes.
 */
export function precompress(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && worthIt.test(entry.name),
  );
  for (const { path, name } of names) {
    const file = join(path, name);
    const bytes = readFileSync(file);
    for (const [ending, compress] of Object.entries(compressors)) {
      const compressed = compress(bytes);
      if (compressed.length < bytes.length) writeFileSync(`${file}.${ending}`, compressed);
    }
  }
}

if (isMain(import.meta.url)) main(() => precompress(process.argv[2]));
