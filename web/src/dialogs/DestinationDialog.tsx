import { useAccess } from "lockstep/react";
import { Folder, House } from "lucide-react";
import { useMemo, useState } from "react";
import { jointly } from "../follow/jointly";
import { useTopTitle } from "../library/useTopTitle";
import { many } from "../session/counting";
import type { Listing } from "../session/listing";
import { parentOf } from "../session/paths";
import { placeOf, type OwnContext, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { reasonInWords } from "../session/words";
import { Field } from "../ui/Field";
import { Name } from "../ui/Name";
import { Tick } from "../ui/Tick";
import { FormDialog } from "./FormDialog";
import { PickList, type Pick } from "./PickList";
import styles from "./DestinationDialog.module.css";

function foldersBelow(listing: Listing, path: string, depth: number): { path: string; name: string; depth: number }[] {
  return (listing.children.get(path) ?? [])
    .filter((entry) => entry.kind === "folder")
    .flatMap((entry) => [
      { path: entry.path, name: entry.name, depth },
      ...foldersBelow(listing, entry.path, depth + 1),
    ]);
}

/** Where to move or copy: the visible folders that the engine allows, and on demand the others, greyed. */
export function DestinationDialog({ questions }: { questions: Question[] }) {
  const access = useAccess();
  const { listing } = useSession();
  const top = useTopTitle();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const [to, setTo] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const [isAll, setAll] = useState(false);

  const folders = useMemo(
    () =>
      [{ path: "/", name: top, depth: 0 }, ...foldersBelow(listing, "/", 1)].map((folder) => ({
        ...folder,
        decision: jointly(access, questions, { to: folder.path }),
      })),
    [access, listing, questions, top],
  );
  const open = folders.filter(({ decision }) => decision.allowed);
  const refused = folders.length - open.length;
  const isWanted = ({ path, name }: { path: string; name: string }) =>
    `${name} ${path}`.toLowerCase().includes(words.trim().toLowerCase());
  const isTree = isAll && words.trim() === "";
  const picks = (isAll ? folders : open).filter(isWanted).map(
    ({ path, name, depth, decision }): Pick => ({
      key: path,
      depth: isTree ? depth : 0,
      decision,
      reason: decision.allowed || decision.reason === undefined ? undefined : reasonInWords(decision.reason),
      title: (
        <>
          {path === "/" ? <House aria-hidden /> : <Folder aria-hidden />}
          <Name>{name}</Name>
          {!isTree && parentOf(path) !== "/" && <span className={styles.in}>in {parentOf(path).slice(1)}</span>}
        </>
      ),
    }),
  );

  const [first] = questions;
  if (!first) return null;
  const context: OwnContext = to === null ? {} : { to };
  const decision = jointly(access, questions, context);

  async function send() {
    if (to === null || !first) return;
    const answer = await carryOut(questions.map((question) => ({ ...question, context })));
    if (answer?.allowed) openDialog(null);
  }

  const lead = questions.length === 1 ? placeOf(first.resource) : `${questions.length} selected`;
  return (
    <FormDialog
      question={{ ...first, context }}
      decision={to === null ? { ...decision, allowed: false } : decision}
      lead={lead}
      onSend={send}>
      <Field
        label="Find a folder"
        name="folder"
        type="search"
        value={words}
        problems={[]}
        onChange={(event) => setWords(event.target.value)}
      />
      {picks.length > 0 && <PickList label="Destination" picks={picks} chosen={to} onChoose={setTo} />}
      <p role="status" className={styles.note}>
        {picks.length === 0 &&
          (open.length === 0 ? "There is no folder that this may go to." : "No folder has this name.")}
      </p>
      {refused > 0 && (
        <Tick label={`Show ${many(refused, "folder")} where this can't go`} checked={isAll} onChange={setAll} />
      )}
    </FormDialog>
  );
}
