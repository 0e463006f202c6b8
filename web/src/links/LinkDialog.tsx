import { File, Folder, Images } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import type { Resource } from "lockstep";
import type { Link } from "lockstep/live";
import { FormDialog } from "../dialogs/FormDialog";
import { PickList, type Pick } from "../dialogs/PickList";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import { beginningOf, dayOf, endOf } from "../session/days";
import { search } from "../session/listing";
import { nameOfItem } from "../session/names";
import { ask, type OwnContext, type Question } from "../session/question";
import { useSession } from "../session/store";
import { Field } from "../ui/Field";
import styles from "./LinkDialog.module.css";

/** What a link says of itself, as the form's fields have it: dates as the browser writes them, or "". */
interface Draft {
  starts: string;
  ends: string;
  hasPassword: boolean;
  exposeUnpublished: boolean;
}

const draftOf = (link: Link | undefined): Draft => ({
  starts: dayOf(link?.startsAt),
  ends: dayOf(link?.endsAt),
  hasPassword: link?.hasPassword ?? false,
  exposeUnpublished: link?.exposeUnpublished ?? false,
});

/**
 * From the beginning of the one day to the end of the other. Both always, so that they are held against each other; null
 * takes away the one that was emptied.
 */
const contextOf = ({ starts, ends, ...rest }: Draft, link: Link | undefined): OwnContext => ({
  startsAt: link?.startsAt && !starts ? null : beginningOf(starts, link?.startsAt),
  endsAt: link?.endsAt && !ends ? null : endOf(ends, link?.endsAt),
  ...rest,
});

/** The terms of a public link: of a new one on something, or of one that there is. */
export function LinkDialog({ question }: { question: Question }) {
  const session = useSession();
  const { resource } = question;
  const link = typeof resource === "object" && "link" in resource ? session.facts.links.find(({ id }) => id === resource.link) : undefined;
  const [target, setTarget] = useState<Resource | undefined>(resource);
  const [draft, setDraft] = useState(() => draftOf(link));
  const asked: Question = { ...question, resource: target, context: contextOf(draft, link) };
  const { decision, send } = useRequest(asked);
  const lead = link ? nameOfItem(session, link.on) : typeof resource === "string" ? resource : undefined;
  return (
    <FormDialog question={asked} decision={target !== undefined ? decision : { ...decision, allowed: false }} lead={lead} onSend={() => send()}>
      <div className={styles.fields}>
        {resource === undefined && <TargetPicks action={question.action} chosen={target} onChoose={setTarget} />}
        <div className={styles.dates}>
          <Field label="Works from" name="starts" type="date" value={draft.starts} problems={[]} onChange={(event) => setDraft({ ...draft, starts: event.target.value })} />
          <Field label="Until the end of" name="ends" type="date" value={draft.ends} problems={target === undefined ? [] : problemsOf(decision)} onChange={(event) => setDraft({ ...draft, ends: event.target.value })} />
        </div>
        <Tick label="Asks for a password" checked={draft.hasPassword} onChange={(hasPassword) => setDraft({ ...draft, hasPassword })} />
        <Tick label="Shows drafts too" checked={draft.exposeUnpublished} onChange={(exposeUnpublished) => setDraft({ ...draft, exposeUnpublished })} />
      </div>
    </FormDialog>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

/** So many are offered at once; the words find the others. */
const offered = 30;

interface TargetPicksProps {
  action: Question["action"];
  chosen: Resource | undefined;
  onChoose: (resource: Resource) => void;
}

/** What a new link may open: greyed where the engine refuses. */
function TargetPicks({ action, chosen, onChoose }: TargetPicksProps) {
  const session = useSession();
  const [words, setWords] = useState("");
  const targets = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    const collections = session.listing.collections.filter(({ name }) => name.toLowerCase().includes(wanted));
    return [
      ...collections.map(({ id, name }): [Resource, string, ReactNode] => [{ collection: id }, name, <Images aria-hidden />]),
      ...search(session.listing, words).map(({ path, kind }): [Resource, string, ReactNode] => [path, path, kind === "folder" ? <Folder aria-hidden /> : <File aria-hidden />]),
    ].slice(0, offered);
  }, [session, words]);
  const picks = targets.map(([resource, name, icon]): Pick => ({
    key: JSON.stringify(resource),
    decision: ask(session.access, { action, resource }),
    title: (
      <>
        {icon}
        {name}
      </>
    ),
  }));
  return (
    <>
      <Field label="Find what it opens" name="find" value={words} problems={[]} onChange={(event) => setWords(event.target.value)} />
      <PickList label="What it opens" picks={picks} chosen={chosen === undefined ? null : JSON.stringify(chosen)} onChoose={(key) => onChoose(JSON.parse(key) as Resource)} />
    </>
  );
}
