import { levels, type Decision, type Level } from "lockstep";
import { useAccess } from "lockstep/react";
import type { Share } from "lockstep/live";
import { useMemo, useState } from "react";
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
import { ReceiverField } from "./ReceiverField";
import { keyOf, receiversIn, sorted, undoOf, type Receiver, type Sharing } from "./receivers";
import styles from "./ShareDialog.module.css";
import { problemsOf } from "./useRequest";

export const levelIds = Object.keys(levels) as Level[];

/** A choice that the engine refuses is greyed and says why. */
export function optionOf<Value extends string>(value: Value, title: string, decision: Decision): Option<Value> {
  return decision.allowed ? { value, title } : { value, title, off: true, note: decision.message };
}

/** The values of the form. A field that was not touched has the value of the present share, if there is one. */
interface Draft {
  chosen: readonly Receiver[];
  level?: Level;
  lastDay?: string;
}

interface NewShareProps {
  sharing: Sharing;
  /** The shares there are on these very things; absent until they are known. */
  given: readonly Share[] | undefined;
  /** Whether `given` is complete, so that it can be made again. */
  canUndo?: boolean;
  onShared?: () => void;
}

/** The present share of the one receiver that is chosen, whose terms the form begins with. */
function shareOf({ resources }: Sharing, chosen: readonly Receiver[], given: readonly Share[] | undefined) {
  const [only] = chosen;
  if (only === undefined || chosen.length > 1 || resources.length > 1) return undefined;
  return given?.find((one) => keyOf(one.with) === only.key);
}

/** With whom, at which level, until when, and what that would change. */
export function NewShare({ sharing, given, canUndo = true, onShared }: NewShareProps) {
  const access = useAccess();
  const { facts } = useSession();
  const away = useAway();
  const { resources, share } = sharing;
  const unavailable = useUnavailable(share);
  const carryOut = useDashboard((state) => state.carryOut);
  const { busy, once } = useBusy();
  const [draft, setDraft] = useState<Draft>({ chosen: [] });
  const known = shareOf(sharing, draft.chosen, given);
  const level = draft.level ?? known?.level ?? "view";
  const lastDay = draft.lastDay ?? dayOf(known?.until);
  const until = endOf(lastDay, known?.until);
  // The choice of users does not depend on the day, whose faults are shown at its own field.
  const { possible, refused } = useMemo(
    () => sorted(access, sharing, receiversIn(facts), level),
    [access, sharing, facts, level],
  );
  const questions = draft.chosen.flatMap(({ who }) =>
    resources.map((resource): Question => ({ action: share, resource, context: { with: who, level, until } })),
  );
  const decisions = questions.map((question) => offerOf(access.decide(question), unavailable));
  const at = Math.max(
    decisions.findIndex(({ allowed }) => !allowed),
    0,
  );
  const [question, decision] = given ? [questions[at], decisions[at]] : [];
  const press = question && decision ? greyed(question, decision) : { "aria-disabled": true as const };

  async function send() {
    if (!given || !decision?.allowed) return;
    const answer = await carryOut(questions, canUndo ? questions.map((one) => undoOf(sharing, one, given)) : []);
    if (!answer?.allowed) return;
    setDraft({ chosen: [] });
    onShared?.();
  }

  return (
    <>
      <div className={styles.add}>
        <div className={styles.whom}>
          <ReceiverField
            possible={possible}
            refused={refused}
            chosen={draft.chosen}
            onChoose={(chosen) => setDraft({ ...draft, chosen })}
          />
        </div>
        <div className={styles.level}>
          <Choice<Level>
            label="Level"
            value={level}
            options={levelIds.map((value) => ({ value, title: levels[value].title }))}
            onChoose={(level) => setDraft({ ...draft, level })}
          />
        </div>
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
        <Button
          look="primary"
          className={styles.send}
          {...press}
          aria-busy={busy || undefined}
          onClick={() => void once(send)}
          data-send>
          Share
        </Button>
      </div>
      <Problems problems={away === null || decision !== undefined ? [] : [away]} />
      <Effects questions={given && decision?.allowed ? questions : []} />
    </>
  );
}
