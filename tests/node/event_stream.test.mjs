// text/event-stream, as the HTML standard reads it, from bytes that are cut anywhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { EventStream } = await source("live/event_stream.ts");
const { pauseBefore } = await source("shared/timing.ts");

const bytes = (text) => new TextEncoder().encode(text);

function read(chunks) {
  const stream = new EventStream();
  return { events: chunks.flatMap((chunk) => stream.push(chunk)), retry: stream.retry };
}

/** What is read must not depend on where the bytes are cut. */
function reads(text, expected) {
  const whole = bytes(text);
  const events = expected.map(([type, data, id = ""]) => ({ type, data, id }));
  assert.deepEqual(read([whole]).events, events);
  for (let cut = 0; cut <= whole.length; cut++) {
    assert.deepEqual(read([whole.slice(0, cut), whole.slice(cut)]).events, events, `cut at ${cut}`);
  }
  assert.deepEqual(read([...whole].map((byte) => Uint8Array.of(byte))).events, events, "byte by byte");
}

test("what the server sends", () => {
  reads('id: 2\nevent: delta\ndata: {"from":1}\n\n: still here\n\nid: 3\nevent: reload\ndata: {}\n\n', [
    ["delta", '{"from":1}', "2"],
    ["reload", "{}", "3"],
  ]);
});

test("lines end in CR, LF or CRLF, also mixed", () => {
  reads(
    "data: a\r\rdata: b\r\n\r\ndata: c\n\ndata: d\r\n\rdata: e\n\r\n",
    ["a", "b", "c", "d", "e"].map((data) => ["message", data]),
  );
  reads("data: a\r\ndata: b\rdata: c\n\r", [["message", "a\nb\nc"]]);
});

test("data may have many lines, or empty ones", () => {
  reads("data: a\ndata:\ndata:b\n\n", [["message", "a\n\nb"]]);
  reads("data\n\ndata:\n\ndata\ndata\n\n", [
    ["message", ""],
    ["message", ""],
    ["message", "\n"],
  ]);
});

test("one blank after the colon belongs to it, more do not, and later colons are data", () => {
  reads("data:  two\ndata: a:b\n\n", [["message", " two\na:b"]]);
});

test("an event without data is none, and its type is forgotten", () => {
  reads("event: lost\n\ndata: kept\n\n", [["message", "kept"]]);
});

test("an id holds until the next, an empty one ends it, one with NUL is passed over", () => {
  reads("id: 7\ndata: a\n\ndata: b\n\nid: 8\0\ndata: c\n\nid\ndata: d\n\n", [
    ["message", "a", "7"],
    ["message", "b", "7"],
    ["message", "c", "7"],
    ["message", "d", ""],
  ]);
  reads("id: 9\n\ndata: a\n\n", [["message", "a", "9"]]);
});

test("comments and unknown fields are passed over, and names are exact", () => {
  reads(": data: no\nDATA: no\ndata : no\nfoo: no\ndata: yes\n\n", [["message", "yes"]]);
});

test("a byte order mark is dropped at the beginning alone", () => {
  reads("\ufeffdata: a\ufeffb\n\n", [["message", "a\ufeffb"]]);
  reads("\ufeff\ufeffdata: none\n\ndata: b\n\n", [["message", "b"]]);
});

test("characters of any length may be cut", () => {
  reads("event: grüße\ndata: „ok“ 🗝️ 漢字\n\n", [["grüße", "„ok“ 🗝️ 漢字"]]);
});

test("what is not UTF-8 harms nothing around it", () => {
  const { events } = read([Uint8Array.of(...bytes("data: a"), 0xff, ...bytes("b\n\n"))]);
  assert.deepEqual(events, [{ type: "message", data: "a\ufffdb", id: "" }]);
});

test("what the end leaves incomplete is no event", () => {
  reads("data: a\n\ndata: b\n", [["message", "a"]]);
  reads("data: a", []);
});

test("retry takes digits alone", () => {
  assert.equal(read([bytes("retry: 1500\nretry: 2s\nretry: -1\nretry:\n")]).retry, 1500);
});

test("pauses grow from half a second to thirty, by chance between, and never below what the server wants", () => {
  const pauses = (chance, least = 0) =>
    Array.from({ length: 9 }, (_, failures) => pauseBefore(failures, least, { random: () => chance }));
  assert.deepEqual(pauses(0), Array(9).fill(500));
  assert.deepEqual(pauses(1), [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
  assert.deepEqual(pauses(0, 3000), Array(9).fill(3000));
  assert.equal(pauseBefore(5000, 0, { random: () => 1 }), 30000);
  assert.equal(pauseBefore(0, 1e9, { random: () => 0 }), 30000);
});
