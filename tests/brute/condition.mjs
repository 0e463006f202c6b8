// Conditions: a small reader and interpreter of the subset of CEL that a policy may use. It walks the tree each time.

const symbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "."];
const escapes = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"', "`": "`" };

function readString(source, at) {
  const quote = source[at];
  let value = "";
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === quote) return { value, end: i + 1 };
    if (source[i] !== "\\") {
      value += source[i];
      continue;
    }
    const code = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))/.exec(source.slice(i + 1));
    if (code) {
      value += String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3], 16));
      i += code[0].length;
    } else {
      const plain = escapes[source[++i]];
      if (plain === undefined) throw new SyntaxError(`\`\\${source[i]}\` is no escape in ${source}`);
      value += plain;
    }
  }
  throw new SyntaxError(`A string has no end in ${source}`);
}

function tokensOf(source) {
  const tokens = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const blank = /^\s+/.exec(rest);
    const word = /^[A-Za-z_]\w*/.exec(rest);
    const number = /^-?\d+/.exec(rest);
    if (blank) {
      at += blank[0].length;
    } else if (rest[0] === "'" || rest[0] === '"') {
      const { value, end } = readString(source, at);
      tokens.push({ type: "literal", value });
      at = end;
    } else if (word) {
      tokens.push({ type: "word", value: word[0] });
      at += word[0].length;
    } else if (number) {
      tokens.push({ type: "literal", value: BigInt(number[0]) });
      at += number[0].length;
    } else {
      const symbol = symbols.find((each) => rest.startsWith(each));
      if (!symbol) throw new SyntaxError(`\`${rest[0]}\` has no meaning in ${source}`);
      tokens.push({ type: "symbol", value: symbol });
      at += symbol.length;
    }
  }
  return tokens;
}

/** Reads an expression to a tree. Throws a SyntaxError where it is none. */
export function parse(source) {
  const tokens = tokensOf(source);
  let at = 0;
  const isNext = (type, value) => tokens[at]?.type === type && tokens[at].value === value;
  const take = (value) => isNext("symbol", value) && Boolean(++at);
  const must = (value) => {
    if (!take(value)) throw new SyntaxError(`\`${value}\` is missing in ${source}`);
  };
  const chain = (operator, below) => () => {
    let left = below();
    while (take(operator)) left = { operator, left, right: below() };
    return left;
  };

  const list = (end) => {
    const items = [];
    while (!take(end)) {
      items.push(either());
      if (!isNext("symbol", end)) must(",");
    }
    return items;
  };
  const path = (first) => {
    let name = first;
    while (take(".")) name += `.${tokens[at++].value}`;
    return { path: name };
  };
  const primary = () => {
    if (take("(")) {
      const inner = either();
      must(")");
      return inner;
    }
    if (take("[")) return { list: list("]") };
    const token = tokens[at++];
    if (token?.type === "literal") return { literal: token.value };
    if (token?.type !== "word" || token.value === "in") throw new SyntaxError(`A value is missing in ${source}`);
    if (token.value === "true" || token.value === "false") return { literal: token.value === "true" };
    if (token.value !== "has" || !take("(")) return path(token.value);
    const inner = { has: path(tokens[at++].value).path };
    must(")");
    return inner;
  };
  const not = () => (take("!") ? { operator: "!", right: not() } : primary());
  const relation = () => {
    let left = not();
    for (;;) {
      const operator = isNext("word", "in")
        ? "in"
        : ["==", "!=", "<=", ">=", "<", ">"].find((each) => isNext("symbol", each));
      if (!operator) return left;
      at++;
      left = { operator, left, right: not() };
    }
  };
  const either = chain("||", chain("&&", relation));
  const tree = either();
  if (at < tokens.length) throw new SyntaxError(`\`${tokens[at].value}\` is too much in ${source}`);
  return tree;
}

/** What is not known: the names of the facts that are absent. */
class Unknown {
  constructor(names) {
    this.names = names;
  }
}
export const isUnknown = (value) => value instanceof Unknown;

function isEqual(one, other) {
  if (one instanceof Set && other instanceof Set)
    return one.size === other.size && [...one].every((it) => other.has(it));
  if (one instanceof Set || other instanceof Set) return isEqual(new Set(one), new Set(other));
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((it, i) => isEqual(it, other[i]));
  return one === other;
}

/** Compares strings by code points, as UTF-8 does; JavaScript's own `<` compares halves of surrogate pairs. */
function isLess(one, other) {
  if (typeof one !== "string") return one < other;
  const [left, right] = [[...one], [...other]];
  const at = left.findIndex((point, i) => point !== right[i]);
  if (at < 0) return left.length < right.length;
  return at < right.length && left[at].codePointAt(0) < right[at].codePointAt(0);
}

const operations = {
  "==": isEqual,
  "!=": (one, other) => !isEqual(one, other),
  "<": isLess,
  ">": (one, other) => isLess(other, one),
  "<=": (one, other) => !isLess(other, one),
  ">=": (one, other) => !isLess(one, other),
  in: (one, others) => [...others].some((other) => isEqual(one, other)),
};

/**
 * Evaluates a tree. `factOf(path)` returns a fact, `undefined` where it is absent. The value may be unknown: `&&` and
 * `||` absorb that, every other operation passes it on.
 */
export function evaluate(tree, factOf) {
  if ("literal" in tree) return tree.literal;
  if ("has" in tree) return factOf(tree.has) !== undefined;
  if ("path" in tree) return factOf(tree.path) ?? new Unknown([tree.path]);
  const values = (tree.list ?? [tree.left, tree.right].filter(Boolean)).map((each) => evaluate(each, factOf));
  const unknown = new Unknown([...new Set(values.filter(isUnknown).flatMap(({ names }) => names))]);
  if (tree.operator === "&&" || tree.operator === "||") {
    const absorbing = tree.operator === "||";
    if (values.includes(absorbing)) return absorbing;
    return unknown.names.length > 0 ? unknown : !absorbing;
  }
  if (unknown.names.length > 0) return unknown;
  if (tree.list) return values;
  return tree.operator === "!" ? !values[0] : operations[tree.operator](...values);
}

/** The paths that a tree reads. */
export function pathsOf(tree) {
  if (tree.path ?? tree.has) return [tree.path ?? tree.has];
  return (tree.list ?? [tree.left, tree.right].filter(Boolean)).flatMap(pathsOf);
}
