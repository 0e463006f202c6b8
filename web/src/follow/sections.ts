// How actions are laid out in menus. Which actions there are, and their titles, stands in the policy.
import { actions, type Action } from "lockstep";

export interface Section {
  title: string;
  actions: Action[];
}

export function inSections(list: readonly Action[]): Section[] {
  const sections = new Map<string, Action[]>();
  for (const action of list) {
    const title = sectionOf(action);
    sections.set(title, [...(sections.get(title) ?? []), action]);
  }
  return [...sections].map(([title, members]) => ({ title, actions: members }));
}

export function sectionOf(action: Action): string {
  const noun = action.split(".")[0] ?? action;
  return actions[action].section ?? noun.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
}

/** Asked elsewhere: by the search field, and by each row of the share dialog. */
const elsewhere: readonly Action[] = ["asset.search", "asset.unshare", "collection.search", "collection.unshare"];

export function withButtons(list: readonly Action[]): Action[] {
  return list.filter((action) => !elsewhere.includes(action));
}
