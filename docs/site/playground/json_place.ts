// Where a value is in a JSON document that may be half written: from a position to a path, and from a path to a range.

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

export type Path = readonly (string | number)[];

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is written at a position. */
export interface Place {
  /** The path of the value; of a key, the path of the object that it is in. */
  readonly path: Path;
  readonly isKey: boolean;
  /** The key or the value that is there, with its quotes. */
  readonly range: Range;
  /** The keys that the object has already. */
  readonly keys: readonly string[];
}

const values = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

const tree = (state: EditorState) => ensureSyntaxTree(state, state.doc.length, 200) ?? syntaxTree(state);

/** Returns the range of what a JSON pointer names: a key with its value, or an item; the nearest above, if absent. */
export function rangeOf(state: EditorState, pointer: string): Range {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  let node = tree(state).topNode.firstChild;
  let found: Range = { from: 0, to: firstLine(state) };
  for (const step of steps) {
    const next = node && (node.name === "Array" ? itemsOf(node)[Number(step)] : propertyOf(state, node, step));
    if (!next) break;
    found = next.name === "Property" ? (next.getChild("PropertyName") ?? next) : next;
    node = next.name === "Property" ? writtenValue(next) : next;
  }
  const last = node && ["String", "Number", "True", "False", "Null"].includes(node.name) ? node : undefined;
  return steps.length > 0 && last && last.from >= found.from
    ? { from: found.from, to: last.to }
    : clipped(state, found);
}

/** Returns what is at a position, or is to be written there. */
export function placeAt(state: EditorState, position: number): Place | undefined {
  let node: SyntaxNode | null = tree(state).resolveInner(position, -1);
  while (node && !["Property", "Object", "Array", "PropertyName", "String"].includes(node.name) && node.parent)
    node = node.parent;
  if (!node) return undefined;
  if (node.name === "PropertyName") return keyPlace(state, ownerOf(node), node);
  if (node.name === "String") return { path: pathOf(state, node), isKey: false, range: node, keys: [] };
  const word = wordAt(state, position);
  if (node.name === "Property") {
    if (afterColon(state, node, position)) return { path: pathOf(state, node), isKey: false, range: word, keys: [] };
    return keyPlace(state, node.parent, word);
  }
  if (node.name === "Array") {
    const index = itemsOf(node).filter(({ to }) => to < position).length;
    return { path: [...pathOf(state, node), index], isKey: false, range: word, keys: [] };
  }
  return node.name === "Object" ? keyPlace(state, node, word) : undefined;
}

function keyPlace(state: EditorState, object: SyntaxNode | null, { from, to }: Range): Place | undefined {
  if (!object) return undefined;
  const others = object.getChildren("Property").filter((each) => each.from !== from);
  return {
    path: pathOf(state, object),
    isKey: true,
    range: { from, to },
    keys: others.map((each) => nameOf(state, each)),
  };
}

/** The object of a key, which has a property around it, or none while it is half written. */
function ownerOf(key: SyntaxNode): SyntaxNode | null {
  const above = key.parent;
  return above?.name === "Property" ? above.parent : above;
}

function pathOf(state: EditorState, node: SyntaxNode): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.name === "Property") path.unshift(nameOf(state, at));
    else if (at.parent?.name === "Array" && values.has(at.name)) path.unshift(indexOf(at));
  }
  return path;
}

function indexOf(item: SyntaxNode): number {
  return itemsOf(item.parent as SyntaxNode).findIndex(({ from }) => from === item.from);
}

function itemsOf(array: SyntaxNode): SyntaxNode[] {
  const items: SyntaxNode[] = [];
  for (let child = array.firstChild; child; child = child.nextSibling) if (values.has(child.name)) items.push(child);
  return items;
}

function propertyOf(state: EditorState, object: SyntaxNode, name: string): SyntaxNode | undefined {
  return object.getChildren("Property").find((each) => nameOf(state, each) === name);
}

function writtenValue(property: SyntaxNode): SyntaxNode | null {
  const last = property.lastChild;
  return last && values.has(last.name) ? last : null;
}

function nameOf(state: EditorState, property: SyntaxNode): string {
  const key = property.getChild("PropertyName");
  if (!key) return "";
  try {
    return JSON.parse(state.sliceDoc(key.from, key.to));
  } catch {
    return "";
  }
}

function afterColon(state: EditorState, property: SyntaxNode, position: number): boolean {
  const key = property.getChild("PropertyName");
  return key !== null && state.sliceDoc(key.to, position).includes(":");
}

/** The letters before a position that are no value yet. */
function wordAt(state: EditorState, position: number): Range {
  const line = state.doc.lineAt(position);
  const written = /[\w."-]*$/.exec(line.text.slice(0, position - line.from))?.[0] ?? "";
  return { from: position - written.length, to: position };
}

const firstLine = (state: EditorState) => state.doc.line(1).to;

/** An object of many lines is marked at its first one. */
function clipped(state: EditorState, { from, to }: Range): Range {
  return { from, to: Math.min(to, state.doc.lineAt(from).to) };
}
