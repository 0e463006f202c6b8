import { levels, type Action, type Level, type Resource, type Subject } from "lockstep";
import { useState } from "react";
import { ActionButton } from "../follow/ActionButton";
import { doneText } from "../follow/perform";
import { nameOfSubject, type Facts, type Share } from "../session/facts";
import { nameOf, trail } from "../session/paths";
import { ask, pathOf, placeOf, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Modal } from "../ui/Modal";
import styles from "./ShareDialog.module.css";

const levelIds = Object.keys(levels) as Level[];

interface Sharing {
  /** Made on the thing itself: can be changed and revoked here. */
  own: Share[];
  /** Made on a folder above: shown with its place, revoked only there. */
  above: { share: Share; from: string }[];
  owner: string | undefined;
}

function sharingOf(facts: Facts, resource: Resource): Sharing {
  const path = pathOf(resource);
  if (path === undefined) {
    const id = typeof resource === "object" && "collection" in resource ? resource.collection : "";
    return { own: facts.shares.filter((share) => share.on === id), above: [], owner: facts.collections.find((one) => one.id === id)?.owner };
  }
  const assets = new Map(facts.assets.map((asset) => [asset.path, asset]));
  const here = assets.get(path);
  const above = trail(path)
    .slice(0, -1)
    .flatMap((from) => facts.shares.filter((share) => share.on === assets.get(from)?.id).map((share) => ({ share, from })));
  return { own: facts.shares.filter((share) => share.on === here?.id), above, owner: here?.owner };
}

const keyOf = (who: Subject): string => ("group" in who ? `group:${who.group}` : `user:${who.user}`);

/** Who has a share on this file, folder or collection, from where, and a row to share it with more. */
export function ShareDialog({ question }: { question: Question }) {
  const { facts } = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  const { resource } = question;
  if (resource === undefined) return null;
  const [share, unshare]: [Action, Action] = pathOf(resource) === undefined ? ["collection.share", "collection.unshare"] : ["asset.share", "asset.unshare"];
  const { own, above, owner } = sharingOf(facts, resource);
  const place = pathOf(resource) ?? "";
  const title = place ? nameOf(place) : (facts.collections.find((one) => placeOf(resource).endsWith(one.id))?.name ?? "");
  return (
    <Modal title={`Share ${title}`} lead={place} onClose={() => openDialog(null)} testId="share">
      <NewShare action={share} resource={resource} />
      <ul className={styles.people}>
        {owner && (
          <li>
            <Avatar name={nameOfSubject(facts, { user: owner })} />
            <span className={styles.name}>{nameOfSubject(facts, { user: owner })}</span>
            <span className={styles.faint}>Owner</span>
          </li>
        )}
        {own.map((one) => (
          <li key={keyOf(one.with)} data-share={keyOf(one.with)}>
            <Avatar name={nameOfSubject(facts, one.with)} />
            <span className={styles.name}>{nameOfSubject(facts, one.with)}</span>
            <LevelOf share={one} action={share} resource={resource} />
            <Revoke action={unshare} resource={resource} who={one.with} />
          </li>
        ))}
        {above.map(({ share: one, from }) => (
          <li key={from + keyOf(one.with)}>
            <Avatar name={nameOfSubject(facts, one.with)} />
            <span className={styles.name}>
              {nameOfSubject(facts, one.with)}
              <span className={styles.from}>from {from}</span>
            </span>
            <span className={styles.faint}>{levels[one.level].title}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function LevelOf({ share, action, resource }: { share: Share; action: Action; resource: Resource }) {
  const carryOut = useDashboard((state) => state.carryOut);
  return (
    <div className={styles.level}>
      <Choice<Level>
        small
        label="Level"
        value={share.level}
        options={levelIds.map((value) => ({ value, title: levels[value].title }))}
        onChoose={(level) => void carryOut([{ action, resource, context: { with: share.with, level } }], doneText(action, 1))}
      />
    </div>
  );
}

function Revoke({ action, resource, who }: { action: Action; resource: Resource; who: Subject }) {
  const carryOut = useDashboard((state) => state.carryOut);
  const question = { action, resource, context: { with: who } };
  return <ActionButton question={question} look="quiet" iconOnly onAllowed={() => void carryOut([question], doneText(action, 1))} />;
}

function NewShare({ action, resource }: { action: Action; resource: Resource }) {
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

  async function send() {
    if (!chosen) return;
    const answer = await carryOut([{ action, resource, context: { with: chosen.who, level } }], doneText(action, 1));
    if (answer.allowed) setWho(null);
  }

  return (
    <div className={styles.add}>
      <Choice label="Share with" placeholder="Person or group" value={who} options={options} onChoose={setWho} />
      <div className={styles.level}>
        <Choice<Level> label="Level" value={level} options={levelIds.map((value) => ({ value, title: levels[value].title }))} onChoose={setLevel} />
      </div>
      <Button look="primary" className={styles.send} aria-disabled={chosen ? undefined : true} onClick={() => void send()} data-send>
        Share
      </Button>
    </div>
  );
}
