// Dragging of items and of files. What may be dropped where is the engine's answer, asked while the pointer is there.
import type { Decision } from "lockstep";
import type { DragEvent } from "react";
import { create } from "zustand";
import { jointly } from "../follow/jointly";
import { perform } from "../follow/perform";
import { many } from "../session/counting";
import type { Entry } from "../session/listing";
import { nameOf, parentOf } from "../session/paths";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { notify } from "../ui/toasts";

interface Drag {
  /** The items that are dragged; empty for files from elsewhere. */
  readonly paths: readonly string[];
  /** What a drop would do, or why it cannot. */
  readonly note: string | null;
}

export const useDrag = create<Drag>()(() => ({ paths: [], note: null }));

/** Drags the selection, or an item that is not in it. */
export function dragStart(entry: Entry, event: DragEvent): void {
  const { selection } = useDashboard.getState();
  event.dataTransfer.effectAllowed = "all";
  useDrag.setState({ paths: selection.has(entry.path) ? [...selection] : [entry.path], note: null });
}

export const dragEnd = (): void => useDrag.setState({ paths: [], note: null });

const isFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");

const asked = (action: Question["action"]): Question[] =>
  useDrag.getState().paths.map((resource) => ({ action, resource }) as Question);

/** Marks the target by the decision, and lets the browser drop there if it is allowed. */
function offer(event: DragEvent<HTMLElement>, decision: Decision, words: string, effect: "move" | "copy"): void {
  event.stopPropagation();
  event.currentTarget.dataset.drop = decision.allowed ? "yes" : "no";
  useDrag.setState({ note: decision.allowed ? words : decision.message });
  if (!decision.allowed) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = effect;
}

function leave(event: DragEvent<HTMLElement>): void {
  if (event.currentTarget.contains(event.relatedTarget as Node | null)) return;
  delete event.currentTarget.dataset.drop;
  useDrag.setState({ note: null });
}

function upload(folder: string, files: readonly File[]): void {
  const { session, carryOut } = useDashboard.getState();
  const questions = files.map(({ name }): Question => ({ action: "file.upload", resource: folder, context: { name } }));
  const [first] = questions;
  // One file has a form, where its name can be changed.
  if (first && questions.length === 1) return void perform(first);
  const refused = questions.filter((question) => !session?.access.can(question.action, folder, question.context));
  const [left] = refused;
  if (left)
    notify({
      title: `Not uploaded: ${many(refused.length, "file")}`,
      detail: `${left.context?.name}: ${session?.access.decide(left).message}`,
      tone: "bad",
    });
  const sent = questions.filter((question) => !refused.includes(question));
  if (sent.length > 0) void carryOut(sent);
}

/** Returns the handlers of a place that takes items, to move them there, and files, to upload them there. */
export function dropInto(folder: string) {
  const name = folder === "/" ? "the top folder" : nameOf(folder);
  return {
    onDragOver(event: DragEvent<HTMLElement>) {
      const { session } = useDashboard.getState();
      const { paths } = useDrag.getState();
      if (!session) return;
      // They are there already.
      if (paths.length > 0 && paths.every((path) => parentOf(path) === folder)) return;
      if (paths.length > 0)
        offer(
          event,
          jointly(session.access, asked("asset.move"), { to: folder }),
          `Move ${many(paths.length, "item")} to ${name}`,
          "move",
        );
      else if (isFiles(event))
        offer(event, session.access.decide({ action: "file.upload", resource: folder }), `Upload to ${name}`, "copy");
    },
    onDragLeave: leave,
    onDrop(event: DragEvent<HTMLElement>) {
      event.preventDefault();
      event.stopPropagation();
      delete event.currentTarget.dataset.drop;
      const moved = asked("asset.move").map((question) => ({ ...question, context: { to: folder } }));
      const files = [...event.dataTransfer.files];
      dragEnd();
      if (moved.length > 0) void useDashboard.getState().carryOut(moved);
      else if (files.length > 0) upload(folder, files);
    },
  };
}

/** Returns the handlers of a place that takes items, to choose the collection that they go into. */
export const dropIntoCollections = {
  onDragOver(event: DragEvent<HTMLElement>) {
    const { session } = useDashboard.getState();
    const questions = asked("asset.add_to_collection");
    if (!session || questions.length === 0) return;
    const words = `Add ${many(questions.length, "item")} to a collection`;
    offer(event, jointly(session.access, questions, {}), words, "copy");
  },
  onDragLeave: leave,
  onDrop(event: DragEvent<HTMLElement>) {
    event.preventDefault();
    event.stopPropagation();
    delete event.currentTarget.dataset.drop;
    const questions = asked("asset.add_to_collection");
    dragEnd();
    if (questions.length > 0) void perform(...questions);
  },
};
