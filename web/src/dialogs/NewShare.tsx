import { levels, type Action, type Level, type Resource, type Subject } from "lockstep";
import { useState } from "react";
import { doneText } from "../follow/perform";
import { ask, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Effects } from "./Effects";
import styles from "./ShareDialog.module.css";

export const levelIds = Object.keys(levels) as Level[];

export const keyOf = (who: Subject): string => (who.group === undefined ? `user:${who.user}` : `group:${who.group}`);

/** With whom, at which level, and what that would change. Whom the engine refuses is greyed and says why. */
export function NewShare({ action, resource }: { action: Action; resource: Resource }) {
  const { facts, access } = useSession();
  const carryOut = useDashboard((state) => state.carryOut);
  const [who, setWho] = useState<string | null>(null);
  const [level, setLevel] = useState<Level>("view");
  const candidates: { who: Subject; title: string }[] = [
    ...facts.groups.map((group) => ({ who: { group: group.id }, title: group.name })),
    ...facts.users.map((user) => ({ who: { user: user.id }, title: user.name })),
  ];
  const options = candidates
    .map((one) => ({ one, decision: ask(access, { action, resource, context: { with: one.who, level } }) }))
    .map(({ one, decision }) => ({ value: keyOf(one.who), title: one.title, off: !decision.allowed, ...(decision.allowed ? {} : { note: decision.message }) }));
  const chosen = candidates.find((one) => keyOf(one.who) === who);
  const question: Question | null = chosen ? { action, resource, context: { with: chosen.who, level } } : null;

  async function send() {
    if (!question) return;
    const answer = await carryOut([question], doneText(action, 1));
    if (answer?.allowed) setWho(null);
  }

  return (
    <>
      <div className={styles.add}>
        <Choice label="Share with" placeholder="Person or group" value={who} options={options} onChoose={setWho} />
        <div className={styles.level}>
          <Choice<Level> label="Level" value={level} options={levelIds.map((value) => ({ value, title: levels[value].title }))} onChoose={setLevel} />
        </div>
        <Button look="primary" className={styles.send} aria-disabled={question ? undefined : true} onClick={() => void send()} data-send>
          Share
        </Button>
      </div>
      <Effects question={question} />
    </>
  );
}
