import { CloudUpload } from "lucide-react";
import { useState } from "react";
import { doneText } from "../follow/perform";
import { useDecision } from "../follow/useDecision";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";
import { Field } from "../ui/Field";
import { FormDialog } from "./FormDialog";
import styles from "./UploadDialog.module.css";

/** A simulated upload: the file's name is taken, its content stays where it is. */
export function UploadDialog({ question }: { question: Question }) {
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const [name, setName] = useState("new-photo.jpg");
  const newFile = question.action === "file.upload";
  const asked: Question = { ...question, context: newFile ? { name } : {} };
  const decision = useDecision(asked);
  const problems = decision.allowed ? [] : decision.problems.length > 0 ? decision.problems.map((problem) => problem.message) : [decision.message];

  async function send() {
    const answer = await carryOut([asked], doneText(question.action, 1));
    if (answer.allowed) openDialog(null);
  }

  return (
    <FormDialog question={asked} decision={decision} lead={pathOf(question.resource)} onSend={send}>
      <label className={styles.drop}>
        <CloudUpload aria-hidden />
        <span>Choose a file</span>
        <span className={styles.note}>Only its name is used in this demo</span>
        <input type="file" className="visuallyHidden" onChange={(event) => setName(event.target.files?.[0]?.name ?? name)} />
      </label>
      {newFile && <Field label="File name" name="name" value={name} problems={problems} onChange={(event) => setName(event.target.value)} />}
    </FormDialog>
  );
}
