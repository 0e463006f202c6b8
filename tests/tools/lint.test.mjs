// The linter finds what it is for, and only that: refused words in English, and lines that are too wide.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wideLinesOf, wordsOf } from "../../tools/lint.mjs";
import { comments, paragraphs, testNames } from "../../tools/source.mjs";
import { sourceOf } from "../../tools/tidy.mjs";

test("comments of C++ are found beside strings and raw strings that look like them", () => {
  const source =
    'auto a = "// no";  // yes\nauto b = R"x(/* no */ // no)x";\n/* yes\n   again */ char c = \'"\';  // last';
  assert.deepEqual(comments(source, "a.cpp"), [
    [1, "// yes"],
    [3, "/* yes"],
    [4, "   again */"],
    [4, "// last"],
  ]);
});

test("comments of JavaScript are found beside templates, regular expressions and divisions", () => {
  const source = [
    "const a = `// no $@b /* yes */ + `// no`} // no`; // one".replace("@", "{"),
    "const c = /[/]\\/\\/ no/.test(d) ? e / f / g : 0; // two",
    "return <p>it's</p>; // three",
  ].join("\n");
  assert.deepEqual(comments(source, "a.tsx"), [
    [1, "/* yes */"],
    [1, "// one"],
    [2, "// two"],
    [3, "// three"],
  ]);
});

test("the names of tests are found, in JavaScript and in C++", () => {
  assert.deepEqual(testNames('test("one", () => {});\n  await test(`two`, work);\nTEST_CASE("three \\"3\\"") {'), [
    [1, "one"],
    [2, "two"],
    [3, 'three \\"3\\"'],
  ]);
});

test("a document's code is not its English, but the comments of the code are", () => {
  assert.deepEqual(paragraphs("One `whoever`.\n```js\ntold(); // Three.\n```\nTwo."), [
    [1, "One ``."],
    [3, "// Three."],
    [5, "Two."],
  ]);
});

test("a refused word is named with its file, its line and what to write instead", () => {
  assert.deepEqual(wordsOf("a.ts", "let told;\n/** Asks anew. */"), ['a.ts:2: "anew"; write: again']);
  assert.deepEqual(wordsOf("a.md", "It is otherwise.\n\nUse `tells`; otherwise nothing happens."), [
    'a.md:1: "is otherwise"; write: differs, or what it is',
  ]);
});

test("a line is too wide if it is so without its strings, and a character counts once in any alphabet", () => {
  const wide = `const a = ${"b + ".repeat(30)}c;`;
  assert.match(wideLinesOf("a.ts", `\n${wide}`)[0], /^a\.ts:2: 132 columns /);
  assert.deepEqual(
    wideLinesOf("a.ts", `const a = "${"b ".repeat(80)}";\nconst b = \`${"$@c} ".replace("@", "{").repeat(40)}\`;`),
    [],
  );
  assert.deepEqual(wideLinesOf("a.ts", `// https://lockstep.test/${"a".repeat(120)}\n// ${"é".repeat(117)}`), []);
});

test("clang-tidy reads a header by the source file of its name", () => {
  assert.equal(sourceOf("include/lockstep/access/access.h"), "src/access/access.cpp");
  assert.equal(sourceOf("src/change/edit.h"), "src/change/edit.cpp");
  assert.equal(sourceOf("src/change/edit.cpp"), "src/change/edit.cpp");
});
