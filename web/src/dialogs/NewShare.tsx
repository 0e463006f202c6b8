import { levels, type Action, type Decision, type Level, type Resource, type Subject } from "lockstep";
import { useAccess } from "lockstep/react";
import type { Share } from "lockstep/live";
import { useState } from "react";
import { useBusy } from "../follow/useBusy";
import { greyed } from "../follow/marks";
import { offerOf, useUnavailable } from "../follow/offer";
import { dayOf, endOf } from "../session/days";
import type { Question } from "../session/question";
import { useAway, useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { Choice, type Option } from "../ui/Choice";
import { Field, Problems } from "../ui/Field";
import { Effects } from "./Effects";
import styles from "./ShareDialog.module.css";
import { problemsOf } from "./useRequest";

export const levelIds = Object.keys(levels) as Level[];

export const keyOf = (who: Subject): string => (who.group === undefined ? `user:${who.user}` : `group:${who.group}`);

/** A choice that the engine refuses is greyed and says why. */
export function optionOf<Value extends string>(value: Value, title: string, decision: Decision): Option<Value> {
  return decision.allowed ? { value, title } : { value, title, off: true, note: decision.message };
}

/** The values of the form. A field that was not touched has the value of the present share, if there is one. */
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

/** With whom, at which level, until when, and what that would change. */
export function NewShare({ action, resource, given }: NewShareProps) {
  const access = useAccess();
  const { facts } = useSession();
  const away = useAway();
  const unavailable = useUnavailable(action);
  const carryOut = useDashboard((state) => state.carryOut);
  const { busy, once } = useBusy();
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
  // The choice of users does not depend on the day, whose faults are shown at its own field.
  const options = candidates.map(({ who, title }) =>
    optionOf(keyOf(who), title, access.decide({ action, resource, context: { with: who, level } })),
  );
  const chosen = candidates.find((one) => keyOf(one.who) === draft.who);
  const question = chosen && given ? questionOf(chosen.who) : null;
  const decision = question && offerOf(access.decide(question), unavailable);
  const press = question && decision ? greyed(question, decision) : { "aria-disabled": true as const };

  async function send() {
    if (!question || !decision?.allowed) return;
    const answer = await carryOut([question]);
    if (answer?.allowed) setDraft({ who: null });
  }

  return (
    <>
      <div className={styles.add}>
        <Choice
          label="Share with"
          placeholder="Person or group"
          value={draft.who}
          options={options}
          onChoose={(who) => setDraft({ ...draft, who })}
        />
        <div className={styles.level}>
          <Choice<Level>
            label="Level"
            value={level}
            options={levelIds.map((value) => ({ value, title: levels[value].title }))}
            onChoose={(level) => setDraft({ ...draft, level })}
          />
        </div>
        <Button
          look="primary"
          className={styles.send}
          {...press}
          aria-busy={busy || undefined}
          onClick={() => void once(send)}
          data-send>
          Share
        </Button>
        <div className={styles.until}>
          <Field
            label="Access ends (optional)"
            note="At the end of that day, in UTC."
            name="until"
            type="date"
            value={lastDay}
            problems={decision ? problemsOf(decision) : []}
            onChange={(event) => setDraft({ ...draft, lastDay: event.target.value })}
          />
        </div>
      </div>
      <Problems problems={away === null || decision !== null ? [] : [away]} />
      <Effects question={question} />
    </>
  );
}
