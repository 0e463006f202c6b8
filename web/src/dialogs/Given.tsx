import { levels, type Level, type Resource } from "lockstep";
import { useAccess } from "lockstep/react";
import type { Share } from "lockstep/live";
import { ActionButton } from "../follow/ActionButton";
import { useBusy } from "../follow/useBusy";
import { greyed } from "../follow/marks";
import { offerOf, useUnavailable } from "../follow/offer";
import { endInWords } from "../session/days";
import { nameOfSubject } from "../session/facts";
import { pathOf, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import type { Answer } from "../session/useAnswer";
import { Avatar } from "../ui/Avatar";
import { EndsSoon } from "../ui/EndsSoon";
import { Choice } from "../ui/Choice";
import { levelIds, optionOf } from "./NewShare";
import { keyOf, undoOf, type Sharing } from "./receivers";
import styles from "./ShareDialog.module.css";

type Actions = Pick<Sharing, "share" | "unshare">;

interface GivenProps {
  resource: Resource;
  actions: Actions;
  owner: string | undefined;
  answer: Answer<readonly Share[]>;
}

/**
 * Shares on the resource itself can be changed and revoked here. Shares on a folder above are listed with their place.
 */
export function Given({ resource, owner, actions, answer }: GivenProps) {
  const { facts } = useSession();
  const { value: shares, problem } = answer;
  const isHere = (one: Share) => one.path === pathOf(resource);
  return (
    <>
      <ul className={styles.people} aria-busy={shares === undefined && problem === undefined}>
        {owner && <OwnerRow name={nameOfSubject(facts, { user: owner })} />}
        {shares?.filter(isHere).map((one) => (
          <li key={keyOf(one.with)} data-share={keyOf(one.with)}>
            <Avatar name={nameOfSubject(facts, one.with)} />
            <span className={styles.name}>
              {nameOfSubject(facts, one.with)}
              <End share={one} />
            </span>
            <LevelOf share={one} actions={actions} resource={resource} />
            <Revoke share={one} actions={actions} resource={resource} />
          </li>
        ))}
        {shares
          ?.filter((one) => !isHere(one))
          .map((one) => (
            <li key={`${one.path} ${keyOf(one.with)}`}>
              <Avatar name={nameOfSubject(facts, one.with)} />
              <span className={styles.name}>
                {nameOfSubject(facts, one.with)}
                <span className={styles.from}>
                  from {one.path}
                  {one.until && !one.ended && `, until ${endInWords(one.until)}`}
                </span>
                {one.ended && <End share={one} />}
              </span>
              <LevelText share={one} />
            </li>
          ))}
      </ul>
      {problem && <p className={styles.note}>{problem}</p>}
      {shares?.length === 0 && <p className={styles.note}>Not shared with anybody yet.</p>}
    </>
  );
}

function OwnerRow({ name }: { name: string }) {
  return (
    <li>
      <Avatar name={name} />
      <span className={styles.name}>{name}</span>
      <span className={styles.faint}>Owner</span>
    </li>
  );
}

interface RowProps {
  share: Share;
  actions: Actions;
  resource: Resource;
}

/** Each change replaces the whole share, so that every field is sent again: without its end it would have none. */
function LevelOf({ share, actions, resource }: RowProps) {
  const access = useAccess();
  const carryOut = useDashboard((state) => state.carryOut);
  const { busy, once } = useBusy();
  const questionOf = (level: Level): Question => ({
    action: actions.share,
    resource,
    context: { with: share.with, level, until: share.until },
  });
  const question = questionOf(share.level);
  const decision = offerOf(access.decide(question), useUnavailable(actions.share));
  if (!decision.allowed || share.ended) return <LevelText share={share} />;
  return (
    <div className={styles.level}>
      <Choice<Level>
        small
        label="Level"
        value={share.level}
        options={levelIds.map((level) => optionOf(level, levels[level].title, access.decide(questionOf(level))))}
        onChoose={(level) => void once(() => carryOut([questionOf(level)], [question]))}
        trigger={{ ...greyed(question, decision), "aria-busy": busy || undefined }}
      />
    </div>
  );
}

/** When it ends, or that it has. */
function End({ share: { until, ended } }: { share: Share }) {
  if (until === undefined) return null;
  return ended ? (
    <span className={styles.ended}>Ended {endInWords(until)}</span>
  ) : (
    <>
      <span className={styles.from}>until {endInWords(until)}</span>
      <EndsSoon until={until} />
    </>
  );
}

function LevelText({ share }: { share: Share }) {
  return <span className={styles.faint}>{levels[share.level].title}</span>;
}

function Revoke({ share, actions, resource }: RowProps) {
  const carryOut = useDashboard((state) => state.carryOut);
  const question: Question = { action: actions.unshare, resource, context: { with: share.with } };
  const undo = share.ended ? [] : [undoOf(actions, question, [share])];
  return <ActionButton question={question} look="quiet" iconOnly onAllowed={() => carryOut([question], undo)} />;
}
