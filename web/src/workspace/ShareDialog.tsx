import { useEffect, useState } from "react";
import { useBusy } from "../follow/useBusy";
import { dayOf, endInWords, endOf } from "../session/days";
import { nameOf } from "../session/paths";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Choice, type Option } from "../ui/Choice";
import { Field, Problems } from "../ui/Field";
import { Labelled } from "../ui/Labelled";
import { Modal } from "../ui/Modal";
import { ActionButton } from "./controls";
import { receiverName, roleTitle, type Receiver, type Share } from "./facts";
import { Gains } from "./Gains";
import { actionsThat, actionTitle, levelsOn, levelTitle, titleOf } from "./policy";
import { useAnswer, useAnswers, type Asked } from "./question";
import { openDialog, useAway, useSession, useWorkspace } from "./store";
import styles from "./ShareDialog.module.css";

interface ShareDialogProps {
  asked: Asked;
  /** Whom it begins with. */
  receiver?: Receiver;
  /** The request that a share answers: what removes it afterwards. */
  request?: Asked;
}

const keyOf = (who: Receiver): string => JSON.stringify(who);

/** Who has access to a resource, and a form that gives it to more: levels and receivers as the policy has them. */
export function ShareDialog({ asked, receiver, request }: ShareDialogProps) {
  const path = String(asked.resource);
  const { policy, listing } = useSession();
  const kind = path === "/" ? "/" : (listing.byPath.get(path)?.kind ?? "");
  const [share] = actionsThat(policy, "share", kind);
  return (
    <Modal
      title={`Share ${path === "/" ? (policy.title ?? policy.id) : nameOf(path)}`}
      onClose={() => openDialog(null)}
      testId="share">
      {share !== undefined && <NewShare share={share} path={path} kind={kind} receiver={receiver} request={request} />}
      <Given path={path} kind={kind} />
    </Modal>
  );
}

interface NewShareProps {
  share: string;
  path: string;
  kind: string;
  receiver: Receiver | undefined;
  request: Asked | undefined;
}

function NewShare({ share, path, kind, receiver, request }: NewShareProps) {
  const { policy, facts } = useSession();
  const carryOut = useWorkspace((state) => state.carryOut);
  const answers = useAnswers();
  const away = useAway();
  const { busy, once } = useBusy();
  const [who, setWho] = useState<string | null>(receiver ? keyOf(receiver) : null);
  const [level, setLevel] = useState(() => levelsOn(policy, kind)[0] ?? "");
  const [day, setDay] = useState("");
  const receivers: readonly Receiver[] = [
    ...facts.users.map(({ id }) => ({ user: id })),
    ...facts.groups.map(({ id }) => ({ group: id })),
    ...Object.keys(policy.roles).map((role) => ({ role })),
    { everyone: true },
  ];
  const askedWith = (context: Asked["context"]): Asked => ({ action: share, resource: path, context });
  const greyed = (option: Option<string>, context: Asked["context"]): Option<string> => {
    const decision = answers.decide(askedWith(context));
    return decision.allowed ? option : { ...option, off: true, note: decision.message };
  };
  const chosen = who === null ? undefined : (JSON.parse(who) as Receiver);
  const until = endOf(day);
  const full = askedWith({ ...(chosen && { with: chosen }), level, ...(until !== undefined && { until }) });
  const decision = useAnswer(full);
  const maySend = chosen !== undefined && decision.allowed && away === null;

  async function send() {
    if (!maySend) return;
    const answer = await carryOut(
      request ? [full, request] : [full],
      `${receiverName(policy, facts, chosen)}: ${titleOf(policy, level)}`,
    );
    if (answer?.allowed) openDialog(null);
  }

  return (
    <div className={styles.add}>
      <Labelled label="Share with">
        <Choice
          label="Share with"
          value={who}
          options={receivers.map((one) =>
            greyed({ value: keyOf(one), title: receiverName(policy, facts, one), note: sortOf(one) }, { with: one }),
          )}
          onChoose={setWho}
        />
      </Labelled>
      <Labelled label="Level">
        <Choice
          label="Level"
          value={level}
          options={levelsOn(policy, kind).map((one) =>
            greyed({ value: one, title: titleOf(policy, one) }, { level: one }),
          )}
          onChoose={setLevel}
        />
      </Labelled>
      <Field
        label="Access ends (optional)"
        name="until"
        type="date"
        value={day}
        problems={decision.problems.filter(({ field }) => field === "until").map(({ message }) => message)}
        onChange={(event) => setDay(dayOf(event.target.value))}
      />
      <Problems problems={away !== null ? [away] : decision.allowed ? [] : [decision.message]} />
      {maySend && <Gains asked={full} />}
      <Button
        look="primary"
        className={styles.send}
        aria-disabled={maySend ? undefined : true}
        aria-busy={busy || undefined}
        onClick={() => void once(send)}
        data-send>
        {actionTitle(policy, share)}
      </Button>
    </div>
  );
}

