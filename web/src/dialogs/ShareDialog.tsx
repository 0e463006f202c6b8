import { levels, type Action, type Level, type Resource } from "lockstep";
import { useAccess, useDecision } from "lockstep/react";
import { useState } from "react";
import type { Share } from "lockstep/live";
import { ActionButton } from "../follow/ActionButton";
import { useBusy } from "../follow/useBusy";
import { greyed } from "../follow/marks";
import { offerOf, useUnavailable } from "../follow/offer";
import { endInWords } from "../session/days";
import { nameOfSubject } from "../session/facts";
import { nameOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { useAnswer, type Answer } from "../session/useAnswer";
import { useEnds } from "../session/useEnds";
import { Avatar } from "../ui/Avatar";
import { Choice } from "../ui/Choice";
import { Modal } from "../ui/Modal";
import { WhoCan } from "../why/WhoCan";
import { keyOf, levelIds, NewShare, optionOf } from "./NewShare";
import styles from "./ShareDialog.module.css";

interface Thing {
  name: string;
  owner: string | undefined;
  share: Action;
  unshare: Action;
  /** The action that the server decides before it lists the shares. */
  list: Action;
}

function thingOf({ facts, listing }: Session, resource: Resource): Thing {
  const path = pathOf(resource);
  if (path !== undefined)
    return {
      name: nameOf(path),
      owner: listing.byPath.get(path)?.owner,
      share: "asset.share",
      unshare: "asset.unshare",
      list: "asset.view_access",
    };
  const collection =
    typeof resource === "object" && "collection" in resource
      ? facts.collections.find((one) => one.id === resource.collection)
      : undefined;
  return {
    name: collection?.name ?? "",
    owner: collection?.owner,
    share: "collection.share",
    unshare: "collection.unshare",
    list: "collection.share",
  };
}

/** Who has a share on this file, folder or collection, from where, and a row to share it with more. */
export function ShareDialog({ question: { resource } }: { question: Question }) {
  return resource === undefined ? null : <Sharing resource={resource} />;
}

function Sharing({ resource }: { resource: Resource }) {
  const session = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  const path = pathOf(resource);
  const { name, owner, share, unshare, list } = thingOf(session, resource);
  const on =
    path === undefined
      ? { collection: typeof resource === "object" && "collection" in resource ? resource.collection : "" }
      : { path };
  const [ends, setEnds] = useState<readonly string[]>([]);
  const ended = useEnds(session.live, ends);
  const may = useDecision({ action: list, resource });
  const answer = useAnswer(may.allowed ? JSON.stringify({ on, ended }) : null, async (live) => {
    const shares = await live.list("shares", on);
    setEnds(shares.flatMap(({ until }) => until ?? []));
    return shares;
  });
  const given = answer.problem === undefined ? answer.value?.filter((one) => one.path === path) : [];
  return (
    <Modal title={`Share ${name}`} lead={path} onClose={() => openDialog(null)} testId="share">
      <NewShare action={share} resource={resource} given={given} />
      {may.allowed ? (
        <Given resource={resource} owner={owner} share={share} unshare={unshare} answer={answer} />
      ) : (
        <p className={styles.note}>You no longer see who has access: {may.message}</p>
      )}
      {path !== undefined && <WhoCan question={{ action: "asset.view", resource: path }} />}
    </Modal>
  );
}

interface GivenProps {
  resource: Resource;
  owner: string | undefined;
  share: Action;
  unshare: Action;
  answer: Answer<readonly Share[]>;
}

/**
 * Shares on the resource itself can be changed and revoked here. Shares on a folder above are listed with their place.
 */
function Given({ resource, owner, share, unshare, answer }: GivenProps) {
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
            <LevelOf share={one} action={share} resource={resource} />
            <Revoke action={unshare} resource={resource} share={one} />
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

/** Each change replaces the whole share, so that every field is sent again: without its end it would have none. */
function LevelOf({ share, action, resource }: { share: Share; action: Action; resource: Resource }) {
  const access = useAccess();
  const carryOut = useDashboard((state) => state.carryOut);
  const { busy, once } = useBusy();
  const questionOf = (level: Level): Question => ({
    action,
    resource,
    context: { with: share.with, level, until: share.until },
  });
  const question = questionOf(share.level);
  const decision = offerOf(access.decide(question), useUnavailable(action));
  if (!decision.allowed || share.ended) return <LevelText share={share} />;
  return (
    <div className={styles.level}>
      <Choice<Level>
        small
        label="Level"
        value={share.level}
        options={levelIds.map((level) => optionOf(level, levels[level].title, access.decide(questionOf(level))))}
        onChoose={(level) => void once(() => carryOut([questionOf(level)]))}
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
    <span className={styles.from}>until {endInWords(until)}</span>
  );
}

function LevelText({ share }: { share: Share }) {
  return <span className={styles.faint}>{levels[share.level].title}</span>;
}

function Revoke({ action, resource, share }: { action: Action; resource: Resource; share: Share }) {
  const carryOut = useDashboard((state) => state.carryOut);
  const question: Question = { action, resource, context: { with: share.with } };
  return <ActionButton question={question} look="quiet" iconOnly onAllowed={() => carryOut([question])} />;
}
