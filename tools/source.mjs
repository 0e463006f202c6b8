// Reads files for the linter: comments, names of tests, paragraphs of documents, and lines without their strings.

/** `[line, sentence part]` of the comments in C++, JavaScript, TypeScript or CSS. Strings are no comments. */
export function comments(source, path) {
  const found = [];
  let line = 1;
  for (const { kind, text } of tokens(source, languageOf(path))) {
    if (kind === "comment") for (const [index, part] of text.split("\n").entries()) found.push([line + index, part]);
    line += text.split("\n").length - 1;
  }
  return found;
}

/**
 * `[line, sentence part]` of the names that tests have: the first string after `test(`, `describe(`, `TEST_CASE(` and
 * such.
 */
export function testNames(source) {
  const names = source.matchAll(
    /^\s*(?:await )?(?:test|it|describe|suite|TEST_CASE|SUBCASE)\(\s*(["`])((?:\\.|(?!\1).)*)\1/gm,
  );
  return [...names].map((match) => [lineAt(source, match.index + match[0].length), match[2]]);
}

/** `[line, sentence part]` of a Markdown document: its paragraphs, and the comments of its code. */
export function paragraphs(source) {
  const found = [];
  let isCode = false;
  for (const [index, text] of source.split("\n").entries()) {
    if (/^\s*```/.test(text)) isCode = !isCode;
    else found.push([index + 1, isCode ? (/(?:\/\/|#) .*/.exec(text)?.[0] ?? "") : text.replace(/`[^`]*`/g, "``")]);
  }
  return found;
}

/** The lines of a source file without the contents of strings, templates, regular expressions and addresses. */
export function bareLines(source, path) {
  let bare = "";
  for (const { kind, text } of tokens(source, languageOf(path))) {
    if (kind === "code") bare += text;
    else if (kind === "comment") bare += text.replace(/\bhttps?:\/\/\S+/g, "");
    else bare += (kind === "string" ? '""' : "") + text.replace(/[^\n]/g, "");
  }
  return bare.split("\n");
}

function languageOf(path) {
  if (/\.(cpp|h|def)$/.test(path)) return "c++";
  return path.endsWith(".css") ? "css" : "js";
}

function lineAt(source, offset) {
  return source.slice(0, offset).split("\n").length;
}

/** What may begin at a character, in this order. A pattern is sticky, and what none matches is code. */
const patterns = {
  "c++": [
    ["string", /R"([^()\\ \n]{0,16})\([\s\S]*?\)\1"/y],
    ["comment", /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
    ["string", /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/y],
  ],
  css: [
    ["comment", /\/\*[\s\S]*?\*\//y],
    ["string", /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y],
  ],
  js: [
    ["comment", /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
    ["string", /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y],
    ["string", /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y],
  ],
};

/** After these a `/` begins a regular expression; after a name or a closing bracket it divides, and `</` is of JSX. */
const mayBegin = /(?:^|[=(,:;!&|?{[+\-*%>~^]|\b(?:return|typeof|case|in|of|await|yield))\s*$/;

function* tokens(source, language) {
  let at = 0;
  let code = "";
  // Brackets that are open inside each `${` of a template; empty outside of one.
  const templates = [];
  const take = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  while (at < source.length) {
    const character = source[at];
    const isTemplate = language === "js" && (character === "`" || (character === "}" && templates.at(-1) === 0));
    let token;
    if (isTemplate) {
      if (character === "}") templates.pop();
      token = { kind: "string", text: take(/[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y) };
      if (token.text.endsWith("${")) templates.push(0);
    } else {
      for (const [kind, pattern] of patterns[language]) {
        if (pattern.source.startsWith("\\/(?!") && !mayBegin.test(code.slice(-20))) continue;
        const text = take(pattern);
        if (text) {
          token = { kind, text };
          break;
        }
      }
    }
    if (!token) {
      if (templates.length > 0 && character === "{") templates[templates.length - 1]++;
      if (templates.length > 0 && character === "}") templates[templates.length - 1]--;
      token = { kind: templates.length > 0 ? "interpolated" : "code", text: character };
    }
    code = ["code", "interpolated"].includes(token.kind)
      ? code + token.text
      : token.kind === "string"
        ? `${code}0`
        : code;
    yield token;
    at += token.text.length;
  }
}
