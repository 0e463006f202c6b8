// What the cards and rows of one list share: how they are pressed, selected and opened.
import type { MouseEvent } from "react";
import type { MenuPlace } from "../follow/ActionMenu";
import { perform } from "../follow/perform";
import type { Address } from "../session/address";
import type { Entry } from "../session/listing";
import { useDashboard } from "../session/store";
import { isPlainPress } from "../shell/PlaceLink";

/** The calls of an item. They stay the same objects, so an item is drawn again only if it changes. */
export interface ItemCalls {
  readonly press: (entry: Entry, event: MouseEvent) => void;
  readonly check: (entry: Entry, extend: boolean) => void;
  /** Selects from the last item that was checked to this one. */
  readonly extendTo: (path: string) => void;
  readonly openMenu: (entry: Entry, place: MenuPlace) => void;
}

/** What a list gives to each of its cards or rows. */
export interface ItemProps {
  readonly entry: Entry;
  readonly index: number;
  /** Whether it is the list's tab stop. */
  readonly active: boolean;
  readonly menuId: string | undefined;
  readonly calls: ItemCalls;
}

interface ListState {
  /** The paths in the order of the screen. */
  order: readonly string[];
  anchor: string | null;
}

/** `state` is read at each call; `openMenu` shows the menu of an item. */
export function itemCalls(state: { current: ListState }, openMenu: ItemCalls["openMenu"]): ItemCalls {
  function extendTo(path: string): void {
    const { order, anchor } = state.current;
    const ends = [order.indexOf(anchor ?? path), order.indexOf(path)];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    useDashboard.getState().select(from < 0 ? [path] : order.slice(from, to + 1));
  }

  function check(entry: Entry, extend: boolean): void {
    if (extend) {
      extendTo(entry.path);
      return;
    }
    state.current.anchor = entry.path;
    useDashboard.getState().toggle(entry.path);
  }

  function press(entry: Entry, event: MouseEvent): void {
    const isRange = event.shiftKey && event.button === 0;
    if (!isRange && !isPlainPress(event)) return;
    event.preventDefault();
    if (isRange) extendTo(entry.path);
    else void perform({ action: "asset.view", resource: entry.path });
  }

  return { press, check, extendTo, openMenu };
}

/** Where a link to an entry leads: into a folder, or to the details of a file in the folder that it is in. */
export const placeOfEntry = ({ kind, path }: Entry): Partial<Address> =>
  kind === "folder" ? { view: "library", path, collection: null } : { open: path };

/** Opens the menu of an item where the pointer is; by the keyboard, at the item itself. */
export function menuPlaceOf(event: MouseEvent, opener: HTMLElement): MenuPlace {
  const { clientX, clientY } = event;
  if (clientX === 0 && clientY === 0) return { anchor: opener, opener };
  return { anchor: { getBoundingClientRect: () => new DOMRect(clientX, clientY, 0, 0) }, opener };
}
