import { useAccess, useDecision } from "lockstep/react";
import { File, Folder, Images, type LucideIcon } from "lucide-react";
import { useMemo, useState } from "react";
import type { Decision, Resource } from "lockstep";
import type { Link } from "lockstep/live";
import { FormDialog } from "../dialogs/FormDialog";
import { PickList, type Pick } from "../dialogs/PickList";
import { problemsOf } from "../dialogs/useRequest";
import { beginningOf, dayOf, endOf } from "../session/days";
import { sentenceOfChange } from "../session/failures";
import { search } from "../session/listing";
import { nameOfItem } from "../session/names";
import type { OwnContext, Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { CopyField } from "../ui/CopyField";
import { Tick } from "../ui/Tick";
import { Field, Problems } from "../ui/Field";
import { Modal } from "../ui/Modal";
import { notify } from "../ui/toasts";
import { addressOf } from "../visitor/visit";
import { OpenLink } from "./OpenLink";
import { saveLink, shortestPassword } from "./save";
import styles from "./LinkDialog.module.css";

/** What a link says of itself, as the form's fields have it: dates as the browser writes them, or "". */
interface Draft {
  starts: string;
  ends: string;
  hasPassword: boolean;
  /** A new one; "" keeps the one there is. */
  password: string;
  exposeUnpublished: boolean;
}

const draftOf = (link: Link | undefined): Draft => ({
  starts: dayOf(link?.startsAt),
  ends: dayOf(link?.endsAt),
  hasPassword: link?.hasPassword ?? false,
  password: "",
  exposeUnpublished: link?.exposeUnpublished ?? false,
});

/**
 * From the beginning of the one day to the end of the other. Both always, so that they are held against each other;
 * null takes away the one that was emptied.
 */
const contextOf = ({ starts, ends, password: _, ...rest }: Draft, link: Link | undefined): OwnContext => ({
  startsAt: link?.startsAt && !starts ? null : beginningOf(starts, link?.startsAt),
  endsAt: link?.endsAt && !ends ? null : endOf(ends, link?.endsAt),
  ...rest,
});

/** The terms of a public link: of a new one on something, which then shows its address, or of one that there is. */
export function LinkDialog({ question }: { question: Question }) {
  const session = useSession();
  const [made, setMade] = useState<string | null>(null);
  const { resource } = question;
  const link =
    typeof resource === "object" && "link" in resource
      ? session.facts.links.find(({ id }) => id === resource.link)
      : undefined;
  return made === null ? <Terms question={question} link={link} onMade={setMade} /> : <Made link={made} />;
}

function Terms({
  question,
  link,
  onMade,
}: {
  question: Question;
  link: Link | undefined;
  onMade: (link: string) => void;
}) {
  const session = useSession();
  const as = useDashboard((state) => state.as);
  const openDialog = useDashboard((state) => state.openDialog);
  const { resource } = question;
  const [target, setTarget] = useState<Resource | undefined>(resource);
  const [draft, setDraft] = useState(() => draftOf(link));
  const [refusal, setRefusal] = useState<{ draft: Draft; sentence: string } | null>(null);
  const asked: Question = { ...question, resource: target, context: contextOf(draft, link) };
  const decision = useDecision(asked);
  const lead = link ? nameOfItem(session, link.on) : typeof resource === "string" ? resource : undefined;
  const keepsPassword = link?.hasPassword === true && draft.password === "";
  const isShort = draft.hasPassword && !keepsPassword && draft.password.length < shortestPassword;
  const isReady = decision.allowed && target !== undefined && !isShort;

  async function send() {
    try {
      const id = await saveLink(as, asked, draft.hasPassword && !keepsPassword ? draft.password : undefined);
      if (!link) return onMade(id);
      notify({ title: "Public link changed" });
      openDialog(null);
    } catch (error) {
      setRefusal({ draft, sentence: sentenceOfChange(error) });
    }
  }

  return (
    <FormDialog question={asked} decision={{ ...decision, allowed: isReady }} lead={lead} onSend={send}>
      <div className={styles.fields}>
        {resource === undefined && <TargetPicks action={question.action} chosen={target} onChoose={setTarget} />}
        <div className={styles.dates}>
          <Field
            label="Works from (optional)"
            name="starts"
            type="date"
            value={draft.starts}
            problems={problemsOf(decision, "startsAt")}
            onChange={(event) => setDraft({ ...draft, starts: event.target.value })}
          />
          <Field
            label="Access ends (optional)"
            name="ends"
            type="date"
            value={draft.ends}
            problems={target === undefined ? [] : endProblemsOf(decision)}
            onChange={(event) => setDraft({ ...draft, ends: event.target.value })}
          />
        </div>
        <p className={styles.note}>From the beginning of the first day to the end of the last, in UTC.</p>
        <Tick
          label="Require a password"
          checked={draft.hasPassword}
          onChange={(hasPassword) => setDraft({ ...draft, hasPassword, password: "" })}
        />
        {draft.hasPassword && (
          <PasswordField
            isKept={link?.hasPassword === true}
            password={draft.password}
            onChange={(password) => setDraft({ ...draft, password })}
          />
        )}
        <Tick
          label="Include unpublished files"
          checked={draft.exposeUnpublished}
          onChange={(exposeUnpublished) => setDraft({ ...draft, exposeUnpublished })}
        />
        <Problems problems={refusal?.draft === draft ? [refusal.sentence] : []} />
      </div>
    </FormDialog>
  );
}

/** Returns the problems of all fields but the start. */
function endProblemsOf(decision: Decision): string[] {
  const atStart = problemsOf(decision, "startsAt");
  return problemsOf(decision).filter((sentence) => !atStart.includes(sentence));
}

function PasswordField({
  isKept,
  password,
  onChange,
}: {
  isKept: boolean;
  password: string;
  onChange: (password: string) => void;
}) {
  const [isShown, setShown] = useState(false);
  return (
    <div className={styles.password}>
      <Field
        label={isKept ? "New password (optional)" : "Password"}
        name="password"
        type={isShown ? "text" : "password"}
        value={password}
        problems={[]}
        note={
          isKept
            ? "Empty, the link keeps the password it has."
            : `At least ${shortestPassword} characters. Send it apart from the link.`
        }
        onChange={(event) => onChange(event.target.value)}
      />
      <Tick label="Show the password" checked={isShown} onChange={setShown} />
    </div>
  );
}

/** The address of a link that was just made, to take away. */
function Made({ link }: { link: string }) {
  const openDialog = useDashboard((state) => state.openDialog);
  const address = addressOf(link);
  return (
    <Modal
      title="Public link created"
      lead="Anyone with this address can open it, without an account."
      onClose={() => openDialog(null)}
      testId="made-link"
      footer={
        <>
          <OpenLink address={address} />
          <Button onClick={() => openDialog(null)}>Done</Button>
        </>
      }>
      <CopyField label="Address" text={address} />
    </Modal>
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
  const access = useAccess();
  const [words, setWords] = useState("");
  const targets = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    const collections = session.listing.collections.filter(({ name }) => name.toLowerCase().includes(wanted));
    return [
      ...collections.map(({ id, name }): [Resource, string, LucideIcon] => [{ collection: id }, name, Images]),
      ...search(session.listing, words).map(({ path, kind }): [Resource, string, LucideIcon] => [
        path,
        path,
        kind === "folder" ? Folder : File,
      ]),
    ].slice(0, offered);
  }, [session, words]);
  const picks = targets.map(
    ([resource, name, Icon]): Pick => ({
      key: JSON.stringify(resource),
      decision: access.decide({ action, resource }),
      title: (
        <>
          <Icon aria-hidden />
          {name}
        </>
      ),
    }),
  );
  return (
    <>
      <Field
        label="What should it open?"
        name="find"
        value={words}
        problems={[]}
        onChange={(event) => setWords(event.target.value)}
      />
      <PickList
        label="What it opens"
        picks={picks}
        chosen={chosen === undefined ? null : JSON.stringify(chosen)}
        onChoose={(key) => onChoose(JSON.parse(key) as Resource)}
      />
    </>
  );
}
