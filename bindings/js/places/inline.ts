// The bytes of a .wasm inside a module, as text of printable ASCII, whatever the page's charset is. Each byte has
// characters of its own, so brotli and gzip find in it what they find in the bytes; of base64 they would not.

/**
 * The bytes of a text that tools/package.mjs has written. `bytes`: each byte, two hexadecimal digits, the most frequent
 * first. Each character of `alphabet` but the last two is a byte of that order; those begin a pair, for the rest of it.
 */
export function bytesOf(alphabet: string, bytes: string, text: string): Uint8Array<ArrayBuffer> {
  const order = Uint8Array.from(bytes.match(/../g) ?? [], (digits) => parseInt(digits, 16));
  const places = new Uint8Array(128);
  for (let place = 0; place < alphabet.length; place++) places[alphabet.charCodeAt(place)] = place;
  const singles = alphabet.length - 2;
  const read = new Uint8Array(text.length);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    let place = places[text.charCodeAt(at)] as number;
    if (place >= singles)
      place = singles + (place - singles) * alphabet.length + (places[text.charCodeAt(++at)] as number);
    read[size++] = order[place] as number;
  }
  return read.subarray(0, size);
}
