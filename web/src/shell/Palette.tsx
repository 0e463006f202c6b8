import { actions, type Action } from "lockstep";
import { useAccess } from "lockstep/react";
import { File, Folder, Lock } from "lucide-react";
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode } from "react";
import { ActionIcon } from "../follow/icons";
import { marks } from "../follow/marks";
import { useUnavailable } from "../follow/offer";
import { perform } from "../follow/perform";
import { withButtons } from "../follow/sections";
import { placeOfEntry } from "../library/items";
import type { Address } from "../session/address";
import { nextUp, search, type Entry } from "../session/listing";
import { nameOf } from "../session/paths";
import { actionsOn, pathOf, type Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { controlTitle } from "../session/titles";
import { Modal } from "../ui/Modal";
import { Name } from "../ui/Name";
import { pages } from "./pages";
import styles from "./Palette.module.css";

/** An entry that is greyed has a reason; those that the engine hides are left out. */
interface Choice {
  readonly key: string;
  readonly title: string;
  readonly note?: string | undefined;
  readonly icon: ReactNode;
  readonly question?: Question;
  readonly reason?: string | undefined;
  readonly run: () => void;
}

const most = 40;

/** What the actions of the palette are about: what is open, else the folder that one is in. */
function placeNow({ listing }: Session): Entry | "/" {
  const { open, path, view } = useDashboard.getState();
  return (view === "library" && listing.byPath.get(open ?? path)) || (open && listing.byPath.get(open)) || "/";
}

function useChoices(): Choice[] {
  const session = useSession();
  const access = useAccess();
  const explain = useDashboard((state) => state.explain);
  const away = useUnavailable("asset.move");
  return useMemo(() => {
    const place = placeNow(session);
    const path = place === "/" ? "/" : place.path;
    const here = withButtons(actionsOn(path, place === "/" ? "folder" : place.kind)).filter(
      (one) => one !== "asset.view",
    );
    const ofAccount = withButtons(actionsOn(undefined));
    function choiceOf(question: Question, title: string, icon: ReactNode, run: () => void, isLocal = false): Choice[] {
      const decision = access.decide(question);
      if (decision.show === "hidden") return [];
      const reason = decision.allowed ? (isLocal ? undefined : (away ?? undefined)) : decision.message;
      return [
        {
          key: `${title} ${JSON.stringify(question)}`,
          title,
          icon,
          question,
          reason,
          note:
            pathOf(question.resource) === undefined || isLocal ? undefined : path === "/" ? undefined : nameOf(path),
          run: reason === undefined ? run : () => explain(question),
        },
      ];
    }
    const act = (action: Action, resource?: string): Choice[] => {
      const question = { action, resource } as Question;
      const published = place === "/" ? undefined : place.published;
      return choiceOf(
        question,
        controlTitle(action, published),
        <ActionIcon action={action} />,
        () => void perform(question),
      );
    };
    const { go } = useDashboard.getState();
    return [
      ...pages.flatMap(({ page, name, icon: Icon, question }) =>
        choiceOf(
          question(session),
          name,
          <Icon aria-hidden />,
          () => go({ view: page, path: "/", collection: null }),
          true,
        ),
      ),
      ...here.flatMap((action) => act(action, path)),
      ...ofAccount.flatMap((action) => act(action)),
    ];
  }, [session, access, explain, away]);
}

/** A file is shown in its folder, with its details. */
const placeIn = ({ listing }: Session, entry: Entry): Partial<Address> => ({
  view: "library",
  path: nextUp(listing, entry.path),
  collection: null,
  ...placeOfEntry(entry),
});

function filesFor(session: Session, words: string): Choice[] {
  if (words === "") return [];
  return search(session.listing, words)
    .slice(0, 12)
    .map((entry) => ({
      key: entry.path,
      title: entry.name,
      note: entry.path,
      icon: entry.kind === "folder" ? <Folder aria-hidden /> : <File aria-hidden />,
      run: () => useDashboard.getState().go(placeIn(session, entry)),
    }));
}

/** Pages, files and actions by their names. Each follows the engine as its control does. */
export function Palette() {
  const session = useSession();
  const setOverlay = useDashboard((state) => state.setOverlay);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const all = useChoices();
  const id = useId();
  const wanted = words.trim().toLowerCase();
  const matching = all.filter(({ title, question }) =>
    `${title} ${question ? actions[question.action].title : ""}`.toLowerCase().includes(wanted),
  );
  const shown = [...matching, ...filesFor(session, wanted)].slice(0, most);
  const current = Math.min(at, shown.length - 1);

  function choose(choice: Choice | undefined) {
    if (!choice) return;
    setOverlay(null);
    choice.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((current + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === "Enter") choose(shown[current]);
    else return;
    event.preventDefault();
    document
      .getElementById(`${id}-${(current + (step ?? 0) + shown.length) % Math.max(1, shown.length)}`)
      ?.scrollIntoView({ block: "nearest" });
  }

  return (
    <Modal title="Go to, or do" onClose={() => setOverlay(null)} testId="palette">
      <input
        type="text"
        role="combobox"
        aria-label="Page, file or action"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length > 0 ? `${id}-${current}` : undefined}
        className={styles.input}
        value={words}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <p role="status" className="visuallyHidden">
        {shown.length} found
      </p>
      <div role="listbox" id={`${id}-list`} aria-label="Found" className={styles.list}>
        {shown.map((choice, i) => (
          <Option key={choice.key} id={`${id}-${i}`} choice={choice} isCurrent={i === current} onChoose={choose} />
        ))}
      </div>
      {shown.length === 0 && <p className={styles.none}>Nothing is called that.</p>}
    </Modal>
  );
}

interface OptionProps {
  id: string;
  choice: Choice;
  isCurrent: boolean;
  onChoose: (choice: Choice) => void;
}

function Option({ id, choice, isCurrent, onChoose }: OptionProps) {
  const { title, note, icon, question, reason } = choice;
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isCurrent}
      aria-disabled={reason === undefined ? undefined : true}
      aria-description={reason}
      className={styles.option}
      {...(question && marks(question, reason === undefined ? "enabled" : "disabled"))}
      onClick={() => onChoose(choice)}
      onKeyDown={() => undefined}>
      {icon}
      <span className={styles.words}>
        <Name>{title}</Name>
        {(reason ?? note) !== undefined && <span className={styles.note}>{reason ?? note}</span>}
      </span>
      {reason !== undefined && <Lock aria-hidden />}
    </div>
  );
}
