import { levels, type Action, type Level, type Resource, type Subject } from "lockstep";
import type { Share } from "lockstep/live";
import { useState } from "react";
import { dayOf, endOf } from "../session/days";
import { ask, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { Effects } from "./Effects";
import styles from "./ShareDialog.module.css";
import { problemsOf } from "./useRequest";

export const levelIds = Object.keys(levels) as Level[];

export const keyOf = (who: Subject): string => (who.group === undefined ? `user:${who.user}` : `group:${who.group}`);

/** What was filled in; what was left alone is as in the share there is, if any. */
interface Draft {
  who: string | null;
  level?: Level;
  lastDay?: string;
}

interface NewShareProps {
  action: Action;
  resource: Resource;
  /** The shares there are on this very thing; absent until they are known. */
  given: readonly Share[] | undefined;
}

/** With whom, at which level, until when, and what that would change. Whom the engine refuses is greyed and says why. */
export function NewShare({ action, resource, given }: NewShareProps) {
  const { facts, access } = useSession();
  const carryOut = useDashboard((state) => state.carryOut);
  const [draft, setDraft] = useState<Draft>({ who: null });
  const known = given?.find((one) => keyOf(one.with) === draft.who);
  const level = draft.level ?? known?.level ?? "view";
  const lastDay = draft.lastDay ?? dayOf(known?.until);
  const until = endOf(lastDay, known?.until);
  const candidates: { who: Subject; title: string }[] = [
    ...facts.groups.map((group) => ({ who: { group: group.id }, title: group.name })),
    ...facts.users.map((user) => ({ who: { user: user.id }, title: user.name })),
  ];
  const questionOf = (who: Subject): Question => ({ action, resource, context: { with: who, level, until } });
  const options = candidates
    .map((one) => ({ one, decision: ask(access, questionOf(one.who)) }))
    .map(({ one, decision }) => ({ value: keyOf(one.who), title: one.title, off: !decision.allowed, ...(decision.allowed ? {} : { note: decision.message }) }));
  const chosen = candidates.find((one) => keyOf(one.who) === draft.who);
  const question = chosen && given ? questionOf(chosen.who) : null;
  const problems = question ? problemsOf(ask(access, question)) : [];

  async function send() {
    if (!question) return;
    const answer = await carryOut([question]);
    if (answer?.allowed) setDraft({ who: null });
  }

  return (
    <>
      <div className={styles.add}>
        <Choice label="Share with" placeholder="Person or group" value={draft.who} options={options} onChoose={(who) => setDraft({ ...draft, who })} />
        <div className={styles.level}>
          <Choice<Level> label="Level" value={level} options={levelIds.map((value) => ({ value, title: levels[value].title }))} onChoose={(level) => setDraft({ ...draft, level })} />
        </div>
        <Button look="primary" className={styles.send} aria-disabled={question ? undefined : true} onClick={() => void send()} data-send>
          Share
        </Button>
        <div className={styles.until}>
          <Field label="Until the end of (optional)" name="until" type="date" value={lastDay} problems={problems} onChange={(event) => setDraft({ ...draft, lastDay: event.target.value })} />
        </div>
      </div>
      <Effects question={question} />
    </>
  );
}
