import type { Decision } from "lockstep";
import { nameOfSubject } from "../session/facts";
import { nameOfItem } from "../session/names";
import { nameOf } from "../session/paths";
import { useAway, useDashboard, useSession, type Session } from "../session/store";
import { levelTitle, titleOf } from "../session/titles";
import { fieldInWords } from "../session/words";
import { Button } from "../ui/Button";
import styles from "./WhyPanel.module.css";

type Remedy = Decision["remedies"][number];

const anyOf = new Intl.ListFormat("en", { type: "disjunction" });
/** So many people are named; the others can help as well. */
const mostNamed = 3;

/** A file or folder by its own name, a collection by its name, where it is known. */
function placeOf(session: Session, on: string | undefined): string {
  if (on === undefined) return "it";
  return on.startsWith("/") ? nameOf(on) || "the library" : nameOfItem(session, on) || on;
}

function RemedyText({ remedy }: { remedy: Remedy }) {
  const session = useSession();
  switch (remedy.kind) {
    case "ask": {
      const place = placeOf(session, remedy.on);
      const people = (remedy.who ?? []).slice(0, mostNamed).map((user) => nameOfSubject(session.facts, { user }));
      const whom = people.length > 0 ? anyOf.format(people) : `someone who manages ${place}`;
      return (
        <>
          Ask {whom} for “{levelTitle(remedy.level) || "access"}” on {place}
        </>
      );
    }
    case "upgrade":
      return <>Upgrade to the {titleOf(remedy.plan)} plan</>;
    case "switch_on":
      return <>Have “{titleOf(remedy.feature)}” switched on for this account</>;
    case "raise_limit":
      return <>Free one, or have the limit raised{remedy.limit && ` (${titleOf(remedy.limit)})`}</>;
    case "change_field":
      return <>Change {fieldInWords(remedy.field ?? "")}</>;
  }
}

/** What helps, all of it together; where nothing does, that is said of a refusal too. */
export function Remedies({ decision }: { decision: Decision }) {
  const setPlan = useDashboard((state) => state.setPlan);
  const away = useAway();
  if (decision.allowed) return null;
  if (decision.remedies.length === 0) {
    return (
      <section className={styles.part}>
        <p>Nothing that you could ask for would change this.</p>
      </section>
    );
  }
  return (
    <section className={styles.part}>
      <h3>What would help</h3>
      <ul className={styles.list}>
        {decision.remedies.map((remedy, i) => {
          const upgrade = remedy.kind === "upgrade" ? remedy.plan : undefined;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a decision is replaced as a whole
            <li key={i} data-remedy={remedy.kind}>
              <RemedyText remedy={remedy} />
              {upgrade && away === null && <Button onClick={() => void setPlan(upgrade)}>Try it in this demo</Button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
