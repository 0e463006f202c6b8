import { Ban, CircleCheck, EyeOff } from "lucide-react";
import { Choice } from "../ui/Choice";
import { Modal } from "../ui/Modal";
import why from "../why/WhyPanel.module.css";
import { endInWords } from "../session/days";
import { personName, receiverName, type Receiver } from "./facts";
import { actionsOn, actionTitle, inWords, levelTitle, titleOf } from "./policy";
import { useAnswer, type Answer, type Asked } from "./question";
import { explain, useSession } from "./store";

const verdicts = {
  enabled: { title: "You can do this", icon: CircleCheck },
  disabled: { title: "You can't do this", icon: Ban },
  hidden: { title: "You can't do this, so it is not shown", icon: EyeOff },
} as const;

/** Explains one decision of the engine by its chain, and asks about any other action at the same place. */
export function WhySheet({ asked }: { asked: Asked }) {
  const { as, policy, facts, listing } = useSession();
  const decision = useAnswer(asked);
  const verdict = verdicts[decision.show];
  const { resource } = asked;
  const on =
    typeof resource === "string"
      ? resource === "/"
        ? "/"
        : (listing.byPath.get(resource)?.kind ?? "")
      : (Object.keys(resource ?? { account: "" })[0] ?? "");
  const others = actionsOn(policy, on);
  return (
    <Modal shape="sheet" title="Why?" lead={personName(facts, as)} onClose={() => explain(null)} testId="why">
      <div className={why.question}>
        <Choice
          label="Action"
          value={asked.action}
          options={(others.includes(asked.action) ? others : [asked.action, ...others]).map((action) => ({
            value: action,
            title: actionTitle(policy, action),
          }))}
          onChoose={(action) => explain({ action, resource })}
        />
        {typeof resource === "string" && <p className={why.place}>{resource}</p>}
      </div>
      <div className={why.verdict} data-show={decision.show} aria-live="polite">
        <p className={why.answer}>
          <verdict.icon aria-hidden />
          {verdict.title}
        </p>
        <p data-testid="why-message">{decision.message}</p>
      </div>
      <Chain decision={decision} />
      <Remedies decision={decision} />
      <dl className={why.codes}>
        {codesOf(asked, decision).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd data-code={term}>{value}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

const codesOf = ({ action }: Asked, { reason, condition, show, revision }: Answer): [string, string][] =>
  Object.entries({ action, reason, condition, "shown as": show, revision }).flatMap(([term, value]) =>
    value === undefined ? [] : [[term, String(value)]],
  );

function Chain({ decision }: { decision: Answer }) {
  const { policy, facts } = useSession();
  if (decision.because.length === 0) return null;
  return (
    <section className={why.part}>
      <h3>What it rests on</h3>
      <ol className={why.chain}>
        {decision.because.map((step, i) => {
          const words = [
            step.kind === "role" && `The role ${receiverName(policy, facts, { role: step.role ?? "" })}`,
            step.kind === "share" && `Shared with ${receiverName(policy, facts, (step.with ?? {}) as Receiver)}`,
            step.relation !== undefined && inWords(step.relation),
            step.on !== undefined && `at ${step.on}`,
            step.level !== undefined && levelTitle(policy, step.level),
            step.until !== undefined && `until ${endInWords(step.until)}`,
          ];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a decision is replaced as a whole
            <li key={i} data-kind={step.kind}>
              {words.filter(Boolean).join(", ") || inWords(step.kind)}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Remedies({ decision }: { decision: Answer }) {
  const { policy, facts } = useSession();
  if (decision.allowed) return null;
  return (
    <section className={why.part}>
      <h3>What would help</h3>
      {decision.remedies.length === 0 && <p>Nothing that you could ask for would change this.</p>}
      <ul className={why.list}>
        {decision.remedies.map((remedy) => (
          <li key={JSON.stringify(remedy)} data-remedy={remedy.kind}>
            {remedy.kind === "ask" &&
              `Ask ${remedy.who?.map((user) => personName(facts, user)).join(" or ") || "who shares it"} for “${titleOf(policy, remedy.level ?? "")}” at ${remedy.on ?? "it"}`}
            {remedy.kind === "upgrade" && `Upgrade to the ${titleOf(policy, remedy.plan ?? "")} plan`}
            {remedy.kind === "switch_on" && `Have “${titleOf(policy, remedy.feature ?? "")}” switched on`}
            {remedy.kind === "raise_limit" && `Have the limit raised (${titleOf(policy, remedy.limit ?? "")})`}
            {remedy.kind === "change_field" && `Change ${remedy.field ?? "the request"}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
