import { useState } from "react";
import { keepRemark, remarkOf } from "../demo/remarks";
import { nameOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";
import { Problems, Words } from "../ui/Field";
import { FormDialog } from "./FormDialog";
import { problemsOf, useRequest } from "./useRequest";

/** */
const longest = 500;

const commentIds = (): string[] => (useDashboard.getState().session?.facts.comments ?? []).map(({ id }) => id);

/** The words of a new comment, or of one's own that is changed. */
export function CommentDialog({ question }: { question: Question }) {
  const comment = question.context?.comment;
  const [words, setWords] = useState(comment === undefined ? "" : remarkOf(comment));
  const { decision, send } = useRequest(question);
  const isEmpty = words.trim() === "";

  async function sendWords() {
    const before = new Set(commentIds());
    if (!(await send())) return;
    const made = comment ?? commentIds().find((id) => !before.has(id));
    if (made !== undefined) keepRemark(made, words.trim());
  }

  return (
    <FormDialog
      question={question}
      decision={isEmpty ? { ...decision, allowed: false } : decision}
      lead={nameOf(pathOf(question.resource) ?? "")}
      button={comment === undefined ? "Add" : "Save"}
      onSend={sendWords}>
      <Words
        label="Comment"
        name="words"
        maxLength={longest}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Problems problems={problemsOf(decision)} />
    </FormDialog>
  );
}
