/** Conditions of an exported OpenFGA model: true, false, or undefined where an absent parameter decides. */

const tokensOf = (text) => text.match(/"(?:[^"\\]|\\.)*"|-?\d+|[A-Za-z_]\w*|&&|\|\||[=!<>]=|[()[\],.!<>]/g) ?? [];

const seconds = (text) => Date.parse(text) / 1000;
const all = (parts) => (parts.includes(false) ? false : parts.includes(undefined) ? undefined : true);
const any = (parts) => (parts.includes(true) ? true : parts.includes(undefined) ? undefined : false);
const not = (value) => (value === undefined ? undefined : !value);

/** Reads and evaluates in one pass, over `facts`, by parameter. */
export function evaluateCondition(text, facts) {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at++];
  const isNext = (token) => tokens[at] === token && ++at > 0;

  function value() {
    if (isNext("[")) {
      const items = [];
      while (!isNext("]")) {
        items.push(value());
        isNext(",");
      }
      return items.includes(undefined) ? undefined : items;
    }
    const token = next();
    if (token === "true" || token === "false") return token === "true";
    if (token === "timestamp") {
      next();
      const time = seconds(value());
      next();
      return time;
    }
    if (token[0] === '"') return JSON.parse(token);
    return /^-?\d/.test(token) ? Number(token) : facts[token];
  }

  function primary() {
    if (isNext("!")) return not(primary());
    if (isNext("(")) {
      const inner = either();
      next();
      return inner;
    }
    const left = value();
    // A.all(x, x in B)
    if (isNext(".")) {
      at += 5;
      next();
      const set = value();
      next();
      return left === undefined || set === undefined ? undefined : left.every((item) => set.includes(item));
    }
    const sign = /^(in|[=!<>]=|<|>)$/.test(tokens[at] ?? "") ? next() : undefined;
    if (sign === undefined) return left;
    const right = value();
    if (left === undefined || right === undefined) return undefined;
    if (sign === "in") return right.includes(left);
    const tests = { "==": left === right, "!=": left !== right, "<": left < right, "<=": left <= right };
    return tests[sign] ?? (sign === ">" ? left > right : left >= right);
  }

  function both() {
    const parts = [primary()];
    while (isNext("&&")) parts.push(primary());
    return all(parts);
  }
  function either() {
    const parts = [both()];
    while (isNext("||")) parts.push(both());
    return any(parts);
  }
  return either();
}
