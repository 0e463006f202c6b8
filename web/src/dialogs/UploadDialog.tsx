import { CloudUpload } from "lucide-react";
import { useState } from "react";
import { pathOf, type Question } from "../session/question";
import { Problems } from "../ui/Field";
import { FormDialog } from "./FormDialog";
import { NameField } from "./NameField";
import { problemsOf, useRequest } from "./useRequest";
import styles from "./UploadDialog.module.css";

/** A simulated upload: the file's name is taken, its content stays where it is. */
export function UploadDialog({ question }: { question: Question }) {
  const [name, setName] = useState(question.context?.name ?? "new-photo.jpg");
  const newFile = question.action === "file.upload";
  const asked: Question = { ...question, context: newFile ? { name } : {} };
  const { decision, send } = useRequest(asked);
  return (
    <FormDialog question={asked} decision={decision} lead={pathOf(question.resource)} onSend={send}>
      <label
        className={styles.drop}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          setName(event.dataTransfer.files[0]?.name ?? name);
        }}>
        <CloudUpload aria-hidden />
        <span>Choose a file, or drop one here</span>
        <span className={styles.note}>Only its name is used in this demo</span>
        <input
          type="file"
          className="visuallyHidden"
          onChange={(event) => setName(event.target.files?.[0]?.name ?? name)}
        />
      </label>
      {!newFile && <Problems problems={problemsOf(decision)} />}
      {newFile && <NameField label="File name" asked={asked} decision={decision} name={name} onChange={setName} />}
    </FormDialog>
  );
}
