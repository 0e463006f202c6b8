// The cells of one user's matrix, as a list of the places where something begins.
import type { Cell } from "lockstep/live";
import { parentOf } from "../session/paths";

export interface Reached {
  readonly cell: Cell;
  /** The places below with the same level through the same grants. */
  readonly below: Cell[];
}

const sourceOf = ({ level, because }: Cell): string => JSON.stringify([level, because]);

/** Returns the cell's row, or that of the nearest place above it that has one. */
function rowAbove(rows: ReadonlyMap<string, Reached>, path: string): Reached | undefined {
  for (let at = path; at !== "/"; ) {
    at = parentOf(at);
    const row = rows.get(at);
    if (row) return row;
  }
  return undefined;
}

export function reachedBy(cells: readonly Cell[]): Reached[] {
  const rows = new Map<string, Reached>();
  const list: Reached[] = [];
  const depthOf = ({ path = "" }: Cell): number => path.split("/").length;
  for (const cell of [...cells].sort((a, b) => depthOf(a) - depthOf(b))) {
    const above = cell.path === undefined ? undefined : rowAbove(rows, cell.path);
    const isSame = above !== undefined && sourceOf(above.cell) === sourceOf(cell);
    const row = isSame ? above : { cell, below: [] };
    if (isSame) row.below.push(cell);
    else list.push(row);
    if (cell.path !== undefined) rows.set(cell.path, row);
  }
  return list.sort((a, b) => (a.cell.path ?? "~").localeCompare(b.cell.path ?? "~"));
}
