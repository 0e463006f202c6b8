import { actions, type Action, type Decision } from "lockstep";
import { useDecision } from "lockstep/react";
import { Ban, CircleCheck, CloudOff, EyeOff } from "lucide-react";
import { offerOf, useUnavailable } from "../follow/offer";
import { withButtons } from "../follow/sections";
import { nameOfPlace } from "../session/names";
import { actionsOn, placeOf, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Choice } from "../ui/Choice";
import { Modal } from "../ui/Modal";
import { heldLevel, roleTitle } from "../session/titles";
import { openInWords, problemInWords } from "../session/words";
import { ChainStep } from "./ChainStep";
import { LevelLadder } from "./LevelLadder";
import { Remedies } from "./Remedies";
import { WhoCan } from "./WhoCan";
import styles from "./WhyPanel.module.css";

const verdicts = {
  enabled: { title: "You can do this", icon: CircleCheck },
  disabled: { title: "You can't do this", icon: Ban },
  hidden: { title: "You can't do this, so it is not shown", icon: EyeOff },
} as const;

/** Allowed, and nothing can be sent. */
const waits = { title: "You can do this once the server is back", icon: CloudOff };

/** Explains one decision of the engine by its chain, and lets one ask about any other action at the same place. */
export function WhyPanel({ question }: { question: Question }) {
  const explain = useDashboard((state) => state.explain);
  const as = useDashboard((state) => state.as);
  const session = useSession();
  const { facts, listing } = session;
  const decision = useDecision(question);
  const offer = offerOf(decision, useUnavailable(question.action));
  const person = facts.users.find((user) => user.id === as);
  const place = placeOf(question.resource);
  const kind = listing.byPath.get(place)?.kind;
  const held = heldLevel(decision);
  const verdict = offer === decision ? verdicts[decision.show] : waits;
  const others = actionsOn(question.resource, kind);
  const list = others.includes(question.action) ? others : [question.action, ...others];
  return (
    <Modal
      shape="sheet"
      title="Why?"
      lead={`${person?.name ?? as}, ${roleTitle(person?.role ?? "")}`}
      onClose={() => explain(null)}
      testId="why">
      <div className={styles.question}>
        <Choice<Action>
          label="Action"
          value={question.action}
          options={withButtons(list).map((action) => ({ value: action, title: actions[action].title }))}
          onChoose={(action) => explain({ action, resource: question.resource })}
        />
        {place && <p className={styles.place}>{nameOfPlace(session, question.resource)}</p>}
      </div>
      <div className={styles.verdict} data-show={offer.show} aria-live="polite">
        <p className={styles.answer}>
          <verdict.icon aria-hidden />
          {verdict.title}
        </p>
        <p data-testid="why-message">{offer.message}</p>
      </div>
      {(decision.need ?? held) && <LevelLadder have={held} need={decision.need} />}
      <Chain decision={decision} />
      <Remedies decision={decision} />
      <Leftovers decision={decision} />
      <WhoCan question={{ action: question.action, resource: question.resource }} />
      <Codes question={question} decision={decision} revision={session.access.revision} />
    </Modal>
  );
}

function Chain({ decision }: { decision: Decision }) {
  if (decision.because.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3>What it rests on</h3>
      <ol className={styles.chain}>
        {decision.because.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a decision is replaced as a whole
          <li key={i} data-kind={step.kind}>
            <ChainStep step={step} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Leftovers({ decision }: { decision: Decision }) {
  return (
    <>
      {decision.problems.length > 0 && (
        <section className={styles.part}>
          <h3>Fields to change</h3>
          <ul className={styles.list}>
            {decision.problems.map((problem) => (
              <li key={problem.field + problem.code}>{problemInWords(problem)}</li>
            ))}
          </ul>
        </section>
      )}
      {decision.unverified.length > 0 && (
        <section className={styles.part}>
          <h3>Left to the server to check</h3>
          <ul className={styles.tags}>
            {decision.unverified.map((word) => (
              <li key={word}>{openInWords(word)}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Codes({ question, decision, revision }: { question: Question; decision: Decision; revision: number }) {
  const rows: [string, string | number | undefined][] = [
    ["action", question.action],
    ["reason", decision.reason],
    ["shown as", decision.show],
    ["feature", decision.feature],
    ["limit", decision.limit && `${decision.limit} ${decision.count ?? ""} / ${decision.maximum ?? ""}`],
    ["revision", revision],
  ];
  return (
    <dl className={styles.codes}>
      {rows.map(([term, value]) =>
        value === undefined ? null : (
          <div key={term}>
            <dt>{term}</dt>
            <dd data-code={term}>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