const sortOf = ({ group, role, everyone }: Receiver): string =>
  group !== undefined ? "Group" : role !== undefined ? "Everyone of this role" : everyone ? "Everyone" : "Person";

/** The shares on the resource and above it, as the server lists them for who may see them. */
function Given({ path, kind }: { path: string; kind: string }) {
  const { live, policy, facts } = useSession();
  const { revision } = live.access;
  const [shares, setShares] = useState<readonly Share[]>();
  const [problem, setProblem] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each change
  useEffect(() => {
    live.list("shares", { path }).then(
      (list) => setShares(list as readonly Share[]),
      (error: Error) => setProblem(error.message),
    );
  }, [live, path, revision]);
  const [unshare] = actionsThat(policy, "unshare", kind);
  return (
    <section className={styles.given} aria-labelledby="given">
      <h3 id="given">Who has access</h3>
      {problem !== undefined && <p>{problem}</p>}
      <ul data-testid="given">
        {shares?.map((share) => (
          <li key={`${share.on} ${keyOf(share.with)}`} className={styles.share} data-share={keyOf(share.with)}>
            <Avatar name={receiverName(policy, facts, share.with)} />
            <p className={styles.who}>
              <strong>{receiverName(policy, facts, share.with)}</strong>
              <span className={styles.note}>
                {[share.level]
                  .flat()
                  .map((one) => levelTitle(policy, one))
                  .join(" + ")}
                {share.path !== path && `, from ${share.path === "/" ? "the whole account" : share.path}`}
                {share.until !== undefined && `, until ${endInWords(share.until)}`}
              </span>
            </p>
            {share.path === path && unshare !== undefined && (
              <TakeBack asked={{ action: unshare, resource: path, context: { with: share.with } }} />
            )}
          </li>
        ))}
      </ul>
      {shares?.length === 0 && <p className={styles.note}>No share gives access here.</p>}
      <ByRole />
    </section>
  );
}

function TakeBack({ asked }: { asked: Asked }) {
  const { policy, facts } = useSession();
  const carryOut = useWorkspace((state) => state.carryOut);
  const name = receiverName(policy, facts, asked.context?.with as Receiver);
  return <ActionButton asked={asked} look="quiet" onAllowed={() => carryOut([asked], name)} />;
}

/** The users whose role has a level everywhere. */
function ByRole() {
  const { policy, facts } = useSession();
  const roles = [...Object.entries(policy.roles), ...facts.roles.map((role) => [role.id, role] as const)];
  const everywhere = roles.filter(([, { level }]) => level !== undefined);
  if (everywhere.length === 0) return null;
  return (
    <p className={styles.note}>
      By their role, everywhere:{" "}
      {everywhere
        .map(([id, { level }]) => `${roleTitle(policy, facts, id)} (${titleOf(policy, level ?? "")})`)
        .join(", ")}
      .
    </p>
  );
}
