// What a destructive request takes, counted from what the person who asks can see.
import type { Action } from "lockstep";
import { remarkOf } from "../demo/remarks";
import { listed, many, quoted } from "../session/counting";
import type { Session } from "../session/following";
import type { Entry, Listing } from "../session/listing";
import { nameOfItem, nameOfPlace } from "../session/names";
import { nameOf, parentOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { controlTitle } from "../session/titles";

export interface Loss {
  /** The action, with the number of resources. */
  readonly title: string;
  readonly button: string;
  /** The losses, a sentence each. */
  readonly lines: readonly string[];
  /** Names or paths, where there is more than one thing. */
  readonly names?: readonly string[];
  /** What to type before it is done. */
  readonly typed?: string;
  /** Others may lose access by it: the server is asked who. */
  readonly isFelt?: boolean;
  /** The product would do it: nothing here is lost. */
  readonly isProducts?: boolean;
}

/** From so many files on, the word is typed. */
const veryMany = 50;

interface Taken {
  readonly files: number;
  readonly folders: number;
  readonly lines: readonly string[];
}

function withAllBelow(listing: Listing, path: string): Entry[] {
  const entry = listing.byPath.get(path);
  const below = (listing.children.get(path) ?? []).filter((child) => child.path !== path);
  return [...(entry ? [entry] : []), ...below.flatMap((child) => withAllBelow(listing, child.path))];
}

function takenBy({ facts }: Session, entries: readonly Entry[]): Taken {
  const ids = new Set(entries.map(({ id }) => id));
  const links = facts.links.filter(({ on }) => ids.has(on)).length;
  const comments = facts.comments.filter(({ on }) => ids.has(on)).length;
  const collections = facts.collections
    .filter(({ items }) => items?.some((id) => ids.has(id)))
    .map(({ name }) => quoted(name));
  const lines = [
    links > 0 && `${many(links, "public link")} ${links === 1 ? "stops" : "stop"} working.`,
    comments > 0 && `${many(comments, "comment")} ${comments === 1 ? "goes" : "go"} too.`,
    collections.length > 0 &&
      `${collections.length === 1 ? "The collection" : "The collections"} ${listed(collections)} ${collections.length === 1 ? "gets" : "get"} smaller.`,
  ];
  const count = (kind: Entry["kind"]) => entries.filter((entry) => entry.kind === kind).length;
  return { files: count("file"), folders: count("folder"), lines: lines.filter((line) => line !== false) };
}

const inWords = ({ files, folders }: Pick<Taken, "files" | "folders">): string =>
  listed([folders > 0 && many(folders, "folder"), files > 0 && many(files, "file")].filter((part) => part !== false));

function ofAssets(session: Session, paths: readonly string[]): Loss {
  const taken = takenBy(session, [
    ...new Map(
      paths.flatMap((path) => withAllBelow(session.listing, path)).map((entry) => [entry.path, entry]),
    ).values(),
  ]);
  const all = inWords(taken) || many(paths.length, "file");
  const typed = taken.files >= veryMany ? { typed: "delete" } : {};
  const [path = ""] = paths;
  const isOnePlace = paths.every((one) => parentOf(one) === parentOf(path));
  if (paths.length > 1)
    return {
      title: `Delete ${all}?`,
      button: `Delete ${all}`,
      lines: taken.lines,
      names: isOnePlace ? paths.map(nameOf) : paths,
      isFelt: true,
      ...typed,
    };
  const name = quoted(nameOf(path));
  if (session.listing.byPath.get(path)?.kind !== "folder")
    return { title: `Delete ${name}?`, button: "Delete file", lines: taken.lines, isFelt: true };
  const inside = inWords({ files: taken.files, folders: taken.folders - 1 });
  return inside === ""
    ? { title: `Delete the empty folder ${name}?`, button: "Delete folder", lines: taken.lines, isFelt: true }
    : {
        title: `Delete the folder ${name} with ${inside}?`,
        button: `Delete ${all}`,
        lines: taken.lines,
        isFelt: true,
        ...typed,
      };
}

function ofLibrary(session: Session): Loss {
  const taken = takenBy(session, [...session.listing.byPath.values()]);
  return {
    title: `Delete everything: ${inWords(taken) || "an empty library"}?`,
    button: "Delete everything",
    lines: ["Every share and every owner goes with it.", ...taken.lines],
    isFelt: true,
    typed: "delete everything",
  };
}

function ofUser({ facts, listing }: Session, id: string, name: string): Loss {
  const assets = [...listing.byPath.values()].filter(({ owner }) => owner === id).map(({ path }) => path);
  const collections = facts.collections.filter(({ owner }) => owner === id).map((one) => one.name);
  const groups = facts.groups.filter(({ members }) => members?.includes(id)).map((group) => quoted(group.name));
  const owned = [...assets, ...collections];
  const lines = [
    owned.length > 0 && `${name} owns ${many(owned.length, "thing")}, which stay without an owner:`,
    groups.length > 0 && `Leaves ${groups.length === 1 ? "the group" : "the groups"} ${listed(groups)}.`,
    "All that was shared with them ends. It does not come back when they are added again.",
  ];
  // The sentence about owned files is directly above the names.
  return {
    title: `Remove ${name}?`,
    button: `Remove ${name}`,
    lines: lines.filter((line) => line !== false).reverse(),
    names: owned,
  };
}

function ofCollection({ facts }: Session, id: string, name: string): Loss {
  const items = facts.collections.find((one) => one.id === id)?.items?.length ?? 0;
  const links = facts.links.filter(({ on }) => on === id).length;
  const lines = [
    items > 0 && `Its ${many(items, "item")} ${items === 1 ? "stays" : "stay"} in the library.`,
    links > 0 && `${many(links, "public link")} ${links === 1 ? "stops" : "stop"} working.`,
  ];
  return {
    title: `Delete the collection ${quoted(name)}?`,
    button: "Delete collection",
    lines: lines.filter((line) => line !== false),
    isFelt: true,
  };
}

function ofComments({ facts, listing }: Session, path: string, comment: string | undefined): Loss {
  if (comment !== undefined)
    return { title: "Delete your comment?", button: "Delete comment", lines: [remarkOf(comment)] };
  const on = listing.byPath.get(path)?.id;
  const comments = facts.comments.filter((one) => one.on === on);
  const names = [...new Set(comments.map(({ name }) => name ?? "a former user"))];
  return {
    title: `Delete ${many(comments.length, "comment")}?`,
    button: `Delete ${many(comments.length, "comment")}`,
    lines: names.length > 0 ? [`Written by ${listed(names)}.`] : [],
  };
}

/** Nothing of it is here: the engine only says whether it is allowed. */
function ofProduct(session: Session, questions: readonly Question[], action: Action): Loss {
  const title = controlTitle(action);
  const names = questions.map(({ resource }) => nameOfPlace(session, resource)).filter((name) => name !== "");
  return {
    title: `${title}?`,
    button: title,
    lines: names.length === 1 ? names : [],
    ...(names.length > 1 && { names }),
    isProducts: true,
  };
}

export function lossOf(session: Session, questions: readonly Question[]): Loss {
  const [first] = questions;
  if (!first) throw new Error("nothing is asked");
  const { action, resource, context } = first;
  const name = nameOfPlace(session, resource);
  const id = typeof resource === "object" ? (Object.values(resource)[0] as string) : "";
  switch (action) {
    case "asset.delete":
      return ofAssets(
        session,
        questions.map((question) => pathOf(question.resource) ?? ""),
      );
    case "media_library.delete_all":
      return ofLibrary(session);
    case "user.remove":
      return ofUser(session, id, name);
    case "group.delete":
      return {
        title: `Delete the group ${quoted(name)}?`,
        button: "Delete group",
        lines: ["Its members keep only what is shared with them in another way."],
        isFelt: true,
      };
    case "collection.delete":
      return ofCollection(session, id, name);
    case "link.delete": {
      const on = session.facts.links.find((link) => link.id === id)?.on ?? "";
      return {
        title: "Delete the public link?",
        button: "Delete link",
        lines: [`It opens ${quoted(nameOfItem(session, on))} to nobody any more.`],
      };
    }
    case "comment.delete":
    case "comment.delete_thread":
      return ofComments(session, pathOf(resource) ?? "", context?.comment);
    case "api_key.delete":
      return {
        title: "Delete the API key?",
        button: "Delete key",
        lines: ["Programs that use it stop working at once."],
      };
    default:
      return ofProduct(session, questions, action);
  }
}
